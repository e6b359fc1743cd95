"""Threads at their places: what each place is called now, where it is, and whether the quoted words still stand there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from plans.conversation import Thread
from plans.models import Plan
from plans.rich_text import shorten
from plans.rows.views import plan_url
from pusdplans.document import schema
from pusdplans.document.compare import Form, Row, rows_of
from pusdplans.document.compare.rows import COLUMNS
from pusdplans.document.quoting import find, words_of
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.templatetags.change_words import KINDS

READABLE = (Form.RICH, Form.PLAIN, Form.FACT)
# The longest piece of a row's own words that is shown where nothing is quoted.
TITLE = 90


@dataclass(frozen=True)
class Spot:
    """A place of a plan: its part, its kind of row, what it is called, the words it says, and its place in the order."""

    part: str
    kind: str
    name: str
    words: str
    order: int


@dataclass(frozen=True)
class Placed:
    """A thread with what its page says of its place. address: where that is; blank where it is the page's own matter.

    is_gone: the row is not in the plan any more. has_quote: the quoted words stand there still.
    """

    thread: Thread
    name: str
    address: str
    is_gone: bool
    has_quote: bool
    order: int

    @property
    def title(self) -> str:
        """What the row said when it was asked, in short; blank where the quote says it."""
        return "" if self.thread.quote else shorten(self.thread.title, TITLE)


Spots = Mapping[UUID | str, Spot]


def spots_of(document: schema.PlanDocument) -> dict[UUID | str, Spot]:
    """Return the places of a document: its rows by their id, and its parts by their slug."""
    spots: dict[UUID | str, Spot] = {}
    for slug, roots in rows_of(document).parts.items():
        rows = list(_walk(roots))
        all_words = "\n".join(filter(None, map(_words, rows)))
        spots[slug] = Spot(slug, "", _part_name(slug), all_words, len(spots))
        for row in rows:
            # A goal heads its actions too; it is the goal's own place that counts.
            if row.id and row.id not in spots:
                spots[row.id] = Spot(slug, row.kind, _name(row), _words(row), len(spots))
    return spots


def spots_on_page(part: str, context: Mapping[str, Any]) -> dict[UUID | str, Spot]:
    """Return the places of a part's page from the rows it shows, so that nothing is asked of the database again."""
    spots: dict[UUID | str, Spot] = {}
    everything = []
    goals = {goal.id: number for number, goal in enumerate(context.get("goals", ()), 1)}
    for row in _rows_of(context):
        words = words_of(value for name, value in vars(row).items() if not name.startswith("_"))
        name = f"{KINDS['goal']} {goals[row.id]}" if row.id in goals else ""
        spots[row.id] = Spot(part, "", name, words, len(spots) + 1)
        everything.append(words)
    spots[part] = Spot(part, "", _part_name(part), "\n".join(everything), 0)
    return spots


def place_threads(threads: Iterable[Thread], spots: Spots, address: Any) -> list[Placed]:
    """Return the threads at their places, in the plan's order. address: says where a thread's place is."""
    placed = []
    for each in threads:
        spot = spots.get(each.row or each.part)
        name = (spot.name if spot else "") or (str(KINDS.get(each.kind, "")) or _part_name(each.part))
        placed.append(
            Placed(
                thread=each,
                name=name,
                address=address(each) if spot else "",
                is_gone=spot is None,
                has_quote=bool(each.quote and spot and find(spot.words, each.quote, each.prefix, each.suffix)),
                order=spot.order if spot else len(spots),
            )
        )
    return sorted(placed, key=lambda each: (each.order, each.thread.id))


def on_document(address: str) -> Any:
    """Return what says where a thread's place is on a page that shows the document: "" for the page itself."""

    def at(thread: Thread) -> str:
        if thread.row is None:
            return f"{address}#{thread.part}"
        return f"{address}#{'goal' if thread.kind == 'goal' else 'row'}-{thread.row}"

    return at


def on_parts(plan: Plan) -> Any:
    """Return what says where a thread's place is for whoever writes the plan: on the page of its part."""
    url = plan_url(plan)
    return lambda thread: f"{url}{thread.part}/{f'#row-{thread.row}' if thread.row else ''}"


def panel(placed: list[Placed]) -> dict[str, Any]:
    """Return what the list of comments shows: those that are open, and those that are resolved."""
    return {
        "open_threads": [each for each in placed if each.thread.is_open],
        "resolved_threads": [each for each in placed if not each.thread.is_open],
    }


def threads_of_part(plan: Plan, part: str, threads: Iterable[Thread], rows: Mapping[str, Any]) -> list[Placed]:
    """Return the threads of one part at their places among the rows that its page shows."""
    here = [each for each in threads if each.part == part]
    return place_threads(here, spots_on_page(part, rows), on_parts(plan)) if here else []


def by_row(placed: Iterable[Placed]) -> dict[UUID | str, list[Placed]]:
    """Group threads by the row they stand at, or by their part where they stand at none."""
    grouped: dict[UUID | str, list[Placed]] = defaultdict(list)
    for each in placed:
        grouped[each.thread.row or each.thread.part].append(each)
    return grouped


def _rows_of(context: Mapping[str, Any]) -> Iterator[Any]:
    for value in context.values():
        if hasattr(value, "id"):
            yield value
        elif not isinstance(value, str | int | dict) and hasattr(value, "__iter__"):
            for row in value:
                if hasattr(row, "id") and hasattr(row, "__dict__"):
                    yield row
                    sheet = getattr(row, "sheet", {})
                    yield from (*sheet.get("metrics", ()), *sheet.get("targets", ()), *getattr(row, "outline", ()))


def _walk(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _walk(row.children)


def _words(row: Row) -> str:
    return words_of(row.values[name] for name, form in COLUMNS[row.kind].items() if form in READABLE)


def _name(row: Row) -> str:
    if row.kind == "clause":
        return str(row.values["kind"]).upper()
    return f"{KINDS[row.kind]} {row.number}".rstrip()


def _part_name(slug: str) -> str:
    section = SECTIONS.get(slug)
    if section is None:
        return _("Text without a place")
    return f"{section.name} ({section.letter})" if section.letter else str(section.name)
