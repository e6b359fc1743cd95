// The roster: each position can report to every other one that stands on the page now, also to those added or renamed
// since it was drawn.

export function offerHeads() {
  const roster = document.querySelector('[data-list="position"]');
  if (!roster) return;
  const offer = () => {
    const rows = [...roster.querySelectorAll('form[data-row][data-kind="position"]')];
    const names = rows.map((row) => [row.dataset.row, nameOf(row, roster.dataset.vacant)]);
    for (const row of rows) offerTo(row, names);
  };
  document.addEventListener("row-saved", (event) => event.detail.kind === "position" && offer());
  document.addEventListener("rows-changed", offer);
}

function nameOf(row, vacant) {
  const { staff_member: staff, title } = row.elements;
  return [staff.value.trim() || vacant, title.value.trim()].filter(Boolean).join(", ");
}

// Options are changed where they stand, so that an open list and the choice made in it stay.
function offerTo(row, names) {
  const select = row.elements.reports_to;
  const wanted = names.filter(([id]) => id !== row.dataset.row);
  const known = new Map([...select.options].map((option) => [option.value, option]));
  let before = select.options[0];
  for (const [id, name] of wanted) {
    const option = known.get(id) ?? new Option(name, id);
    if (option.text !== name) option.text = name;
    if (before.nextElementSibling !== option) before.after(option);
    before = option;
    known.delete(id);
  }
  for (const [id, option] of known) if (id && !option.selected) option.remove();
}
