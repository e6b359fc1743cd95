"""The blocks of the page -> labelled boxes and the rows of the goal and action tables."""

import re
from dataclasses import dataclass, field

from pusdplans.imports.word import labels
from pusdplans.imports.word.blocks import Block, Cell, Paragraph, Table, paragraphs
from pusdplans.imports.word.draft import PLACES, Draft
from pusdplans.imports.word.labels import COLUMNS, Label
from pusdplans.imports.word.tables import table_kind

_RETURN = re.compile(r"^\s*(?:\d+[.)]\s*)?return\s+to\s+(?P<who>.+?)\s+by\s+(?P<when>.+?)\.?\s*$", re.I | re.S)
START = "Beginning of the file"


@dataclass
class Box:
    """What stands beside or under one label."""

    kind: str
    label: str
    printed: bool
    blocks: list[Block] = field(default_factory=list)
    continued: bool = False

    @property
    def place(self) -> str:
        """Its name, for people."""
        return PLACES[self.kind]


@dataclass
class Row:
    """A row of the goal or action table: its cells by column kind, and what the columns are called."""

    cells: dict[str, list[Block]]
    names: dict[str, Label]
    titles: dict[str, str]
    continues: set[str] = field(default_factory=set)
    restarts: set[str] = field(default_factory=set)


