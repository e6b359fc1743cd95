"""What is asked of a page in a browser: axe-core finds nothing, nothing is wider than the screen, nothing is too small to hit."""

from pathlib import Path
from typing import Any

import axe_playwright_python

# The script itself, for pages to begin with: sent to each page anew it takes as long as running it.
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Nothing is switched off. `preload` fetches style sheets anew for rules that these tags do not hold.
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}

# Elements that reach beyond the right edge, but for those that scroll in a box of their own or are hidden from sight.
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room && document.body.scrollWidth <= room) return [];
  const hidden = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
      if (getComputedStyle(at).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    (each) => each.getBoundingClientRect().right > room + 1 && !hidden(each));
  return [`the page is ${document.documentElement.scrollWidth} px wide on a screen of ${room} px`,
    ...wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 120))];
}"""

# Controls under 24 px, but for links within a sentence, which the rule leaves alone.
TOO_SMALL = """() => {
  const inSentence = (element) => element.matches("a") && getComputedStyle(element).display === "inline"
    && [...element.parentElement.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const found = [];
  for (const each of document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden]), [contenteditable=true]")) {
    const box = each.getBoundingClientRect();
    const label = each.matches("input") && each.closest("label")?.getBoundingClientRect();
    const seen = each.checkVisibility({visibilityProperty: true, opacityProperty: true}) && box.width > 1 && box.height > 1;
    if (!seen || each.disabled || inSentence(each) || each.closest(".prose-menubar")) continue;
    const width = Math.max(box.width, label ? label.width : 0), height = Math.max(box.height, label ? label.height : 0);
    if (width < 23.5 || height < 23.5)
      found.push(`${Math.round(width)} by ${Math.round(height)} px: ${each.outerHTML.slice(0, 160)}`);
  }
  return found.slice(0, 8);
}"""


def violations(page: Any) -> list[str]:
    """Return what axe finds: the rule, the help sentence, and each element it is about.

    The page is looked at from its top: wherever it was scrolled to, the bar that stays would hide half of some control.
    """
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    found = page.evaluate("options => axe.run(options).then((results) => results.violations)", OPTIONS)
    return [
        f"{each['id']}: {each['help']}\n    {node['html'][:200]}\n    {node['failureSummary'].splitlines()[-1].strip()}"
        for each in found
        for node in each["nodes"][:4]
    ]


def too_wide(page: Any) -> list[str]:
    """Return what is wider than the screen."""
    return page.evaluate(TOO_WIDE)


def too_small(page: Any) -> list[str]:
    """Return the controls that are too small to hit."""
    return page.evaluate(TOO_SMALL)
