"""What a Word file is made of once its XML is read: paragraphs of runs, and tables of cells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. A line break is a newline. `own` says that a file of ours marks it as the form's own words."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None
    own: bool = False


@dataclass(slots=True)
class Paragraph:
    """One paragraph. `level` and `list_id` are those of a Word list, None for text without one; `indent` is in twips."""

    runs: list[Run] = field(default_factory=list)
    level: int | None = None
    list_id: str | None = None
    ordered: bool = False
    indent: int = 0
    heading: int | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    place: str = ""
    style: str = ""
    bookmarks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(run.text for run in self.runs)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to read."""
        return not any(run.text.strip() for run in self.runs)

    @property
    def is_listed(self) -> bool:
        """Whether Word numbers it or gives it a bullet."""
        return self.level is not None

    def part(self, start: int, end: int | None = None) -> "Paragraph":
        """Return the paragraph with only the characters from `start` to `end` of its text."""
        length = len(self.text)
        end = length if end is None else end
        runs, place = [], 0
        for run in self.runs:
            text = run.text[max(start - place, 0) : max(end - place, 0)]
            place += len(run.text)
            if text:
                runs.append(Run(text, run.bold, run.italic, run.href))
        return Paragraph(runs, self.level, self.list_id, self.ordered, self.indent, self.heading, [], [], self.place)

    def plain(self) -> "Paragraph":
        """Return it as text that belongs to no list."""
        return Paragraph(self.runs, indent=self.indent, place=self.place)

    def lines(self) -> list["Paragraph"]:
        """Return one paragraph for each of its lines."""
        found, start = [], 0
        for line in self.text.split("\n"):
            found.append(self.part(start, start + len(line)))
            start += len(line) + 1
        return found


@dataclass(slots=True)
class Cell:
    """A cell, with the grid column it begins in; `continues` says that it is merged into the cell above."""

    blocks: "list[Block]"
    column: int = 0
    span: int = 1
    continues: bool = False
    restarts: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to read."""
        return all(each.is_blank for each in paragraphs(self.blocks))

    @property
    def text(self) -> str:
        """All its text, a line for each paragraph."""
        return "\n".join(each.text for each in paragraphs(self.blocks))


@dataclass(slots=True)
class Table:
    """Rows of cells."""

    rows: list[list[Cell]]


Block = Paragraph | Table


def paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Go through all paragraphs in reading order, those in tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from paragraphs(cell.blocks)


def flattened(blocks: Iterable[Block]) -> list[Paragraph]:
    """Return blocks as paragraphs only: of a table, one for each row, its cells set apart by bars."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
            continue
        for row in block.rows:
            joined = Paragraph()
            for each in [p for cell in row for p in paragraphs(cell.blocks)]:
                joined.place = joined.place or each.place
                if not each.is_blank:
                    joined.runs += ([Run(" | ")] if joined.runs else []) + each.runs
            if joined.runs:
                found.append(joined)
    return found
