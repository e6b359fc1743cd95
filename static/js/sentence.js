// The clauses of the theory of action, composed into one sentence while they are typed.

export function drawSentence() {
  const sentence = document.querySelector("[data-sentence]");
  if (!sentence) return;
  const draw = () => {
    const parts = [];
    for (const row of document.querySelectorAll('[data-kind="clause"][data-row]')) {
      const kind = row.elements.kind;
      const text = row.elements.text.value.trim();
      if (!text) continue;
      const word = document.createElement("strong");
      word.textContent = kind.options[kind.selectedIndex].text;
      parts.push(word, ` ${text} `);
    }
    sentence.replaceChildren(...parts);
  };
  document.addEventListener("input", draw);
  document.addEventListener("rows-changed", draw);
}
