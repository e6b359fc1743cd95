// Selects whose options are drawn once for all rows: pick each row's own.

export function chooseOptions(root) {
  for (const select of root.querySelectorAll("select[data-value]")) {
    select.value = select.dataset.value;
    select.querySelector(`option[value="${select.closest("[data-row]").dataset.row}"]`)?.remove();
  }
}
