"""Draws many rows of one kind quickly: the row's template is rendered once, with holes where the row's values go.

A row template costs Django some 30 µs a field, and a plan's page has hundreds of fields. The labels, the buttons and
their translations are the same in every row, so they are drawn once for a language; the page fills its own few values into the holes
(`PAGE_VALUES`), then each row its own. So a row template must not ask about a value with `{% if %}`; the filters of `row_drawing` wait until
the value is there. A test draws every kind of row both ways and compares.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.template import Context
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe

Reader = Callable[[Any], Any]

# What a row template may use of its page.
PAGE_VALUES = ("csrf_token", "rows_url", "plan_url", "prompts", "heads", "entry_options", "service_options")
# The name of the hole for a row's number among its fellows.
NUMBER = "_number"
_HOLE = re.compile("\ue000(\\d+)\ue001")


class Hole(SafeString):
    """Stands in a template's output for a value that each row fills in, or that the page fills in for all rows."""

    blank: "Blank"
    read: Reader
    # The attribute the row is asked for, where that is all there is to do.
    name: str = ""
    on_page: Callable[[Any], Reader | None] | None = None

    def then(self, change: Callable[[Any], Any]) -> "Hole":
        """Return a hole for what `change` makes of the value."""
        return self.blank.hole(lambda source: change(self.read(source)))

    def holding(self, change: Callable[[Any], Callable[[Any], Any]]) -> "Hole":
        """Return a hole for what `change(page)` makes of the value: rows drawn within a row."""
        hole = self.then(lambda value: value)
        hole.on_page = lambda page: _chained(self.read, change(page))
        return hole

    def __getattr__(self, name: str) -> "Hole":
        if name.startswith("_"):
            raise AttributeError(name)
        return self.then(lambda value: value[name] if isinstance(value, dict) else getattr(value, name))


class Blank:
    """Takes the place of a row, or of the page, while the stencil is drawn: each of its values is a hole.

    `holes` is shared by both, so that each hole has its own number.
    """

    def __init__(self, holes: list[Hole]) -> None:
        self.holes = holes
        self.named: dict[str, Hole] = {}

    def __getitem__(self, name: str) -> Hole:
        """Return the hole of a field; templates look values up like this."""
        if name not in self.named:
            self.named[name] = self.hole(lambda source: _value(source, name))
            self.named[name].name = name
        return self.named[name]

    def hole(self, read: Reader) -> Hole:
        """Make a new hole."""
        hole = Hole(f"\ue000{len(self.holes)}\ue001")
        hole.blank, hole.read = self, read
        self.holes.append(hole)
        return hole


class Stencil:
    """A row template with holes, drawn once: `draw(row, page)` renders it with blanks in their place."""

    def __init__(self, draw: Callable[[Blank, Blank], str]) -> None:
        holes: list[Hole] = []
        row, page = Blank(holes), Blank(holes)
        pieces = _HOLE.split(draw(row, page))
        self.texts = pieces[0::2]
        self.holes = [holes[int(index)] for index in pieces[1::2]]
        self.of_row = [hole.blank is row for hole in self.holes]

    def on_page(self, page: Any) -> "PageStencil":
        """Fill in what is the same for all rows of the page: `page` gives the values of its context."""
        of_row = {id(hole): hole for hole, is_row in zip(self.holes, self.of_row, strict=True) if is_row}
        plain = [hole for hole in of_row.values() if hole.name not in ("", NUMBER)]
        chosen = [
            (hole, hole.on_page(page) if hole.on_page else hole.read) for hole in of_row.values() if not hole.name
        ]
        # A hole that this page has nothing for closes, and costs its rows nothing.
        other, readers = [hole for hole, read in chosen if read], [read for _hole, read in chosen if read]
        closed = {id(hole) for hole, read in chosen if not read}
        number = [hole for hole in of_row.values() if hole.name == NUMBER]
        places = {id(hole): index for index, hole in enumerate([*plain, *other, *number])}
        texts, order = [self.texts[0]], []
        for hole, text in zip(self.holes, self.texts[1:], strict=True):
            if id(hole) in places:
                order.append(places[id(hole)])
                texts += ["", text]
            else:
                texts[-1] += text if id(hole) in closed else _shown(hole.read(page)) + text
        return PageStencil(texts, order, [hole.name for hole in plain], readers)


class PageStencil:
    """A stencil for the rows of one page.

    texts: what is the same in each row, with a gap at each odd place. order: for each gap, which value goes there: the
    attributes `names`, then what `readers` work out, then the row's number.
    """

    def __init__(self, texts: list[str], order: list[int], names: list[str], readers: list[Reader]) -> None:
        self.texts, self.order, self.values, self.readers = texts, order, _values_of(names), readers

    def fill(self, rows: Iterable[Any]) -> SafeString:
        """Draw the rows, numbered from 1."""
        drawn: list[str] = []
        for number, row in enumerate(rows, 1):
            shown = [escape(value) if type(value) is str else _shown(value) for value in self.values(row)]
            shown += [_shown(read(row)) for read in self.readers]
            shown.append(str(number))
            self.texts[1::2] = [shown[place] for place in self.order]
            drawn += self.texts
        return mark_safe("".join(drawn))  # the stencil is a template's output, and each value was escaped


def _values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads several attributes of a row at once."""
    if not names:
        return lambda row: ()
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda row: (read(row),)


def _chained(read: Reader, change: Callable[[Any], Any]) -> Reader:
    return lambda source: change(read(source))


def _value(source: Any, name: str) -> Any:
    if isinstance(source, Context):
        return source.get(name)
    value = getattr(source, name)
    return value() if callable(value) else value


def _shown(value: Any) -> str:
    """Return a value as a template shows it; what is missing is blank."""
    if value is None:
        return ""
    if callable(value):
        return _shown(value())
    if isinstance(value, str):
        return value if isinstance(value, SafeString) else escape(value)
    return str(value) if isinstance(value, UUID) else escape(str(localize(value)))
