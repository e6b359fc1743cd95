// Adding, deleting with Undo, moving, indenting and pasting rows: one request each, by buttons and by keys.

import { askProgress, request, say, sayRow, sayState, sendKept, settled } from "./autosave.js";
import { chooseOptions } from "./choices.js";
import { firstField } from "./landing.js";
import { upgradeRichText } from "./rich_text.js";

// Rows that were asked for, by the request, with the name of the asking: see `onceOnly`.
const asked = new Map();
const KEYS = { ArrowUp: "up", ArrowDown: "down" };

export function watchStructure() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("paste", onPaste, true);
}

async function onSubmit(event) {
  const form = event.target;
  const act = event.submitter?.dataset.act;
  if (form.matches("[data-add]")) {
    event.preventDefault();
    const data = new FormData(form);
    if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
    await addAtEnd(form, data);
  } else if (form.matches("[data-undo]")) {
    event.preventDefault();
    await undo(form);
  } else if (form.matches("[data-row]") && act) {
    event.preventDefault();
    await change(form, act);
  }
}

function onKey(event) {
  const form = event.target.closest?.("form[data-row]");
  if (!form || event.isComposing) return;
  const outline = form.closest("[data-outline]");
  const inText = event.target.closest(".ProseMirror") || event.target.matches("textarea");
  if (event.altKey && KEYS[event.key]) {
    stop(event);
    change(form, KEYS[event.key]);
  } else if (outline && inText && event.key === "Enter" && !event.shiftKey && event.target.closest('[data-rich="inline"], .rich')) {
    stop(event);
    addAfter(form);
  } else if (outline && inText && event.key === "Tab" && !event.altKey && !event.ctrlKey && !event.metaKey && isMainText(form, event.target)) {
    if (!event.shiftKey && !canIndent(form)) return;
    if (event.shiftKey && form.dataset.level === "0") return;
    stop(event);
    change(form, event.shiftKey ? "out" : "in");
  }
}

function isMainText(form, target) {
  return !target.closest(".resources");
}

function canIndent(form) {
  const above = previousRow(form);
  return above && Number(above.dataset.level) >= Number(form.dataset.level);
}

function previousRow(form) {
  let node = form.previousElementSibling;
  while (node && !node.matches("form[data-row]")) node = node.previousElementSibling;
  return node;
}

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

async function onPaste(event) {
  const form = event.target.closest?.("[data-outline] form[data-row]");
  if (!form || event.target.closest(".resources")) return;
  const text = event.clipboardData.getData("text/plain");
  const html = event.clipboardData.getData("text/html");
  const lines = text.split(/\r?\n/).filter((line) => line.trim()).length;
  if (lines < 2 && !/<li[\s>]/i.test(html)) return;
  stop(event);
  const data = new FormData();
  data.set("text", text);
  data.set("html", html);
  data.set("after", lastOfBlock(form).dataset.row);
  data.set("level", form.dataset.level);
  const result = await askOnce(urlFor(form, "paste/"), data, form);
  if (result) insertAfter(lastOfBlock(form), result);
}

async function addAtEnd(form, data) {
  const list = listOf(form);
  const rows = list.querySelectorAll(":scope > form[data-row]");
  const last = rows[rows.length - 1];
  if (last && list.matches("[data-outline]") && !data.has("level")) data.set("level", last.dataset.level);
  const result = await askOnce(form.action, data);
  if (!result) return;
  list.insertAdjacentHTML("beforeend", result.html);
  bringToLife(list, result.ids);
}

// A line opened by Enter. What is typed while it is on its way belongs into it, and further lines follow it.
async function addAfter(form, ahead = "") {
  const data = new FormData();
  data.set("after", lastOfBlock(form, true).dataset.row);
  data.set("level", form.dataset.level);
  const keys = catchKeys(form, ahead);
  const result = await askOnce(urlFor(form, "add/"), data, form);
  const typed = keys.end();
  if (!result) return typeInto(form, typed.replaceAll("\n", " "));
  insertAfter(lastOfBlock(form, true), result, form);
  const row = document.getElementById(`row-${result.ids[0]}`);
  const [own, ...others] = typed.split("\n");
  typeInto(row, own);
  if (others.length) await addAfter(row, others.join("\n"));
}

