// Comments: words are selected, or a row is pointed at, and a button opens the form for them; a thread is answered where it
// stands. The server draws each thread; without this script every form is a page of its own.

import { watchNames } from "./mentions.js";
import { askPassword, isOver, lookAgain, person } from "./signing_in.js";

const people = document.querySelector("[data-people]");
const layer = document.querySelector("[data-comments]");
const dialog = document.getElementById("comment-dialog");
const button = document.getElementById("comment-button");
const PARTS = ["contacts", "purpose", "services", "theory-of-action", "goals", "actions", "organizational-chart", "budget"];
const CONTEXT = 60;
const TOLD = 20_000;
let target = null;
let waiting = null;
let sentPlainly = null;
let told = 0;

markQuotes();
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-thread-form]")) return;
  // As a plain form it leaves the page, and takes its text along.
  if (!layer) return void (sentPlainly = event.target);
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener("signed-in", () => waiting && send(...waiting, true));
// A comment that was begun is nowhere else.
window.addEventListener("beforeunload", (event) => {
  const texts = [...document.querySelectorAll("[data-thread-form] textarea")].filter((each) => each.form !== sentPlainly);
  const begun = texts.some((each) => each.value.trim() && each.value !== each.defaultValue);
  if (begun) event.preventDefault();
});
if (people) watchNames(people.dataset.people);
if (dialog) {
  watchSelection();
  let typing = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.closest(".ProseMirror")) return;
    clearTimeout(typing);
    typing = setTimeout(markQuotes, 400);
  });
}

// What is selected: in a field as it is typed in, else in the page.
function selected() {
  const field = document.activeElement;
  if (field?.matches("textarea, input:not([type=hidden])") && field.closest("form[data-row]")) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    return { quote: value.slice(start, end), prefix: value.slice(0, start), suffix: value.slice(end), at: field };
  }
  const selection = document.getSelection();
  if (!selection.rangeCount) return { quote: "", at: field };
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  const at = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const within = at.closest("[data-row], .paper") || at;
  return { quote: selection.toString(), prefix: beside(within, range, true), suffix: beside(within, range, false), at, range };
}

function beside(within, range, isBefore) {
  const other = document.createRange();
  other.selectNodeContents(within);
  if (isBefore) other.setEnd(range.startContainer, range.startOffset);
  else other.setStart(range.endContainer, range.endOffset);
  return other.toString();
}

// Where a comment would stand: the row, unless it is a text that stands once in its part; and the part.
function placeOf(element) {
  const row = element?.closest("[data-row]:not(.thread)");
  const part = element?.closest(PARTS.map((each) => `#${each}`).join(","))?.id;
  const shown = dialog.querySelector("[name=part]").dataset.of;
  if (!row && !part && !(shown && element?.closest(".paper"))) return null;
  const once = ["text", "theory"].includes(row?.dataset.kind);
  return { row: once ? "" : row?.dataset.row || "", part: shown || part || "goals" };
}

function watchSelection() {
  dialog.querySelector("[name=part]").dataset.of = dialog.querySelector("[name=part]").value;
  document.addEventListener("selectionchange", () => isPointedAt() || offer());
  // A touch or a click on a row of a page that is read offers to comment on the row as a whole.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]:not(form, .thread)");
    if (row && !event.target.closest("a, button, summary") && document.getSelection().isCollapsed) offer(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.altKey && event.code === "KeyM" && (offer() || offer(document.activeElement))) {
      event.preventDefault();
      open();
    }
  });
  // Before the press takes the selection away.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", open);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { waiting = null; });
  document.querySelector("#comment-sent a").addEventListener("click", untell);
}

// Whether the row that was touched is still meant: a quick press is told of before the caret that it sets.
function isPointedAt() {
  const selection = document.getSelection();
  return Boolean(target) && !target.quote && selection.isCollapsed && target.at.contains(selection.anchorNode);
}

function offer(row = null) {
  if (dialog.open) return false;
  const found = row ? { quote: "", at: row } : selected();
  const place = (row || found.quote.trim()) && found.at?.closest(".plan-main") && !found.at.closest(".comments, dialog") && placeOf(found.at);
  target = place ? { ...place, ...found, quote: found.quote.trim() ? found.quote : "" } : null;
  button.hidden = !target;
  if (target) {
    const box = (found.range || found.at).getBoundingClientRect();
    const top = box.bottom + 8 > innerHeight - 56 ? Math.max(box.top - 52, 8) : box.bottom + 8;
    button.style.top = `${top + scrollY}px`;
    button.style.left = `${Math.max(8, Math.min(box.right - 40, document.documentElement.clientWidth - button.offsetWidth - 8))}px`;
  }
  return Boolean(target);
}

function open() {
  const form = dialog.querySelector("form");
  form.part.value = target.part;
  form.row.value = target.row;
  form.quote.value = target.quote;
  form.prefix.value = (target.prefix || "").slice(-CONTEXT);
  form.suffix.value = (target.suffix || "").slice(0, CONTEXT);
  const quote = form.querySelector(".thread-quote");
  quote.textContent = target.quote;
  quote.hidden = !target.quote;
  tell(form, "");
  button.hidden = true;
  dialog.showModal();
  form.text.focus();
}

async function send(form, submitter, isRepeated = false) {
  if (form.dataset.busy !== undefined) return;
  form.dataset.busy = "";
  try {
    await sendOnce(form, submitter, isRepeated);
  } finally {
    delete form.dataset.busy;
  }
}

