// Autosave. A row is a form; typing in it saves it after a pause, one request at a time for each row.
//
// What is typed is never swapped: an answer touches the status text, the hidden revision and the error sentences only.
// What could not be saved yet stays in this browser, for this person, and is sent again until it is.

import { editorOf } from "./rich_text.js";
import { isOver, lookAgain, person, watchSignIn } from "./signing_in.js";
import { touchedBeforeUs } from "./touched.js";

const PAUSE = 600;
const FIRST_RETRY = 1000;
// However long the server was away, what waits is saved soon after it is back.
const LONGEST_RETRY = 10000;
// After so long without an answer the page says that it is not saved; much later the request is given up and sent again.
const SLOW = 1800;
const GIVEN_UP = 30000;
// A browser goes on with a request of a page that is left if it is not too large.
const MOST_ON_LEAVING = 16000;

const plan = document.querySelector("[data-plan]");
const status = document.getElementById("save-status");
const store = `unsaved:${plan.dataset.person}:`;
const rows = new Map();
let progressTimer;

export function watchRows() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-row]");
    if (form) typed(form);
  });
  document.addEventListener("focusout", (event) => {
    const form = event.target.closest?.("form[data-row]");
    if (form && stateOf(form).dirty) save(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-row]");
    if (!form || event.submitter?.dataset.act) return;
    event.preventDefault();
    save(form);
  });
  window.addEventListener("online", retryAll);
  watchSignIn({ say: (text) => say(text, "trouble"), back: retryAll });
  window.addEventListener("beforeunload", (event) => {
    if (!live().some((state) => state.dirty || state.sending)) return;
    for (const [form, state] of rows) if (state.dirty && !state.sending && form.isConnected) send(form, { keepalive: true });
    // What was typed since the save that is under way can only follow it: whoever leaves now is asked.
    if (!navigator.onLine || live().some((state) => state.dirty && state.sending)) event.preventDefault();
  });
  for (const form of document.querySelectorAll("form[data-row]")) if (touchedBeforeUs(form).length) typed(form);
  askProgress();
}

// Send what an earlier visit could not.
export function sendWaiting() {
  document.querySelectorAll("form[data-row]").forEach(sendKept);
}

// Under the revision it was kept with, so that it meets whatever was written or done since.
export function sendKept(form) {
  const kept = localStorage.getItem(store + form.action);
  if (!kept) return;
  const values = JSON.parse(kept);
  for (const [name, value] of Object.entries(values)) setValue(form, name, value, { quiet: true });
  const state = stateOf(form);
  state.dirty = true;
  say(status.dataset.kept);
  save(form);
}

// Wait until nothing of this row is under way: moving and deleting come after its save.
export async function settled(form) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  if (state.dirty && !state.sending) save(form);
  while (state.sending) await state.sending;
}

export async function request(url, data, options = {}) {
  // The token in the header counts: one that was read into the form's data may be of an earlier sign-in.
  data.delete("csrfmiddlewaretoken");
  const answer = await fetch(url, {
    method: "POST",
    body: data,
    headers: { "X-Requested-With": "fetch", "X-CSRFToken": csrfToken(), "X-Person": person() },
    credentials: "same-origin",
    redirect: "error",
    signal: AbortSignal.timeout(GIVEN_UP),
    ...options,
  });
  if (isOver(answer)) lookAgain();
  return answer;
}

export function say(text, mood = "") {
  status.textContent = text;
  status.dataset.mood = mood;
}

export function sayRow(form, text) {
  const place = form.querySelector(".row-status");
  if (place) place.textContent = text;
}

export function askProgress() {
  clearTimeout(progressTimer);
  progressTimer = setTimeout(async () => {
    try {
      const answer = await request(`${plan.dataset.plan}progress/`, new FormData());
      if (answer.ok) drawProgress(await answer.json());
    } catch {
      // The rail keeps its last marks: the next save asks again.
    }
  }, 800);
}

function csrfToken() {
  return document.querySelector("input[name=csrfmiddlewaretoken]").value;
}

