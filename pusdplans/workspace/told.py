"""The trail as a page tells it: events as lines, what is typed on and on as one, and each row from what to what."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plans import row_changes, trail_words
from plans.models import OF_COMMENTS, Event, EventKind
from plans.row_changes import RowChange
from pusdplans.document.compare.marks import marked, marked_plain
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.templatetags.change_words import fact_words, spoken

# What one person types into one row goes on as long as no pause is longer.
PAUSE = datetime.timedelta(minutes=30)


@dataclass(frozen=True)
class Line:
    """What somebody did, in a line: one event, or the same person's changes of the same fields of a row, in a row.

    events: newest first.
    """

    events: tuple[Event, ...]
    fields: "tuple[ShownField, ...]" = ()

    @property
    def last(self) -> Event:
        """The event after which things were as the line ends."""
        return self.events[0]

    @property
    def first(self) -> Event:
        """The event it begins with."""
        return self.events[-1]

    @property
    def times(self) -> int:
        """How many events it joins."""
        return len(self.events)

    @property
    def words(self) -> str:
        """What the person did, of a comment with its part; the fields themselves are shown beneath."""
        words = trail_words.sentence(self.last, fields=())
        section = SECTIONS.get(self.last.detail.get("part", "")) if self.last.kind in OF_COMMENTS else None
        return f"{words} ({section.name})" if section else words

    @property
    def rows(self) -> int:
        """How many rows the event's own page shows."""
        return 0 if self.last.kind == EventKind.CHANGED else sum(_is_told(each) for each in self.last.rows)


@dataclass(frozen=True)
class ShownField:
    """A field from what to what, with its marks."""

    label: str
    html: SafeString
    is_text: bool


@dataclass(frozen=True)
class ShownRow:
    """A row and what became of it: `state` is added, changed or removed."""

    state: str
    word: str
    name: str
    title: str
    fields: tuple[ShownField, ...] = field(default=())


def lines(events: Iterable[Event]) -> list[Line]:
    """Return events, newest first, as lines."""
    joined: list[list[Event]] = []
    for event in events:
        if joined and _goes_on(event, joined[-1][-1]):
            joined[-1].append(event)
        else:
            joined.append([event])
    names = Names(change for run in joined for event in (run[0], run[-1]) for change in _changes(event))
    return [Line(tuple(run), tuple(_fields_of(run, names))) for run in joined]


def rows(event: Event) -> list[ShownRow]:
    """Return the rows that an event changed, each from what to what."""
    told = [change for change in event.rows if _is_told(change)]
    names = Names(told)
    return [_row(change, names) for change in told]


def _goes_on(earlier: Event, later: Event) -> bool:
    """Whether `later` is more of the same typing."""
    same = earlier.kind == later.kind == EventKind.CHANGED and len(earlier.rows) == len(later.rows) == 1
    return (
        same
        and (earlier.person_id, earlier.via) == (later.person_id, later.via)
        and (earlier.rows[0]["of"], earlier.rows[0]["id"]) == (later.rows[0]["of"], later.rows[0]["id"])
        and earlier.rows[0]["to"].keys() == later.rows[0]["to"].keys()
        and later.happened_at - earlier.happened_at <= PAUSE
    )


def _changes(event: Event) -> list[RowChange]:
    return event.rows if event.kind == EventKind.CHANGED else []


def _fields_of(run: list[Event], names: "Names") -> Iterator[ShownField]:
    for after, before in zip(_changes(run[0]), _changes(run[-1]), strict=True):
        yield from _fields({**after, "from": before["from"]}, names)


def _is_told(change: RowChange) -> bool:
    """Whether it is more than a place among its neighbours."""
    return change["from"] is None or change["to"] is None or not change["to"].keys() <= {"position"}


def _row(change: RowChange, names: "Names") -> ShownRow:
    before, after = change["from"] or {}, change["to"] or {}
    is_added = change["from"] is None or bool(before.get("deleted_at") and not after.get("deleted_at"))
    is_removed = change["to"] is None or bool(after.get("deleted_at"))
    state, word = ("removed", _("Removed")) if is_removed else ("changed", _("Changed"))
    if is_added and not is_removed:
        state, word = "added", _("Added")
    title = change.get("title") or names.title(change["of"], change["id"]) or row_changes.title_of({**before, **after})
    shown = list(_fields(change, names))
    if shown and shown[0].label == "" and state != "changed":
        # Its own text follows.
        title = ""
    return ShownRow(state, word, trail_words.name_of(change["of"]), title, tuple(shown))


def _fields(change: RowChange, names: "Names") -> Iterator[ShownField]:
    before, after = change["from"] or {}, change["to"] or {}
    for name in dict.fromkeys([*after, *before]):
        if not trail_words.is_told(name):
            continue
        old, new = before.get(name), after.get(name)
        if (old in (None, "") and new in (None, "")) or old == new:
            continue
        label = trail_words.label_of_column(change["of"], name)
        yield ShownField(label, _shown(change["of"], name, old, new, names), trail_words.is_rich(change["of"], name))


def _shown(of: str, name: str, old: Any, new: Any, names: "Names") -> SafeString:
    column = row_changes.columns(apps.get_model(of)).get(name)
    if trail_words.is_rich(of, name):
        html = marked(old or "", new or "")
    elif column is None or (column.remote_field is None and isinstance(old or new, str) and _is_text(column)):
        html = marked_plain(str(old or ""), str(new or ""))
    else:
        return _fact(*(_words(of, name, column, each, names) for each in (old, new)))
    # The texts were sanitised when they were saved, and `marked` writes the tags of their subset only, with ins and del.
    return mark_safe(spoken(html.replace("<ins></ins>", "").replace("<del></del>", "")))


def _is_text(column: Any) -> bool:
    return column.get_internal_type() in ("CharField", "TextField", "EmailField", "SlugField") and not column.choices


def _words(of: str, name: str, column: Any, value: Any, names: "Names") -> str:
    if value is None or value == "":
        return ""
    if column.remote_field is not None:
        return names.title(row_changes.label_of(column.related_model), str(value)) or _("a row that is gone")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, dict | list):
        return str(len(value))
    return fact_words(name, "", row_changes.as_python(column, value))


def _fact(before: str, after: str) -> SafeString:
    if not (before and after):
        return mark_safe(spoken(format_html("<ins>{}</ins>" if after else "<del>{}</del>", after or before)))
    return format_html(
        '<span class="visually-hidden">{} </span><del>{}</del> <span aria-hidden="true">→</span>'
        '<span class="visually-hidden"> {}</span> <ins>{}</ins>',
        _("from"),
        before,
        _("to"),
        after,
    )


class Names:
    """What the rows are called that other rows point at, read in one statement for each table."""

    def __init__(self, changes: Iterable[RowChange]) -> None:
        wanted: dict[str, set[str]] = {}
        for change in changes:
            columns = row_changes.columns(apps.get_model(change["of"]))
            for values in (change["from"] or {}, change["to"] or {}):
                for name in (name for name in values if values[name] is not None and trail_words.is_told(name)):
                    column = columns.get(name)
                    if column is not None and column.remote_field is not None:
                        wanted.setdefault(row_changes.label_of(column.related_model), set()).add(str(values[name]))
        self.titles: dict[tuple[str, str], str] = {}
        for of, keys in wanted.items():
            for row in apps.get_model(of)._default_manager.filter(pk__in=keys):
                self.titles[of, str(row.pk)] = row_changes.title(row) or str(row)

    def title(self, of: str, key: str) -> str:
        """Return what a row is called, blank if it is gone."""
        return self.titles.get((of, key), "")
