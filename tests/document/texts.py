"""Texts as hypothesis makes them up: what Word files and forms trip over.

Accents, quotes, non-breaking spaces, bold across words, numbers typed at the beginning, and texts that look like the
form's own labels and answers.
"""

from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from plans.rich_text import clean_inline, clean_plain, clean_rich

WORDS = (
    "students",
    "família",
    "“quoted”",
    "it’s",
    "St. Mary's",
    "CTE & AVID",
    "<tag>",
    "a\u00a0b",
    "1.",
    "a.",
    "ii.",
    "•",
    "-",
    "–",
    "100%",
    "$40,000.00",
    "2020-21",
    "日本語",
    "🎓",
    "naïve",
    "O'Neil",
    "&amp;",
    "=1+1",
    "(B)",
    "IF",
    "THEN",
)
LABELS = (
    "Baseline: 62%",
    "Target: 70%",
    "Source: survey",
    "Metric: 2",
    "By: June 3, 2021",
    "Yes",
    "No",
    "N/A",
    "Vacant",
    "Focus: equity",
    "Outcomes:",
    "a. Outcomes: more",
    "b. Targeted Audience",
    "Aligned to: LCAP 2",
    "Service: all",
    "Department budget",
    "METRICS (C)",
    "Unplaced text",
    "Return to David Rennie By Oct. 5, 2020",
    "Attached: chart.png",
    "Note: none",
    "Estimate: $1.00",
    "FTE: 0.50",
    "1. First\u00a0thing",
    ": colon",
    ", comma",
    "(none)",
    "IF we do, THEN they will",
    "Telephone/E-mail",
)
ADDRESSES = (
    "https://www.pusd.us/documents/mou",
    "https://example.org/a?b=1&c=2#d",
    "mailto:turley.kristina@pusd.us",
    "http://example.org/español",
)
_letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
# Characters nobody thought of. They are slow to draw, so only some fields hold them.
made_up = st.text(_letters, min_size=1, max_size=8)


def _phrases() -> tuple[str, ...]:
    """Return texts of one to four words; drawing one of them is quicker than drawing its words."""
    shuffled = Random(2020)
    several = (" ".join(shuffled.choices(WORDS, k=length)) for length in (2, 3, 4) for _each in range(60))
    return tuple(dict.fromkeys((*WORDS, *LABELS, *several)))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")


Marks = tuple[str, ...]
PHRASES = _phrases()
_LOOKS: tuple[Marks, ...] = tuple(
    tuple(filter(None, (f'a href="{escaped(link)}"' if link else "", bold, italic)))
    for link in ("", "", *ADDRESSES)
    for bold in ("", "strong")
    for italic in ("", "em")
)
_RUNS = tuple(
    (between, escaped(phrase), Random(f"{phrase} {between}").choice(_LOOKS))
    for phrase in PHRASES
    for between in (" ", " ", "<br>", "")
)
phrases = st.sampled_from(PHRASES)
_runs = st.lists(st.sampled_from(_RUNS), max_size=3)
_some_runs = st.lists(st.sampled_from(_RUNS), min_size=1, max_size=3)
lines = st.lists(phrases, min_size=1, max_size=3).map("\n".join).map(clean_plain)


@cache
def limited(length: int) -> st.SearchStrategy[str]:
    """Return plain one-line texts that are not blank."""
    return st.sampled_from([text for text in (clean_plain(each[:length]) for each in PHRASES) if text])


@cache
def limited_or_none(length: int) -> st.SearchStrategy[str | None]:
    """Return such texts, or None as often."""
    texts = [text for text in (clean_plain(each[:length]) for each in PHRASES) if text]
    return st.sampled_from([*texts, *[None] * len(texts)])


def inline_html(runs: list[tuple[str, str, Marks]]) -> str:
    """Return an outline line's HTML: runs of bold, italic and linked text, neighbours joined as an editor joins them."""
    joined: list[tuple[str, Marks]] = []
    for between, text, marks in runs:
        html = (between if joined else "") + text
        if joined and joined[-1][1] == marks:
            joined[-1] = (joined[-1][0] + html, marks)
        else:
            joined.append((html, marks))
    return nested(joined)


def nested(runs: list[tuple[str, tuple[str, ...]]]) -> str:
    """Return runs as HTML in which each mark is opened once for neighbours that share it."""
    html, opened = "", ()
    for text, marks in [*runs, ("", ())]:
        shared = next(
            (i for i, (a, b) in enumerate(zip(opened, marks, strict=False)) if a != b), min(len(opened), len(marks))
        )
        html += "".join(f"</{each.split()[0]}>" for each in reversed(opened[shared:]))
        html += "".join(f"<{each}>" for each in marks[shared:]) + text
        opened = marks
    return html


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return the strategy, or None."""
    return st.none() | strategy


outline_texts = _runs.map(inline_html).map(clean_inline)
_filled = _some_runs.map(inline_html)


@st.composite
def lists(draw: st.DrawFn, depth: int = 2) -> str:
    """Return a list, bulleted or numbered, whose items hold text, a paragraph, more paragraphs, or further lists."""
    tag = draw(st.sampled_from(("ul", "ol")))
    html = ""
    for _each in range(draw(st.integers(1, 3))):
        text = draw(_filled)
        item = draw(st.sampled_from((text, f"<p>{text}</p>", f"<p>{text}</p><p>{draw(_filled)}</p>")))
        if depth and draw(st.integers(0, 3)) == 0:
            item += draw(lists(depth - 1))
            if draw(st.integers(0, 4)) == 0:
                item += f"<p>{draw(_filled)}</p>"
        html += f"<li>{item}</li>"
    return f"<{tag}>{html}</{tag}>"


_blocks = st.one_of(_filled.map(lambda html: f"<p>{html}</p>"), _filled.map(lambda html: f"<p>{html}</p>"), lists())
rich_texts = st.lists(_blocks, min_size=1, max_size=3).map("".join).map(clean_rich).filter(bool)
some_rich = optional(rich_texts)
