"""Finding quoted words again in a text that was edited since.

The words are those a person selected on a page, so white space, case and the shape of apostrophes and dashes tell nothing.
Where they stand more than once, those are meant whose surroundings are most like the ones noted with the quote.
"""

import re
from collections.abc import Iterable

from plans.rich_text import to_plain

# Marks can begin within a word, which the other tags cannot.
_WITHIN_WORDS = re.compile(r"</?(?:strong|em|a)\b[^>]*>")
_ALIKE = str.maketrans(dict.fromkeys("‘’ʼ", "'") | dict.fromkeys("“”", '"') | dict.fromkeys("–—‑", "-") | {"\xa0": " "})


def find(text: str, quote: str, prefix: str = "", suffix: str = "") -> tuple[int, int] | None:
    """Return from where to where the quoted words stand in `text`, or None if they do not stand there any more.

    prefix, suffix: what stood right before and after them when they were quoted.
    """
    wanted = _even(quote)[0].strip()
    if not wanted:
        return None
    even, places = _even(text)
    before, after = _even(prefix)[0].strip(), _even(suffix)[0].strip()
    found = []
    start = even.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        likeness = _shared(even[:start].rstrip()[::-1], before[::-1]) + _shared(even[end:].lstrip(), after)
        # Of two that are equally likely the exact one, then the first.
        exact = text[places[start] : places[end - 1] + 1] == quote
        found.append((likeness, exact, -start))
        start = even.find(wanted, start + 1)
    if not found:
        return None
    first = -max(found)[2]
    return places[first], places[first + len(wanted) - 1] + 1


def standing(text: str, quote: str) -> str:
    """Return as much of selected words as stands in the text: all of them, or their longest line, or nothing.

    A selection that goes over several fields brings the form's own labels along, which are no words of the text.
    """
    lines = [quote, *sorted((line.strip() for line in quote.splitlines()), key=len, reverse=True)]
    return next((each for each in lines if each and find(text, each)), "")


def words_of(values: Iterable[object]) -> str:
    """Return the words of some fields' values, HTML or plain, as they are read and selected: each on its own line."""
    return "\n".join(to_plain(_WITHIN_WORDS.sub("", each)) for each in values if isinstance(each, str) and each)


def _even(text: str) -> tuple[str, list[int]]:
    """Return the text in lower case with single spaces, and for each of its characters where it stood."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_ALIKE)):
        if character.isspace():
            if characters and characters[-1] == " ":
                continue
            character = " "
        # A few letters have a lower case of two characters, or of none that stands alone.
        for each in character.lower():
            characters.append(each)
            places.append(place)
    return "".join(characters), places


def _shared(text: str, other: str) -> int:
    """Return how many characters two texts have in common from their beginning."""
    count = 0
    for mine, theirs in zip(text, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
