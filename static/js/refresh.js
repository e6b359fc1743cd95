// What is worked out from rows (totals, a drawing) follows them: an element with data-refresh="<address>" is drawn anew
// from that address after a save, and after rows are added, deleted, brought back or moved.
//
// The address answers a GET with the HTML that goes inside the element, without fields: nobody types in there. With
// data-refresh-for="budget-line position" only saves of those kinds of row count.

const PAUSE = 150;
const pending = new WeakMap();

export function watchRefreshed() {
  document.addEventListener("row-saved", (event) => refreshAll(event.detail.kind));
  document.addEventListener("rows-changed", () => refreshAll());
}

function refreshAll(kind = null) {
  for (const element of document.querySelectorAll("[data-refresh]")) {
    const kinds = element.dataset.refreshFor?.split(" ");
    if (!kind || !kinds || kinds.includes(kind)) soon(element);
  }
}

// Saves come in bursts: the last one asks, and takes the place of an answer still on its way.
function soon(element) {
  const before = pending.get(element);
  before?.abort();
  const asked = new AbortController();
  pending.set(element, asked);
  setTimeout(() => refresh(element, asked.signal), PAUSE);
}

async function refresh(element, signal) {
  if (signal.aborted) return;
  try {
    const answer = await fetch(element.dataset.refresh, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "error", signal });
    if (!answer.ok) return;
    const html = await answer.text();
    if (!signal.aborted) draw(element, html);
  } catch {
    // Offline, or a newer save asks: what stands there stays until then.
  }
}

// A link in there that has the focus keeps it, if it is still there.
function draw(element, html) {
  const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
  element.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus();
}