class Sections:
    """Goes through the page once. What it finds: `boxes`, `rows`, `tables`, `review`, `titles`; the rest is left over."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.boxes: list[Box] = []
        self.rows: list[Row] = []
        self.tables: list[tuple[str, Table]] = []
        self.review: list[tuple[str, str, str]] = []
        self.titles: list[str] = []
        self.loose: list[tuple[str, list[Block]]] = []
        self._open: Box | None = None  # a label in running text: what follows is under it
        self._place = START
        self._columns: dict[int, str] = {}
        self._names: dict[str, Label] = {}
        self._titles: dict[str, str] = {}

    def page(self, blocks: list[Block]) -> None:
        """Read the blocks of the page."""
        for index, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                self._paragraph(block)
            elif self._open and self._open.kind in ("org_chart", "budget", "unplaced") and not _has_labels(block):
                self._open.blocks.append(block)
            else:
                previous = blocks[index - 1] if index else None
                self._table(block, follows=isinstance(previous, Table) or _is_gap(blocks, index))
                self._open = None

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text.strip()
        if not text:
            self._hold(paragraph)
        elif self._known(paragraph, text):
            pass
        elif (label := labels.strict_label(paragraph.text)) and not paragraph.is_listed and self._may_open(label):
            self._begin(label, paragraph)
        elif self._open:
            self._open.blocks.append(paragraph)
        else:
            self._leave([paragraph])

    def _may_open(self, label: Label) -> bool:
        """Inside unplaced text, nothing is a label any more."""
        return not (self._open and self._open.kind == "unplaced")

    def _known(self, paragraph: Paragraph, text: str) -> bool:
        """Take titles, help texts and the line that says where to return the form."""
        if self._open and self._open.kind == "unplaced":
            return False
        returned = _RETURN.match(text)
        if returned and len(text) < 200:
            self.review.append((returned["who"], returned["when"], text))
        elif all(labels.is_title(line) for line in text.split("\n") if line.strip()):
            self.titles += [line for line in text.split("\n") if line.strip()]
        elif labels.is_help(text):
            self.draft.form(text)
        else:
            return False
        self.draft.at(self._place, [paragraph])
        return True

    def _begin(self, label: Label, paragraph: Paragraph) -> None:
        """Begin a box at a label in running text."""
        self.draft.form(paragraph.text[: label.end], label.kind)
        self._open = Box(label.kind, paragraph.text[: label.end].strip(), label.printed, [], label.continued)
        self._place = self._open.place
        rest = paragraph.part(label.end).plain()
        rest.notes, rest.pictures = paragraph.notes, paragraph.pictures
        self._open.blocks.append(rest)
        if label.kind in COLUMNS:
            name = {label.kind: label}
            self.rows.append(Row({label.kind: self._open.blocks}, name, {label.kind: self._open.label}))
        else:
            self.boxes.append(self._open)

    def _hold(self, paragraph: Paragraph) -> None:
        """Keep a paragraph without words for what hangs on it: a picture, a note."""
        if self._open:
            self._open.blocks.append(paragraph)
        self.draft.at(self._place, [paragraph])
        if not self._open:
            self.loose.append((self._place, [paragraph]))

    def _leave(self, blocks: list[Block]) -> None:
        where = self._place if self._place == START else f"After {self._place}"
        self.loose.append((where, blocks))

    def _table(self, table: Table, *, follows: bool) -> None:
        kind = table_kind(table)
        if kind:
            self.tables.append((kind, table))
            return
        if not follows:
            self._columns = {}
        box: Box | None = None
        for index, row in enumerate(table.rows):
            if self._header(row, first=index == 0):
                box = None
            elif self._columns and not self._label_row(row):
                self._content(row)
            else:
                self._columns = {}
                box = self._labelled(row, box)

    def _header(self, row: list[Cell], *, first: bool) -> bool:
        """Take a row that names the columns of the goal or action table; `first` says that it is the table's first."""
        found: dict[int, tuple[Label, Cell, Paragraph]] = {}
        for cell in row:
            text = next((each for each in cell.blocks if not isinstance(each, Paragraph) or not each.is_blank), None)
            label = labels.loose_label(text.text) if isinstance(text, Paragraph) else None
            if not label or not isinstance(text, Paragraph) or label.end < len(text.text.rstrip()):
                continue  # it says something, too
            if label.kind in COLUMNS - {each[0].kind for each in found.values()}:
                found[cell.column] = (label, cell, text)
        printed = any(label.printed for label, _cell, _text in found.values())
        whole = len(found) == len([cell for cell in row if not cell.is_blank])
        firm = whole and all(label.firm for label, _cell, _text in found.values())
        others = {label.kind for label, _cell, _text in found.values()} - set(self._columns.values())
        several = len(found) > 1 and (firm or (first and bool(others) and (whole or printed)))
        if not several and not (len(row) == 1 and printed):
            return False
        self._columns = {column: label.kind for column, (label, _cell, _text) in found.items()}
        self._names = {label.kind: label for label, _cell, _text in found.values()}
        self._titles = {label.kind: text.text.strip() for label, _cell, text in found.values()}
        self._place = PLACES[next(iter(self._columns.values()))]
        self._under_header(row, found)
        return True

    def _under_header(self, row: list[Cell], found: dict[int, tuple[Label, Cell, Paragraph]]) -> None:
        """Count the words of a header row; what was typed under its labels is a row of its own."""
        below: dict[str, list[Block]] = {}
        for label, cell, text in found.values():
            self.draft.form(text.text, label.kind)
            self.draft.at(PLACES[label.kind], cell.blocks)
            below[label.kind] = self._without_help(cell.blocks[cell.blocks.index(text) + 1 :])
        for cell in row:
            if cell.column not in found and not cell.is_blank:
                self._leave(cell.blocks)
        if any(not _blank(each) for each in below.values()):
            self.rows.append(Row(below, self._names, self._titles))

    def _label_row(self, row: list[Cell]) -> bool:
        """Whether a row under the goals or actions is a labelled box again, in a form that is all one table."""
        first = next((p for p in paragraphs(row[0].blocks) if not p.is_blank), None) if len(row) > 1 else None
        label = labels.loose_label(first.text) if first else None
        return bool(label and label.printed and label.kind not in COLUMNS)

    def _content(self, row: list[Cell]) -> None:
        cells: dict[str, list[Block]] = {}
        continues, restarts = set(), set()
        columns = sorted(self._columns)
        for index, cell in enumerate(row):
            if len(row) == len(columns):
                kind = self._columns[columns[index]]
            else:
                kind = self._columns[max((c for c in columns if c <= cell.column), default=columns[0])]
            cells.setdefault(kind, []).extend(cell.blocks)
            continues |= {kind} if cell.continues else set()
            restarts |= {kind} if cell.restarts else set()
        self.rows.append(Row(cells, self._names, self._titles, continues, restarts))

    def _labelled(self, row: list[Cell], box: Box | None) -> Box | None:
        """Take a row with a label in its first cell, or a cell that holds labels and text one under the other."""
        if len(row) == 1:
            self.page(row[0].blocks)
            self._open = None
            return None
        for index, cell in enumerate(row):
            if cell.is_blank and index == 0 and box is not None:
                continue
            first = next((i for i, b in enumerate(cell.blocks) if isinstance(b, Paragraph) and not b.is_blank), None)
            label = self._label_in(cell.blocks[first], index) if first is not None else None
            if label and first is not None:
                box = self._box(label, cell.blocks, first)
            elif box is None:
                self._leave(cell.blocks)
            else:
                box.blocks += self._without_help(cell.blocks)
        return box

    def _label_in(self, block: Block, index: int) -> Label | None:
        assert isinstance(block, Paragraph)
        if index == 0:
            label = labels.loose_label(block.text)
            return label if label and label.kind != "resources" else None
        label = labels.strict_label(block.text)
        return label if label and label.printed and label.end == len(block.text) and index > 1 else None

    def _box(self, label: Label, blocks: list[Block], first: int) -> Box:
        paragraph = blocks[first]
        assert isinstance(paragraph, Paragraph)
        self.draft.form(paragraph.text[: label.end], label.kind)
        box = Box(label.kind, paragraph.text[: label.end].strip(), label.printed, [], label.continued)
        self._place = box.place
        if label.end < len(paragraph.text):
            box.blocks.append(paragraph.part(label.end))
        self.draft.at(box.place, [paragraph])
        box.blocks += self._without_help([*blocks[:first], *blocks[first + 1 :]])
        self.boxes.append(box)
        return box

    def _without_help(self, blocks: list[Block]) -> list[Block]:
        """Count the form's help texts, and return what else there is."""
        kept: list[Block] = []
        for each in blocks:
            if isinstance(each, Paragraph) and labels.is_help(each.text.strip()):
                self.draft.form(each.text)
                each.runs = []
            kept.append(each)
        return kept


def _blank(blocks: list[Block]) -> bool:
    return all(each.is_blank and not each.pictures for each in paragraphs(blocks))


def _has_labels(table: Table) -> bool:
    """Whether a table is one of the form's own: labels stand in it."""
    for row in table.rows[:2]:
        label = labels.loose_label(row[0].text.split("\n")[0]) if row else None
        if label and label.printed:
            return True
    return False


def _is_gap(blocks: list[Block], index: int) -> bool:
    """Whether only blank paragraphs part this table from one before it."""
    for block in reversed(blocks[:index]):
        if isinstance(block, Table):
            return True
        if not block.is_blank:
            return False
    return False
