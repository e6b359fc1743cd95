// The admin's search boxes for a person, a plan or a department get the name of the field they stand for, with what is chosen.

function nameAll() {
  for (const box of document.querySelectorAll(".select2-selection[role=combobox]")) {
    const select = box.closest(".select2-container").previousElementSibling;
    const label = select?.getAttribute("aria-label") || select?.labels?.[0]?.textContent.trim().replace(/:$/, "");
    if (!label) continue;
    const shown = box.querySelector(".select2-selection__rendered");
    const chosen = shown?.getAttribute("title") || "";
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", chosen ? `${label}: ${chosen}` : label);
    shown?.setAttribute("aria-label", label);
  }
}

new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });
nameAll();
