// A form that is handed in is handed in once: of a double click the second one does nothing.

const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form || event.defaultPrevented) return;
  if (sent.has(form)) event.preventDefault();
  else sent.add(form);
});

// Coming back to a kept page, the form can be handed in again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-once]")) sent.delete(form);
});
