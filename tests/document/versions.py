"""Two versions of a plan for tests: a seeded plan as JSON, its rows, and what a comparison found."""

from collections.abc import Iterator
from typing import Any

from pusdplans.document.compare import Comparison, RowChange, compare
from pusdplans.document.schema import parse, to_json
from pusdplans.document.seeding import chance, document

Values = dict[str, Any]


def made(goals: int = 3) -> Values:
    """Return a seeded plan's JSON."""
    review = {"reviewer": None, "due": None}
    values = to_json(
        document(
            chance(7, goals),
            cycle="2020-21",
            division="Academics",
            department="Instructional Services",
            review=parse({"cycle": "2020-21", "division": "", "department": "", "review": review}).review,
            goals=goals,
        )
    )
    return values


def compared(old: Values, new: Values) -> Comparison:
    """Compare two documents given as JSON."""
    return compare(parse(old), parse(new))


def touched(comparison: Comparison) -> list[RowChange]:
    """Return the rows that something became of."""
    return [row for row in comparison.walk() if row.is_touched]


def changed_fields(row: RowChange) -> list[str]:
    """Return the names of the fields that changed."""
    return [each.name for each in row.fields if each.is_changed]


def rows_in(values: Values) -> Iterator[Any]:
    """Yield one thing for each row a document has: those of lists, those that stand once, and each goal above its actions."""
    yield from (values["purpose"], values["theory_of_action"]["prose"], values["budget"]["note"])
    lists = [values[name] for name in ("contacts", "positions", "org_chart_files", "unplaced", "goals")]
    lists += [values["theory_of_action"]["clauses"], values["budget"]["lines"], values["budget"]["files"]]
    for goal in values["goals"]:
        yield goal
        lists += [goal["metrics"], goal["targets"], list(below(goal["actions"]))]
    for each in (*lists, list(below(values["services"]))):
        yield from each


def below(items: list[Values]) -> Iterator[Values]:
    """Yield the lines of an outline."""
    for item in items:
        yield item
        yield from below(item["items"])
