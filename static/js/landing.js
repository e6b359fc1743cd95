// A link from the check list lands on the very field, ready to type in.

// The first field of a row that can be seen: an editor hides the text area it stands for.
export function firstField(row) {
  const fields = row?.querySelectorAll(".ProseMirror, input:not([type=hidden]), textarea, select") ?? [];
  return [...fields].find((field) => field.offsetParent !== null);
}

export function landOnField() {
  const land = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const editor = target.closest(".rich")?.querySelector(".ProseMirror");
    // A comment is read: the form for an answer lies folded in it.
    const field = editor || (target.matches("input, textarea, select, button, a, .thread") ? target : firstField(target));
    (field || target).scrollIntoView({ block: "center" });
    field?.focus();
  };
  window.addEventListener("hashchange", land);
  land();
  holdFocus();
}

// With its first frame after loading, the browser takes the focus to the address's own target, which an editor hides: to
// nothing. Who has begun to type goes on typing.
function holdFocus() {
  const back = ({ target, relatedTarget }) => !relatedTarget && document.hasFocus() && target.focus({ preventScroll: true });
  document.addEventListener("focusout", back);
  const taken = () => requestAnimationFrame(() => setTimeout(() => document.removeEventListener("focusout", back)));
  if (document.readyState === "complete") taken();
  else window.addEventListener("load", taken);
}