function stateOf(form) {
  if (!rows.has(form)) rows.set(form, { dirty: false, sending: null, timer: null, retry: FIRST_RETRY });
  return rows.get(form);
}

function typed(form) {
  const state = stateOf(form);
  state.dirty = true;
  keep(form);
  // While a conflict waits for a choice nothing is sent, and nothing moves under the pointer.
  if (state.conflict) return;
  if (!state.waiting && !state.slow) say(status.dataset.typing);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), PAUSE);
}

function save(form) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  if (state.sending || state.conflict || !form.isConnected) return;
  state.sending = send(form).finally(() => {
    state.sending = null;
    if (state.dirty && !state.waiting && !state.conflict) save(form);
  });
}

async function send(form, options = {}) {
  const state = stateOf(form);
  // A retry says nothing new until it succeeds: what stands there must not move under a pointer.
  if (!state.waiting) say(status.dataset.saving);
  const typedNow = new FormData(form);
  const data = options.keepalive ? typedNow : again(state, typedNow);
  // What was typed since the request that is repeated follows once that is answered.
  state.dirty = textOf(data) !== textOf(typedNow);
  state.waiting = false;
  const slow = setTimeout(() => {
    state.slow = true;
    say(status.dataset.trouble, "trouble");
  }, SLOW);
  let answer;
  try {
    answer = options.keepalive ? await fetch(form.action, { method: "POST", body: data, keepalive: true, headers: { "X-Requested-With": "fetch", "X-Person": person() } }) : await request(form.action, data, { keepalive: textOf(data).length < MOST_ON_LEAVING });
  } catch {
    state.unanswered = data;
    return later(form, navigator.onLine ? status.dataset.trouble : status.dataset.offline);
  } finally {
    clearTimeout(slow);
    state.slow = false;
  }
  if (isOver(answer)) return later(form, "");
  if (answer.status >= 500) state.unanswered = data;
  if (answer.status >= 500 || answer.status === 429) return later(form, status.dataset.trouble);
  let result;
  try {
    result = await answer.json();
  } catch {
    state.unanswered = data;
    return later(form, status.dataset.trouble);
  }
  state.unanswered = null;
  state.retry = FIRST_RETRY;
  if (answer.status === 409 && result.fields) return showConflict(form, result);
  if (answer.ok || result.revision) return saved(form, result);
  state.refused = result.message || status.dataset.trouble;
  form.classList.add("has-error");
  sayRow(form, state.refused);
  say(state.refused, "trouble");
}

// A request without an answer may have been carried out. It is sent again as it was: newer text under the same revision
// would meet its own earlier text as somebody else's.
function again(state, typedNow) {
  if (!state.unanswered) return typedNow;
  state.unanswered.set("csrfmiddlewaretoken", csrfToken());
  return state.unanswered;
}

function textOf(data) {
  return JSON.stringify([...data].filter(([name]) => name !== "csrfmiddlewaretoken"));
}

function saved(form, result) {
  const state = stateOf(form);
  form.elements.revision.value = result.revision;
  sayRow(form, "");
  showErrors(form, result.errors || {});
  const wrong = Object.keys(result.errors || {}).length > 0;
  state.wrong = wrong;
  state.refused = "";
  form.classList.toggle("has-error", wrong);
  form.classList.remove("is-offline");
  if (!state.dirty && !wrong) localStorage.removeItem(store + form.action);
  else keep(form);
  sayState(result.saved);
  askProgress();
  document.dispatchEvent(new CustomEvent("row-saved", { detail: { kind: form.dataset.kind } }));
}

// The rows that are there still: of one that was deleted nothing waits any more.
function live() {
  return [...rows].filter(([form]) => form.isConnected).map(([, state]) => state);
}

// "Saved" is only said when nothing else waits to be, and nothing is wrong. A choice that is still to be made is what the
// page says, whatever else is saved meanwhile.
export function sayState(time) {
  const states = live();
  const refused = states.find((state) => state.refused)?.refused;
  if (states.some((state) => state.conflict)) say(document.getElementById("conflict-words").dataset.short, "trouble");
  else if (states.some((state) => state.dirty || state.waiting)) return;
  else if (refused) say(refused, "trouble");
  else if (states.some((state) => state.wrong)) say(status.dataset.partly, "trouble");
  else say(`${status.dataset.saved} ${time}`, "saved");
}

