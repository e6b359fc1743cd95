// Checking a Word form: what is decided is kept as the lead goes, and a text opens in an editor when it is corrected.

import { upgradeRichText } from "./rich_text.js";
import { touchedBeforeUs } from "./touched.js";

const PAUSE = 700;
const RETRY = 5000;

const form = document.querySelector("form[data-check]");
const status = document.getElementById("save-status");
const words = form.dataset;
const changed = new Set();
let timer;
let sending = null;

form.addEventListener("input", (event) => note(event.target));
form.addEventListener("change", (event) => note(event.target));
form.addEventListener("toggle", (event) => event.target.open && upgradeRichText(event.target), true);
for (const details of form.querySelectorAll("details[open]")) upgradeRichText(details);
// Whoever was quicker than this script has decided something, too.
for (const field of touchedBeforeUs(form)) note(field);

// What was not touched need not be sent: the server has it.
form.addEventListener("submit", () => {
  clearTimeout(timer);
  for (const area of form.querySelectorAll("textarea")) area.disabled = !changed.has(area.name) && area.value === area.defaultValue;
});
window.addEventListener("pageshow", () => {
  for (const area of form.querySelectorAll("textarea")) area.disabled = false;
});
window.addEventListener("pagehide", () => changed.size && !sending && send({ keepalive: true }));

function note(field) {
  // An editor types for the text area it stands for.
  const name = field.name || field.closest(".rich")?.querySelector("textarea").name;
  if (!name) return;
  changed.add(name);
  say(words.changed);
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

async function keep() {
  if (sending) await sending;
  if (!changed.size) return;
  say(words.saving);
  const names = [...changed];
  changed.clear();
  sending = send({}, names);
  try {
    const answer = await sending;
    const told = await answer.json();
    if (answer.ok) {
      say(`${words.saved} ${told.saved}`, "saved");
    } else {
      for (const name of names) changed.add(name);
      say(answer.status === 401 ? words.signedOut : told.message, "trouble");
    }
  } catch {
    for (const name of names) changed.add(name);
    say(words.trouble, "trouble");
    timer = setTimeout(keep, RETRY);
  } finally {
    sending = null;
  }
}

function send(options, names = [...changed]) {
  const values = new FormData(form);
  const data = new FormData();
  data.set("act", "keep");
  for (const [name, value] of values) if (names.includes(name) || name.startsWith("seen-")) data.append(name, value);
  return fetch(location.pathname, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "fetch", "X-CSRFToken": values.get("csrfmiddlewaretoken") },
    credentials: "same-origin",
    redirect: "error",
    ...options,
  });
}

function say(text, mood = "") {
  status.textContent = text;
  status.dataset.mood = mood;
}
