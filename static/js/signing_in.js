// The session ended while the page was open. The page says so, the same person signs in again in place, and what waits
// is sent. Nothing opens by itself: whoever types goes on typing, and the text is kept on this device meanwhile. Pages
// that are only read and commented on have no such place: there a script can still ask who is signed in now.

const plan = document.querySelector("[data-person]");
const bar = document.getElementById("signed-out");
const button = bar?.querySelector("a");
const dialog = document.getElementById("sign-in-dialog");
let told = { say() {}, back() {} };
let asking = null;
let isOut = false;
let cameBack = 0;

// `say(text)` shows a sentence in the page's head; `back()` sends what waits.
export function watchSignIn(callbacks) {
  told = callbacks;
  // Somebody else's visit is not ended from here: the link leads to the page that does.
  button.addEventListener("click", (event) => askPassword() && event.preventDefault());
  dialog.addEventListener("submit", signIn);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[name=login]").value = plan.dataset.email;
  for (const event of ["focus", "online"]) window.addEventListener(event, () => isOut && lookAgain());
}

// Whether an answer means that the page's session is over: a token of an earlier sign-in is refused by a page, not JSON.
export function isOver(answer) {
  return answer.status === 401 || (answer.status === 403 && !answer.headers.get("content-type")?.includes("json"));
}

// Each request says for whom the page was opened: the server takes nothing in another person's name.
export function person() {
  return plan.dataset.person;
}

// Find out who is signed in now: the same person goes on, nobody and somebody else are told.
export function lookAgain() {
  asking ??= look().finally(() => { asking = null; });
  return asking;
}

async function look() {
  const here = await whoIsHere();
  if (!here) return null;
  if (here.person === person()) {
    goOn(here.token);
  } else if (bar) {
    isOut = true;
    button.dataset.other = here.person;
    const sentence = here.person ? dialog.dataset.other.replace("%s", here.name) : dialog.dataset.out;
    bar.firstElementChild.textContent = sentence;
    bar.hidden = false;
    told.say(sentence);
  }
  return here;
}

async function whoIsHere() {
  try {
    const answer = await fetch(document.querySelector("[data-here]").dataset.here, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function goOn(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  isOut = false;
  if (bar) bar.hidden = true;
  if (dialog?.open) dialog.close();
  document.dispatchEvent(new Event("signed-in"));
  // Once in a while only: an answer that is refused for another reason must not be sent again and again.
  if (Date.now() - cameBack < 2000) return;
  cameBack = Date.now();
  told.back();
}

// Ask for the password in place. False where the page has no place for it, or somebody else is signed in.
export function askPassword() {
  if (!dialog || button.dataset.other) return false;
  tell("");
  dialog.showModal();
  dialog.querySelector("[name=password]").focus();
  return true;
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const here = await whoIsHere();
  if (!here) return tell(dialog.dataset.offline);
  if (here.person) {
    dialog.close();
    return lookAgain();
  }
  const data = new FormData(form);
  data.set("csrfmiddlewaretoken", here.token);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    return tell(dialog.dataset.offline);
  }
  if (answer.status === 400) return tell(sentences((await answer.json()).form), form.elements.password);
  form.elements.password.value = "";
  // A look that began before the password was taken knows nothing of it.
  await asking;
  const now = await lookAgain();
  // The password was right, and something more is asked for: that has a page of its own.
  if (now && !now.person) tell(dialog.dataset.more);
}

function sentences(form) {
  return [...form.errors, ...Object.values(form.fields).flatMap((field) => field.errors)].join(" ");
}

function tell(text, field = null) {
  const place = dialog.querySelector(".field-error");
  place.textContent = text;
  place.hidden = !text;
  const password = dialog.querySelector("[name=password]");
  password.toggleAttribute("aria-invalid", false);
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.select();
    field.focus();
  }
}
