// Selects whose options are drawn once for all rows: pick each row's own, unless somebody was quicker.

export function chooseOptions(root) {
  for (const select of root.querySelectorAll("select[data-value]:not([data-chosen])")) {
    if (select.selectedIndex <= 0) select.value = select.dataset.value;
    select.dataset.chosen = "";
    select.querySelector(`option[value="${select.closest("[data-row]").dataset.row}"]`)?.remove();
  }
}
