// Names in a comment: behind an @, those who take part in the conversation are offered; arrows choose, Enter or Tab takes.

let names = null;

// people: the address that answers with the names.
export function watchNames(people) {
  document.addEventListener("input", (event) => typed(event, people));
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-mentions]")) closeNames();
  });
}

async function typed(event, people) {
  const field = event.target;
  if (!field.matches("[data-mentions]")) return;
  if (!field.value.includes("@")) return closeNames();
  try {
    names ??= (await (await fetch(people, { headers: { "X-Requested-With": "fetch" } })).json()).names;
  } catch {
    return;
  }
  // Nobody is signed in any more: sending says so.
  if (!names) return;
  // What stands there now: somebody fast has typed on while the names came.
  const mention = /(?:^|[^\w@])@([^@\n]{0,40})$/.exec(field.value.slice(0, field.selectionStart));
  if (!mention) return closeNames();
  const start = mention[1].toLowerCase();
  const found = names.filter((name) => name.toLowerCase().split(" ").some((_, index, all) => all.slice(index).join(" ").startsWith(start)));
  closeNames();
  if (found.length && !found.some((name) => name.toLowerCase() === start)) offerNames(field, found.slice(0, 8), mention[1].length);
}

function pressed(event) {
  const list = document.getElementById("mention-names");
  if (!list || event.target !== list.field) return;
  const options = [...list.children];
  const now = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    choose(list, options[(now + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length]);
  } else if (event.key === "Enter" || event.key === "Tab") {
    take(list, options[now]);
  } else if (event.key === "Escape") {
    closeNames();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function offerNames(field, found, typed) {
  const list = document.createElement("ul");
  list.id = "mention-names";
  list.className = "mention-names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  Object.assign(list, { field, typed });
  found.forEach((name, index) => {
    const option = document.createElement("li");
    option.id = `mention-name-${index}`;
    option.setAttribute("role", "option");
    option.textContent = name;
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(list, option);
    });
    list.append(option);
  });
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  choose(list, list.firstElementChild);
}

function choose(list, option) {
  for (const each of list.children) each.setAttribute("aria-selected", String(each === option));
  list.field.setAttribute("aria-activedescendant", option.id);
}

function take(list, option) {
  const { field, typed } = list;
  const end = field.selectionStart;
  field.setRangeText(`${option.textContent} `, end - typed, end, "end");
  closeNames();
}

function closeNames() {
  const list = document.getElementById("mention-names");
  if (!list) return;
  list.field.removeAttribute("aria-controls");
  list.field.removeAttribute("aria-activedescendant");
  list.remove();
}
