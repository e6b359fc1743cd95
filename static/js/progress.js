// The page of a file that is being made: how far it is, and the page anew once it is finished.

const EVERY = 1000;
const place = document.querySelector("[data-progress]");
const meter = place.querySelector("progress");
const words = place.querySelector("[role=status]");

async function look() {
  try {
    const answer = await fetch(location.pathname, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return location.reload();
    const { done, total, words: now, state } = await answer.json();
    if (state !== "waiting" && state !== "running") return location.reload();
    if (total) {
      meter.max = total;
      meter.value = done;
    }
    if (words.textContent !== now) words.textContent = now;
  } catch {
    // Offline: the next look may find the way.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
