// A button that is pressed while the page's scripts are still on their way waits for them: as a plain form it would leave
// the page, and what was typed in other rows with it. Where they do not come, it is a plain form again.

(() => {
  let pressed = null;
  const isReady = () => document.querySelector("[data-plan][data-ready]");
  const hold = (event) => {
    if (isReady() || !event.target.closest("[data-plan]")) return;
    event.preventDefault();
    event.stopPropagation();
    pressed ??= [event.target, event.submitter, setInterval(() => isReady() && letGo(), 50)];
  };
  const letGo = () => {
    document.removeEventListener("submit", hold, true);
    if (!pressed) return;
    const [form, button, timer] = pressed;
    pressed = null;
    clearInterval(timer);
    if (form.isConnected) form.requestSubmit(button);
  };
  document.addEventListener("submit", hold, true);
  // By then every script is there, or failed to come.
  window.addEventListener("load", letGo);
})();
