"""Text in drawings: how wide words are, and where they break, since SVG breaks no line by itself.

Widths are those of Lato Bold rounded up, in parts of the letter size: other weights and the fall-back families are
about as wide or narrower, so a broken line stays inside its box.
"""

from plans.rich_text import to_plain

_WIDTHS = {
    letter: width
    for width, letters in {
        0.3: " ,.’'\":;ijl()I[]`{|}·",
        0.4: "!-f*/?\\_rt“”",
        0.55: "JszLacg–",
        0.65: "$+0123456789<=>^~#FTZESPBCRY",
        0.8: "&AGKVXDHNU…%@OQw",
        0.9: "m—",
        1.05: "MW",
    }.items()
    for letter in letters
}
_OTHER, _IDEOGRAPH, _FIRST_IDEOGRAPH = 0.6, 1.05, "\u1100"


def width_of(text: str, size: float) -> float:
    """Return how wide one line of `text` is at most, in the unit of `size`, the letters' size."""
    return size * sum(_WIDTHS.get(letter, _OTHER if letter < _FIRST_IDEOGRAPH else _IDEOGRAPH) for letter in text)


def wrap(text: str, width: float, size: float, most: int | None = None) -> tuple[str, ...]:
    """Break a plain or HTML text into lines no wider than `width`; beyond `most` lines it ends in an ellipsis.

    A word that is wider than a line is broken inside. A blank text has no lines.
    """
    lines: list[str] = []
    line = ""
    for word in to_plain(text).split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, width, size)
        lines += full
        if most and len(lines) > most:
            break
    lines += [line] if line else []
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], width, size)]
    return tuple(lines)


def _pieces(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, width: float, size: float) -> str:
    while line and width_of(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip(' ,.;:–-')}…"
