"""The form's numbering."""

import pytest

from pusdplans.document.numbering import letters, numbered, roman
from pusdplans.document.schema import OutlineItem


@pytest.mark.parametrize(
    ("number", "letter", "numeral"),
    [(1, "a", "i"), (4, "d", "iv"), (9, "i", "ix"), (26, "z", "xxvi"), (27, "aa", "xxvii")],
)
def test_marks(number: int, letter: str, numeral: str) -> None:
    assert (letters(number), roman(number)) == (letter, numeral)


def test_actions_are_numbered_as_on_the_form() -> None:
    deep = OutlineItem(text="c", items=(OutlineItem(text="d", items=(OutlineItem(text="e"),)),))
    items = [OutlineItem(text="a"), OutlineItem(text="b", items=(OutlineItem(text="x"), deep))]
    assert [(number, level, item.text) for number, level, item in numbered(items, "4")] == [
        ("4.a", 0, "a"),
        ("4.b", 0, "b"),
        ("4.b.i", 1, "x"),
        ("4.b.ii", 1, "c"),
        ("4.b.ii.1", 2, "d"),
        ("4.b.ii.1.a", 3, "e"),
    ]
