// Files are attached without leaving the page: choosing one sends it, and the page says in words how far it is.

import { askProgress, sayState } from "./autosave.js";
import { person } from "./signing_in.js";

const waiting = new Map();

export function watchFiles() {
  for (const form of document.querySelectorAll("form[data-attach]")) {
    const field = form.elements.file;
    field.multiple = true;
    // Without scripts the button sends; here, choosing does.
    form.querySelector("button").hidden = true;
    field.addEventListener("change", () => sendAll(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sendAll(form);
    });
    if (field.files.length) sendAll(form);
  }
}

// One after the other, in the order they were chosen, those that are chosen meanwhile last; a refused one does not stop the
// next.
async function sendAll(form) {
  const field = form.elements.file;
  if (!field.files.length) return;
  const chosen = waiting.get(form) ?? [];
  chosen.push(...field.files);
  field.value = "";
  if (waiting.has(form)) return;
  waiting.set(form, chosen);
  showErrors(form, []);
  const refused = [];
  for (let index = 0; index < chosen.length; index += 1) {
    const file = chosen[index];
    const sentence = file.size > Number(form.dataset.most) ? form.dataset.tooLarge : await send(form, file);
    if (sentence) refused.push([file.name, sentence]);
  }
  waiting.delete(form);
  if (refused.length) tell(form, "");
  showErrors(form, refused.map(([name, sentence]) => (chosen.length > 1 ? `${name}: ${sentence}` : sentence)));
  if (refused.length) field.focus();
}

// Returns the sentence that says why the file was not taken, or nothing.
function send(form, file) {
  const words = form.dataset;
  const data = new FormData();
  data.set("file", file);
  tell(form, words.sending.replace("%s", file.name));
  return new Promise((done) => {
    // XMLHttpRequest, since fetch does not say how much of a file has been sent.
    const request = new XMLHttpRequest();
    let tenth = 0;
    request.upload.addEventListener("progress", (event) => {
      const now = event.lengthComputable ? Math.floor((event.loaded / event.total) * 10) : 0;
      if (now <= tenth) return;
      tenth = now;
      tell(form, now < 10 ? `${words.sending.replace("%s", file.name)} ${now * 10}%` : words.checking.replace("%s", file.name));
    });
    request.addEventListener("load", () => done(taken(form, file, request)));
    request.addEventListener("error", () => done(words.broken.replace("%s", file.name)));
    request.addEventListener("abort", () => done(words.broken.replace("%s", file.name)));
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.setRequestHeader("X-Person", person());
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.send(data);
  });
}

function taken(form, file, request) {
  let answer;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    return form.dataset.broken.replace("%s", file.name);
  }
  if (request.status !== 200) return answer.message;
  tell(form, answer.message);
  if (!answer.html) return "";
  form.parentElement.querySelector('[data-list="file"]').insertAdjacentHTML("beforeend", answer.html);
  sayState(answer.saved);
  askProgress();
  document.dispatchEvent(new CustomEvent("rows-changed"));
  return "";
}

function tell(form, text) {
  form.querySelector(".attach-status").textContent = text;
}

function showErrors(form, sentences) {
  const place = form.querySelector(".field-error");
  place.replaceChildren(...sentences.flatMap((sentence, index) => (index ? [document.createElement("br"), sentence] : [sentence])));
  form.elements.file.toggleAttribute("aria-invalid", sentences.length > 0);
  if (sentences.length) form.elements.file.setAttribute("aria-invalid", "true");
}