function later(form, text) {
  const state = stateOf(form);
  state.dirty = true;
  state.waiting = true;
  keep(form);
  if (text) say(text, "trouble");
  form.classList.add("is-offline");
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), state.retry);
  state.retry = Math.min(state.retry * 2, LONGEST_RETRY);
}

function retryAll() {
  for (const [form, state] of rows) {
    if (!state.waiting) continue;
    state.retry = FIRST_RETRY;
    save(form);
  }
}

// The revision is kept with the text: sent later, it still meets whatever somebody else wrote meanwhile.
function keep(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrfmiddlewaretoken") values[name] = value;
  }
  try {
    localStorage.setItem(store + form.action, JSON.stringify(values));
  } catch {
    // A full or refused store: the text is still in the field.
  }
}

function showErrors(form, errors) {
  for (const old of form.querySelectorAll(".field-error")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const [name, message] of Object.entries(errors)) {
    const field = form.elements[name];
    const sentence = document.createElement("p");
    sentence.className = "field-error";
    sentence.textContent = message;
    if (!field) {
      sayRow(form, message);
      continue;
    }
    sentence.id = `error-${field.id}`;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", sentence.id);
    field.closest(".field").append(sentence);
  }
}

function showConflict(form, result) {
  const state = stateOf(form);
  state.conflict = true;
  keep(form);
  const words = document.getElementById("conflict-words").dataset;
  const box = document.createElement("div");
  box.className = "conflict";
  box.setAttribute("role", "alert");
  const message = document.createElement("p");
  message.textContent = result.message;
  box.append(message);
  const texts = document.createElement("div");
  texts.className = "conflict-texts";
  for (const side of ["mine", "theirs"]) {
    const column = document.createElement("div");
    column.className = "conflict-text";
    const title = document.createElement("p");
    title.className = "field-label";
    title.textContent = side === "mine" ? words.mineTitle : words.theirsTitle;
    column.append(title);
    for (const field of result.fields) {
      const quote = document.createElement("blockquote");
      quote.textContent = new DOMParser().parseFromString(field[side], "text/html").body.textContent;
      column.append(quote);
    }
    const choose = document.createElement("button");
    choose.type = "button";
    choose.className = side === "mine" ? "btn btn-primary" : "btn btn-quiet";
    choose.textContent = side === "mine" ? words.mine : words.theirs;
    choose.addEventListener("click", () => {
      if (side === "theirs") for (const field of result.fields) setValue(form, field.name, field.theirs, { quiet: true });
      form.elements.revision.value = result.revision;
      state.conflict = false;
      state.dirty = true;
      form.classList.remove("is-conflict");
      box.remove();
      save(form);
    });
    column.append(choose);
    texts.append(column);
  }
  box.append(texts);
  form.querySelector(".conflict")?.remove();
  form.append(box);
  form.classList.add("is-conflict");
  say(words.short, "trouble");
}

function setValue(form, name, value, { quiet }) {
  const field = form.elements[name];
  if (!field) return;
  field.value = value;
  editorOf(field)?.commands.setContent(value, { emitUpdate: !quiet });
}

function drawProgress(progress) {
  const words = document.querySelector(".rail").dataset;
  for (const [part, counts] of Object.entries(progress.parts)) {
    const link = document.querySelector(`[data-part="${part}"]`);
    if (!link) continue;
    const is = counts.blocking > 0 ? "blocking" : counts.warning > 0 ? "warning" : "done";
    const mark = link.querySelector(".rail-mark");
    for (const each of ["blocking", "warning", "done"]) mark.classList.toggle(`is-${each}`, each === is);
    mark.firstElementChild.textContent = words[is];
    link.querySelector(".rail-count").textContent = counts.blocking || "";
  }
}