async function sendOnce(form, submitter, isRepeated) {
  waiting = null;
  const data = new FormData(form);
  if (submitter?.name) data.set(submitter.name, submitter.value);
  let answer;
  let result;
  try {
    answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Requested-With": "fetch", "X-Person": person() } });
    if (isOver(answer) && !isRepeated) return signedOut(form, submitter);
    result = await answer.json();
  } catch {
    return tell(form, layer.dataset.failed);
  }
  if (!answer.ok) return tell(form, result.message);
  const isNew = form.matches("[data-new]");
  // What was typed while this was on its way is the next comment.
  const more = form.text && form.text.value !== data.get("text") ? form.text.value : "";
  if (isNew) {
    if (!more) dialog.close();
    form.text.value = more;
    show(document.querySelector("[data-threads]"), result);
  } else {
    form.closest(".thread").outerHTML = result.html;
    const next = more && document.querySelector(`#thread-${result.thread} [data-thread-form] [name=text]`);
    if (next) {
      next.value = more;
      next.closest("details")?.setAttribute("open", "");
    }
  }
  tellSent(document.getElementById(`thread-${result.thread}`), isNew && target?.at);
  count(result.open);
  markQuotes();
}

// What was typed stays in its form. Its person goes on with a new token at once, or signs in again in place, and then it is sent.
async function signedOut(form, submitter) {
  const here = await lookAgain();
  if (!here) return tell(form, layer.dataset.failed);
  if (here.person === person()) return sendOnce(form, submitter, true);
  if (here.person) return tell(form, layer.dataset.other.replace("%s", here.name));
  const isAsked = askPassword();
  tell(form, isAsked ? layer.dataset.out : layer.dataset.outElsewhere);
  if (isAsked) waiting = [form, submitter];
}

// The focus goes to the thread beside the text. A new one that stands far below leaves it where the comment was begun, and
// is told of at the foot of the window for a while.
function tellSent(thread, begun) {
  const page = thread?.closest(".commented");
  const isFar = begun?.isConnected && page && getComputedStyle(page).display !== "grid";
  const sent = document.getElementById("comment-sent");
  clearTimeout(told);
  sent.classList.toggle("visually-hidden", !isFar);
  sent.querySelector("a").hidden = !isFar;
  document.getElementById("comment-status").textContent = layer.dataset.sent;
  if (!isFar) return thread?.focus();
  sent.querySelector("a").href = `#${thread.id}`;
  goBack(begun);
  untellLater();
}

// Not while somebody is about to press it.
function untellLater() {
  told = setTimeout(() => (document.querySelector("#comment-sent:is(:hover, :focus-within)") ? untellLater() : untell()), TOLD);
}

function untell() {
  const sent = document.getElementById("comment-sent");
  sent.classList.add("visually-hidden");
  sent.querySelector("a").hidden = true;
}

function goBack(begun) {
  const place = begun.closest("textarea, input, [contenteditable=true]") || begun.closest("[data-row]") || begun;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

function show(list, result) {
  if (!list) return location.reload();
  list.insertAdjacentHTML("beforeend", result.html);
  list.closest(".commented")?.classList.add("has-comments");
}

function tell(form, message) {
  const line = form.querySelector("[role=alert]");
  line.textContent = message;
  line.hidden = !message;
}

// How many are open, in the rail and over the list.
function count(open) {
  const words = (number) => (number ? `<b>${number}</b> <span class="visually-hidden">${number === 1 ? layer.dataset.one : layer.dataset.many}</span>` : "");
  let all = 0;
  for (const number of Object.values(open)) all += number;
  for (const link of document.querySelectorAll(".rail-link[data-part]"))
    link.querySelector(".rail-comments").innerHTML = words(open[link.dataset.part] || 0);
  const sum = document.querySelector("[data-all-comments]");
  if (sum) sum.innerHTML = words(all);
  const head = document.querySelector("[data-open-count]");
  const part = dialog?.querySelector("[name=part]").dataset.of;
  if (head) head.textContent = layer.dataset.open.replace("#", part ? open[part] || 0 : all);
}

// The quoted words of open threads are marked where they stand, without touching the page's own elements.
function markQuotes() {
  if (!window.Highlight) return;
  const ranges = [];
  for (const thread of document.querySelectorAll(".comments .thread[data-quote]")) {
    const { row, part, quote, prefix } = thread.dataset;
    const place = document.querySelector(row ? `[data-row="${row}"]:not(.thread)` : `#${part}`);
    // While a row is written, its words stand in its editors.
    const places = place?.closest("form") ? place.closest("form").querySelectorAll(".ProseMirror") : [place];
    const found = [...places].map((each) => each && findQuote(each, quote, prefix)).find(Boolean);
    if (found) ranges.push(found);
  }
  CSS.highlights.set("comment", new Highlight(...ranges));
}

// Like the server's search: white space and case tell nothing; of several places the one after the same words.
function findQuote(place, quote, prefix) {
  const even = (text) => text.replace(/\s+/g, " ").toLowerCase();
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  let text = "";
  const places = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let index = 0; index < node.length; index += 1) {
      const character = even(node.data[index]);
      if (character === " " && text.endsWith(" ")) continue;
      text += character;
      for (let each = 0; each < character.length; each += 1) places.push([node, index]);
    }
  }
  const wanted = even(quote).trim();
  const before = even(prefix).trimEnd();
  let best = -1;
  let most = -1;
  for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + 1)) {
    const lead = text.slice(0, start).trimEnd();
    let likeness = 0;
    while (likeness < before.length && lead.at(-1 - likeness) === before.at(-1 - likeness)) likeness += 1;
    if (likeness > most) [best, most] = [start, likeness];
  }
  if (best < 0 || !wanted) return null;
  const range = document.createRange();
  range.setStart(...places[best]);
  const [node, index] = places[best + wanted.length - 1];
  range.setEnd(node, index + 1);
  return range;
}
