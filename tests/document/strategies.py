"""Whole plan documents made up by hypothesis, and what tells whether two of them say the same."""

import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from plans.models import DEEPEST_LEVEL
from plans.rich_text import clean_plain, clean_rich
from pusdplans.document.schema import PlanDocument, parse, to_json
from tests.document.texts import (
    escaped,
    limited,
    limited_or_none,
    lines,
    made_up,
    optional,
    outline_texts,
    rich_texts,
    some_rich,
)

_COUNT = {"min_size": 0, "max_size": 2}
cents = st.integers(0, 99_999_999_999).map(lambda number: str(Decimal(number) / 100))
shares = st.integers(0, 99_999).map(lambda number: str(Decimal(number) / 100))
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
def targets(draw: st.DrawFn, metrics: list[str]) -> list[dict[str, Any]]:
    """Return targets, some of which name one of the goal's metrics."""
    named = st.sampled_from(metrics) if metrics else st.none()
    return [
        {
            "text": text,
            "metric": draw(optional(named)),
            "baseline": draw(limited_or_none(300)),
            "value": draw(limited_or_none(300)),
            "due": draw(optional(days)),
        }
        for text in draw(st.lists(rich_texts, **_COUNT))
    ]


@st.composite
def actions(draw: st.DrawFn, ids: Any) -> list[dict[str, Any]]:
    """Return actions with their answers about additional resources."""
    return [
        each
        | {
            "additional_resources": draw(st.sampled_from((None, True, False))),
            "resource_note": draw(optional(lines)) or None,
            "estimated_cost": draw(optional(cents)),
            "estimated_fte": draw(optional(shares)),
        }
        for each in draw(outlines(ids))
    ]


@st.composite
def goals(draw: st.DrawFn, ids: Any, services: list[str]) -> dict[str, Any]:
    """Return a goal with everything linked to it."""
    metrics = [
        {"id": next(ids), "text": text, "source": draw(limited_or_none(300)), "unit": draw(limited_or_none(100))}
        for text in draw(st.lists(rich_texts, **_COUNT))
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
        "targets": draw(targets([each["id"] for each in metrics])),
        "actions": draw(actions(ids)) if draw(st.booleans()) else [],
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
            "purpose": draw(made_up.map(escaped).map(clean_rich) | some_rich),
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
