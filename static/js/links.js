// Links of a goal, set in place: one request each; only the links are drawn anew, never what is typed in.

import { askProgress, request, say, sayState } from "./autosave.js";

export function watchLinks() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-link]")) return;
    event.preventDefault();
    setLink(event.target, event.submitter);
  });
}

async function setLink(form, button) {
  const links = form.closest(".goal-links");
  const data = new FormData(form);
  data.set("act", button?.value || "add");
  const words = document.getElementById("save-status").dataset;
  let answer;
  let result;
  try {
    answer = await request(form.getAttribute("action"), data);
    result = await answer.json();
  } catch {
    return tell(links, navigator.onLine ? words.failed : words.offlineAct);
  }
  if (!answer.ok) return tell(links, result.message);
  const kind = data.get("link");
  // What was chosen while this one was on its way stays chosen.
  const chosen = [...links.querySelectorAll("select")].filter((each) => each.value && !(each.form === form && each.value === data.get(each.name)));
  links.outerHTML = result.html;
  for (const { id, value } of chosen) if (id) document.getElementById(id).value = value;
  document.getElementById(`${kind}-${links.id.replace("links-", "")}`)?.focus();
  sayState(result.saved);
  askProgress();
  document.dispatchEvent(new CustomEvent("rows-changed"));
}

function tell(links, message) {
  links.querySelector(".row-status").textContent = message;
  say(message, "trouble");
}
