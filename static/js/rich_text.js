// Text areas that hold rich text become editors; what is typed goes back into the text area, which is what is saved.

import {
  Bold, BulletList, Document, HardBreak, History, Italic, Link, ListItem, Menu, NoSpellCheck, OrderedList, Paragraph,
  Text, createTextareaEditor,
} from "../django_prose_editor/editor.js";

const inlineDocument = Document.extend({ content: "paragraph" });
const linkSettings = { enableTarget: false, protocols: ["http", "https", "mailto"], openOnClick: false };

export function upgradeRichText(root) {
  for (const area of root.querySelectorAll("textarea[data-rich]")) upgrade(area);
}

export function editorOf(area) {
  return area.richEditor;
}

function upgrade(area) {
  if (area.richEditor) return;
  const wasFocused = document.activeElement === area;
  const inline = area.dataset.rich === "inline";
  const marks = [Paragraph, Text, Bold, Italic, Link.configure(linkSettings), HardBreak, History, Menu];
  const extensions = inline ? [inlineDocument, ...marks] : [Document, ...marks, BulletList, OrderedList, ListItem];
  // Lines that somebody typed before there was an editor.
  if (area.value !== area.defaultValue && /\n/.test(area.value) && !/[<&]/.test(area.value)) {
    const lines = area.value.split(/\n+/);
    area.value = inline ? lines.join("<br>") : lines.map((line) => `<p>${line}</p>`).join("");
  }
  area.richEditor = createTextareaEditor(area, extensions);
  const field = area.parentElement.querySelector(".ProseMirror") || area.nextElementSibling?.querySelector(".ProseMirror");
  const label = area.labels?.[0];
  if (label && !label.id) label.id = `label-${area.id}`;
  field?.setAttribute("role", "textbox");
  field?.setAttribute("aria-multiline", "true");
  if (label) field?.setAttribute("aria-labelledby", label.id);
  else field?.setAttribute("aria-label", area.getAttribute("aria-label"));
  label?.addEventListener("click", () => field?.focus());
  if (wasFocused) area.richEditor.commands.focus("end");
}
