"""What paragraphs need from the other parts of the file: lists to be numbered by, links, bookmarks."""

from functools import cache

from pusdplans.exports.word.markup import escape
from pusdplans.exports.word.remarks import Remarks

LEVELS = 9
STEP = 360

# What the lists look like, level by level: (number format, text). The form numbers 1, a, i, 1, a, i.
_NUMBERS = (("decimal", "%{}."), ("lowerLetter", "%{}."), ("lowerRoman", "%{}."))
_BULLETS = (("bullet", "●"), ("bullet", "○"), ("bullet", "■"))
KINDS = {
    "sections": _NUMBERS,
    "goals": _NUMBERS,
    "counted": _NUMBERS,
    "actions": _NUMBERS,
    "numbers": _NUMBERS,
    "bullets": _BULLETS,
    "more": (("none", ""),),
}
# Numbers that stand in the line, as on the paper, where columns are narrow; on how many levels.
_IN_LINE = {"sections": LEVELS, "goals": LEVELS, "counted": LEVELS, "actions": 1}


class Binder:
    """Collects the lists, link targets and bookmarks of one file while its text is written; hands out its remarks."""

    def __init__(self, remarks: Remarks | None = None) -> None:
        self.remarks = remarks or Remarks((), ())
        self._lists: list[tuple[str, int]] = []  # of each list: its kind, and with which number it begins
        self._links: dict[str, str] = {}
        self._bookmarks = 0
        # One list without numbers goes on with items of any other.
        self.more = self.new_list("more")

    def new_list(self, kind: str, start: int = 1) -> int:
        """Return the number of a new list of this kind, which begins with `start`.

        Each has a definition, and with it counters, of its own: a list inside a goal does not count the goals on, and no
        list goes on where another one ended, in Word as in LibreOffice.
        """
        self._lists.append((kind, start))
        return len(self._lists)

    def link(self, address: str, content: str) -> str:
        """Return runs as a link to an address on the web."""
        key = self._links.setdefault(address, f"rIdLink{len(self._links) + 1}")
        return f'<w:hyperlink r:id="{key}" w:history="1">{content}</w:hyperlink>'

    def bookmark(self, name: str, content: str) -> str:
        """Return runs with a bookmark around them."""
        self._bookmarks += 1
        number = self._bookmarks
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'

    def numbering(self) -> str:
        """Return what is inside w:numbering."""
        definitions = (
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{_levels(kind, start)}'
            "</w:abstractNum>"
            for number, (kind, start) in enumerate(self._lists, 1)
        )
        lists = (
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
            for number in range(1, len(self._lists) + 1)
        )
        return "".join((*definitions, *lists))

    def relationships(self) -> str:
        """Return the relationships of the links."""
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        return "".join(
            f'<Relationship Id="{key}" Type="{kind}" Target="{escape(address)}" TargetMode="External"/>'
            for address, key in self._links.items()
        )


@cache
def _levels(kind: str, start: int) -> str:
    looks = KINDS[kind]
    return "".join(
        _level(kind, level, start if level == 0 else 1, *looks[level % len(looks)]) for level in range(LEVELS)
    )


def _level(kind: str, level: int, start: int, number_format: str, text: str) -> str:
    in_line = level < _IN_LINE.get(kind, 0)
    suffix = "nothing" if number_format == "none" else "space" if in_line else "tab"
    hanging = f' w:hanging="{STEP}"' if suffix == "tab" else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{0 if in_line else STEP * (level + 1)}"{hanging}/></w:pPr></w:lvl>'
    )