function catchKeys(form, ahead) {
  const keys = [...ahead];
  const listen = (event) => {
    if (event.target.closest?.("form[data-row]") !== form || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") keys.push("\n");
    else if (event.key === "Backspace") keys.pop();
    else if ([...event.key].length === 1) keys.push(event.key);
    else return;
    stop(event);
  };
  window.addEventListener("keydown", listen, true);
  return {
    end() {
      window.removeEventListener("keydown", listen, true);
      return keys.join("");
    },
  };
}

function typeInto(form, text) {
  if (!text) return;
  firstField(form)?.focus();
  document.execCommand("insertText", false, text);
}

// The new line takes the focus, unless somebody has gone elsewhere meanwhile.
function insertAfter(form, result, from = form) {
  const stayed = from.contains(document.activeElement) || document.activeElement === document.body;
  form.insertAdjacentHTML("afterend", result.html);
  bringToLife(form.parentElement, result.ids, stayed);
}

// Enter on a line that has lines beneath it opens a line right below it; elsewhere behind its block, which is itself.
function lastOfBlock(form, own = false) {
  let last = form;
  if (own) return last;
  let next = form.nextElementSibling;
  while (next && (!next.matches("form[data-row]") || Number(next.dataset.level) > Number(form.dataset.level))) {
    if (next.matches("form[data-row]")) last = next;
    next = next.nextElementSibling;
  }
  return last;
}

async function change(form, act) {
  await settled(form);
  const data = new FormData();
  if (act === "delete") {
    const result = await ask(urlOf(form, "delete/"), data, form);
    if (result) replaceByUndo(form, result);
    return;
  }
  data.set("direction", act);
  const result = await ask(urlOf(form, act === "in" || act === "out" ? "indent/" : "move/"), data, form);
  if (!result) return;
  const active = document.activeElement;
  place(form, result.rows);
  active?.focus();
  document.dispatchEvent(new CustomEvent("rows-changed"));
}

// Put rows into their new order by moving the others around the one being edited, which keeps its focus and its caret.
function place(form, rows) {
  const list = boxOf(form).parentElement;
  const boxes = rows.map(({ id }) => boxOf(document.getElementById(`row-${id}`)));
  const own = boxes.indexOf(boxOf(form));
  for (let index = own - 1; index >= 0; index -= 1) {
    if (boxes[index].nextElementSibling !== boxes[index + 1]) list.insertBefore(boxes[index], boxes[index + 1]);
  }
  for (let index = own + 1; index < boxes.length; index += 1) {
    if (boxes[index].previousElementSibling !== boxes[index - 1]) boxes[index - 1].after(boxes[index]);
  }
  for (const { id, level } of rows) {
    const row = document.getElementById(`row-${id}`);
    if (row.dataset.level !== undefined) row.dataset.level = level;
  }
}

function boxOf(form) {
  return form.closest("[data-sheet]") && form.dataset.kind === "goal" ? form.closest("[data-sheet]") : form;
}

function replaceByUndo(form, result) {
  const focus = previousRow(form) || form.nextElementSibling;
  boxOf(form).insertAdjacentHTML("beforebegin", result.html);
  for (const id of result.ids) {
    const row = document.getElementById(`row-${id}`);
    if (row) boxOf(row).remove();
  }
  const strip = document.querySelector(`[data-undo="${result.ids[0]}"]`);
  strip.querySelector("button").focus();
  document.dispatchEvent(new CustomEvent("rows-changed"));
  return focus;
}

async function undo(form) {
  const result = await ask(form.action, new FormData(form));
  if (!result) return;
  const list = form.parentElement;
  form.insertAdjacentHTML("afterend", result.html);
  form.remove();
  bringToLife(list, [result.id]);
  sendKept(document.getElementById(`row-${result.id}`));
}

function bringToLife(list, ids, takesFocus = true) {
  upgradeRichText(list);
  chooseOptions(list);
  const row = document.getElementById(`row-${ids[0]}`);
  if (takesFocus) firstField(row)?.focus();
  document.dispatchEvent(new CustomEvent("rows-changed"));
}

function listOf(form) {
  const { add } = form.dataset;
  return form.parentElement.querySelector(`:scope > [data-list="${add}"]`);
}

function urlOf(form, act) {
  return form.getAttribute("action").replace(/save\/$/, act);
}

function urlFor(form, act) {
  const { parent, list } = form.closest("[data-list]").dataset;
  const base = form.getAttribute("action").split(`${form.dataset.kind}/`)[0];
  return `${base}${list}/${parent ? `in/${parent}/` : ""}${act}`;
}

// Adding where the answer got lost, and asking again, adds once: both requests say the same name in `once`.
async function askOnce(url, data, form = null) {
  const what = url + JSON.stringify([...data].filter(([name]) => name !== "csrfmiddlewaretoken"));
  if (!asked.has(what)) asked.set(what, randomName());
  else if (asked.get(what).underWay) return null;
  const name = asked.get(what);
  data.set("once", name.text);
  name.underWay = true;
  const result = await ask(url, data, form, () => asked.delete(what));
  name.underWay = false;
  return result;
}

function randomName() {
  const numbers = crypto.getRandomValues(new Uint8Array(16));
  return { text: [...numbers].map((each) => each.toString(16).padStart(2, "0")).join(""), underWay: false };
}

async function ask(url, data, form = null, answered = () => {}) {
  const status = document.getElementById("save-status").dataset;
  let answer;
  let result;
  try {
    answer = await request(url, data);
    result = await answer.json();
  } catch {
    say(navigator.onLine ? status.failed : status.offlineAct, "trouble");
    return null;
  }
  answered();
  if (answer.ok) {
    sayState(result.saved);
    askProgress();
    return result;
  }
  say(result.message, "trouble");
  if (form) sayRow(form, result.message);
  return null;
}
