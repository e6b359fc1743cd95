// A link from the check list lands on the very field, ready to type in.

export function landOnField() {
  const land = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const editor = target.closest(".rich")?.querySelector(".ProseMirror");
    const field = editor || (target.matches("input, textarea, select, button, a") ? target : target.querySelector(".ProseMirror, input:not([type=hidden]), textarea, select"));
    (field || target).scrollIntoView({ block: "center" });
    field?.focus();
  };
  window.addEventListener("hashchange", land);
  land();
}
