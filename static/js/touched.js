// What somebody fast has typed, ticked or chosen before the page's script had loaded.

export function touchedBeforeUs(form) {
  return [...form.elements].filter(touched);
}

function touched(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return field.value !== (field.dataset.value ?? defaultValue(field));
  return field.matches("textarea, input:not([type=hidden])") && field.value !== field.defaultValue;
}

function defaultValue(select) {
  return ([...select.options].find((each) => each.defaultSelected) ?? select.options[0])?.value;
}
