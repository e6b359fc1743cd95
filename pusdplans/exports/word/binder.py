"""What paragraphs need from the other parts of the file: lists to be numbered by, links, bookmarks."""

from pusdplans.exports.word.markup import escape

LEVELS = 9
STEP = 360

# What the lists look like, level by level: (number format, text). The form numbers 1, a, i, 1, a, i.
_NUMBERS = (("decimal", "%{}."), ("lowerLetter", "%{}."), ("lowerRoman", "%{}."))
_BULLETS = (("bullet", "●"), ("bullet", "○"), ("bullet", "■"))
# Each kind has a definition, and with it counters, of its own: a list inside a goal does not count the goals on.
KINDS = {
    "sections": _NUMBERS,
    "goals": _NUMBERS,
    "counted": _NUMBERS,
    "actions": _NUMBERS,
    "numbers": _NUMBERS,
    "bullets": _BULLETS,
    "more": (("none", ""),),
}
_KIND_IDS = {kind: number for number, kind in enumerate(KINDS, 1)}
# Numbers that stand in the line, as on the paper, where columns are narrow; on how many levels.
_IN_LINE = {"sections": LEVELS, "goals": LEVELS, "counted": LEVELS, "actions": 1}


class Binder:
    """Collects the lists, link targets and bookmarks of one file while its text is written."""

    def __init__(self) -> None:
        self._lists: list[str] = []
        self._links: dict[str, str] = {}
        self._bookmarks = 0
        # One list without numbers goes on with items of any other.
        self.more = self.new_list("more")

    def new_list(self, kind: str, level: int = 0, start: int = 1) -> int:
        """Return the number of a new list of this kind that begins with `start` at `level`, and with 1 below it."""
        number = len(self._lists) + 1
        restarts = "".join(
            f'<w:lvlOverride w:ilvl="{each}"><w:startOverride w:val="{start if each == level else 1}"/></w:lvlOverride>'
            for each in (() if kind in ("bullets", "more") else range(level, LEVELS))
        )
        self._lists.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_KIND_IDS[kind]}"/>{restarts}</w:num>')
        return number

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
        kinds = "".join(
            f'<w:abstractNum w:abstractNumId="{_KIND_IDS[kind]}"><w:multiLevelType w:val="multilevel"/>'
            + "".join(_level(kind, level, *looks[level % len(looks)]) for level in range(LEVELS))
            + "</w:abstractNum>"
            for kind, looks in KINDS.items()
        )
        return kinds + "".join(self._lists)

    def relationships(self) -> str:
        """Return the relationships of the links."""
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
        return "".join(
            f'<Relationship Id="{key}" Type="{kind}" Target="{escape(address)}" TargetMode="External"/>'
            for address, key in self._links.items()
        )


def _level(kind: str, level: int, number_format: str, text: str) -> str:
    in_line = level < _IN_LINE.get(kind, 0)
    suffix = "nothing" if number_format == "none" else "space" if in_line else "tab"
    hanging = f' w:hanging="{STEP}"' if suffix == "tab" else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{0 if in_line else STEP * (level + 1)}"{hanging}/></w:pPr></w:lvl>'
    )
