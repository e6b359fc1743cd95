"""The form's numbering: goals 1, 2, 3, and under each its actions a, i, 1, a, i, computed from their places."""

from collections.abc import Iterable, Iterator

from pusdplans.document.schema import OutlineItem

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def letters(number: int) -> str:
    """Return a, b, ... z, aa, ab, ... for 1, 2, ..."""
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def roman(number: int) -> str:
    """Return i, ii, iii, iv, ... for 1, 2, ..."""
    text = ""
    for value, mark in _ROMAN:
        times, number = divmod(number, value)
        text += mark * times
    return text


# What marks an action, by its level under the goal (form: "4. b. ii. 1.").
ACTION_MARKS = (letters, roman, str)


def numbered(items: Iterable[OutlineItem], parent: str, level: int = 0) -> Iterator[tuple[str, int, OutlineItem]]:
    """Go through a goal's actions in reading order: (number like "4.b.ii.1", level with 0 outermost, action).

    parent: the goal's number.
    """
    mark = ACTION_MARKS[level % len(ACTION_MARKS)]
    for place, item in enumerate(items, 1):
        number = f"{parent}.{mark(place)}"
        yield number, level, item
        yield from numbered(item.items, number, level + 1)
