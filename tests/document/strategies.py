"""Whole plan documents made up by hypothesis, and what tells whether two of them say the same.

Texts hold what Word files and forms trip over: accents, quotes, non-breaking spaces, bold across words, numbers typed at
the beginning, and texts that look like the form's own labels and answers.
"""

import json
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from plans.models import DEEPEST_LEVEL
from plans.rich_text import clean_inline, clean_plain, clean_rich
from pusdplans.document.schema import PlanDocument, parse, to_json

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
_COUNT = {"min_size": 0, "max_size": 2}
_letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
# Characters nobody thought of. They are slow to draw, so only some fields hold them.
made_up = st.text(_letters, min_size=1, max_size=8)


def _phrases() -> tuple[str, ...]:
    """Return texts of one to four words; drawing one of them is quicker than drawing its words."""
    shuffled = Random(2020)
    several = (" ".join(shuffled.choices(WORDS, k=length)) for length in (2, 3, 4) for _each in range(60))
    return tuple(dict.fromkeys((*WORDS, *LABELS, *several)))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")


Marks = tuple[str, ...]
PHRASES = _phrases()
_LOOKS: tuple[Marks, ...] = tuple(
    tuple(filter(None, (f'a href="{_escaped(link)}"' if link else "", bold, italic)))
    for link in ("", "", *ADDRESSES)
    for bold in ("", "strong")
    for italic in ("", "em")
)
_RUNS = tuple(
    (between, _escaped(phrase), Random(f"{phrase} {between}").choice(_LOOKS))
    for phrase in PHRASES
    for between in (" ", " ", "<br>", "")
)
phrases = st.sampled_from(PHRASES)
_runs = st.lists(st.sampled_from(_RUNS), max_size=3)
_some_runs = st.lists(st.sampled_from(_RUNS), min_size=1, max_size=3)
lines = st.lists(phrases, min_size=1, max_size=3).map("\n".join).map(clean_plain)


def limited(length: int) -> st.SearchStrategy[str]:
    """Return plain one-line texts that are not blank."""
    return st.sampled_from([text for text in (clean_plain(each[:length]) for each in PHRASES) if text])


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
    return st.booleans().flatmap(lambda there: strategy if there else st.none())


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
cents = st.integers(0, 99_999_999_999).map(lambda number: str(Decimal(number) / 100))
shares = st.integers(0, 99_999).map(lambda number: str(Decimal(number) / 100))
some_rich = optional(rich_texts)
days = st.dates(date(1999, 1, 1), date(2100, 12, 31)).map(date.isoformat)


@st.composite
def outlines(draw: st.DrawFn, ids: Any, level: int = 0) -> list[dict[str, Any]]:
    """Return the items of an outline as deep as outlines may be."""
    items = []
    for _each in range(draw(st.integers(0 if level else 1, 3 if level < 2 else 2))):
        deeper = level < DEEPEST_LEVEL and draw(st.integers(0, 2)) == 0
        items.append(
            {
                "id": next(ids),
                "text": draw(outline_texts),
                "items": draw(outlines(ids, level + 1)) if deeper else [],
            }
        )
    return items


def ids_of(items: list[dict[str, Any]]) -> list[str]:
    """Return the ids of an outline's items."""
    return [each for item in items for each in (item["id"], *ids_of(item["items"]))]


@st.composite
def goals(draw: st.DrawFn, ids: Any, services: list[str]) -> dict[str, Any]:
    """Return a goal with everything linked to it."""
    metrics = [
        {"id": next(ids), "text": text, "source": draw(limited_or_none(300)), "unit": draw(limited_or_none(100))}
        for text in draw(st.lists(rich_texts, **_COUNT))
    ]
    named = st.sampled_from([each["id"] for each in metrics]) if metrics else st.none()
    targets = [
        {
            "text": text,
            "metric": draw(optional(named)),
            "baseline": draw(limited_or_none(300)),
            "value": draw(limited_or_none(300)),
            "due": draw(optional(days)),
        }
        for text in draw(st.lists(rich_texts, **_COUNT))
    ]
    actions = [
        each
        | {
            "additional_resources": draw(st.sampled_from((None, True, False))),
            "resource_note": draw(optional(lines)) or None,
            "estimated_cost": draw(optional(cents)),
            "estimated_fte": draw(optional(shares)),
        }
        for each in (draw(outlines(ids)) if draw(st.booleans()) else [])
    ]
    entries = draw(st.lists(st.tuples(limited(40), limited(20)), max_size=2, unique=True))
    return {
        "focus": draw(limited_or_none(300)),
        "statement": draw(some_rich),
        "outcomes": draw(some_rich),
        "audience": draw(some_rich),
        "alignments": [
            {"framework": framework, "code": code, "text": draw(limited_or_none(300)) or None}
            for framework, code in entries
        ],
        "services": draw(st.lists(st.sampled_from(services), max_size=2, unique=True)) if services else [],
        "metrics": metrics,
        "targets": targets,
        "actions": actions,
    }


@st.composite
def positions(draw: st.DrawFn, ids: Any) -> list[dict[str, Any]]:
    """Return a roster in which everybody reports to somebody above in the list, or below, or to nobody."""
    names = [next(ids) for _each in range(draw(st.integers(0, 4)))]
    order = draw(st.permutations(names))
    roster = []
    for name in names:
        above = order[: order.index(name)]
        roster.append(
            {
                "id": name,
                "name": draw(limited_or_none(300)),
                "title": draw(limited_or_none(300)),
                "position_number": draw(limited_or_none(50)),
                "fte": draw(optional(shares)),
                "reports_to": draw(optional(st.sampled_from(above))) if above else None,
            }
        )
    return roster


files = st.fixed_dictionaries(
    {
        "name": limited(255),
        "content_type": st.sampled_from(("image/png", "application/pdf")),
        "size": st.integers(0, 20_000_000),
        "sha256": st.sampled_from(("0" * 64, "0123456789abcdef" * 4)),
    }
)
budget_lines = st.fixed_dictionaries(
    {
        **{key: limited_or_none(100) for key in ("fund", "resource", "object", "description")},
        "amount": optional(cents),
        "fte": optional(shares),
    }
)
clauses = st.lists(st.fixed_dictionaries({"kind": st.sampled_from(("if", "and", "then")), "text": lines}), max_size=4)
contacts = st.fixed_dictionaries({"name": limited(300), "phone": limited_or_none(100), "email": limited_or_none(254)})


@st.composite
def documents(draw: st.DrawFn) -> PlanDocument:
    """Return a whole plan document."""
    ids = (str(UUID(int=number)) for number in range(1, 10_000))
    services = draw(outlines(ids)) if draw(st.booleans()) else []
    named = ids_of(services)
    first = draw(st.integers(2000, 2098))
    return parse(
        {
            "cycle": f"{first}-{(first + 1) % 100:02d}",
            "division": draw(made_up.map(clean_plain)),
            "department": draw(limited(100)),
            "purpose": draw(made_up.map(_escaped).map(clean_rich) | some_rich),
            "theory_of_action": {"clauses": draw(clauses), "prose": draw(some_rich)},
            "contacts": draw(st.lists(contacts, **_COUNT)),
            "services": services,
            "goals": [draw(goals(ids, named)) for _each in range(draw(st.integers(0, 3)))],
            "positions": draw(positions(ids)),
            "org_chart_files": draw(st.lists(files, max_size=2)),
            "budget": {
                "lines": draw(st.lists(budget_lines, **_COUNT)),
                "note": draw(some_rich),
                "files": draw(st.lists(files, max_size=1)),
            },
            "review": {"reviewer": draw(limited_or_none(100)), "due": draw(optional(days))},
            "unplaced": draw(st.lists(st.fixed_dictionaries({"where": limited(60), "text": rich_texts}), max_size=2)),
        }
    )


def by_place(document: PlanDocument) -> dict[str, Any]:
    """Return the document's JSON with every id replaced by the path of the item that has it, links too."""
    values = to_json(document)
    places: dict[str, str] = {}

    def name(value: Any, path: str) -> None:
        if isinstance(value, dict):
            if value.get("id"):
                places[value["id"]] = path
            for key, each in value.items():
                name(each, f"{path}.{key}")
        elif isinstance(value, list):
            for place, each in enumerate(value):
                name(each, f"{path}[{place}]")

    name(values, "")

    def placed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: placed(each) for key, each in value.items() if key != "id"}
        if isinstance(value, list):
            return [placed(each) for each in value]
        return places.get(value, value) if isinstance(value, str) else value

    return json.loads(json.dumps(placed(values)))  # type: ignore[no-any-return]
