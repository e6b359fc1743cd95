"""The XML of a Word file -> its blocks: what a reader of the page sees, once, and nothing that is hidden or deleted."""

import re
from collections.abc import Iterator
from typing import Any

from pusdplans.document.word_form import BETWEEN, LABEL
from pusdplans.imports.word import refusals
from pusdplans.imports.word.blocks import Block, Cell, Paragraph, Run, Table
from pusdplans.imports.word.package import Package, Relation
from pusdplans.imports.word.refusals import Refused
from pusdplans.imports.word.styles import Styles, W, switched_on, value

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# Children that hold no text of the page: properties, and what a tracked change took away.
_PASSED_OVER = {
    "pPr",
    "rPr",
    "tblPr",
    "tblGrid",
    "trPr",
    "tcPr",
    "sdtPr",
    "sdtEndPr",
    "del",
    "moveFrom",
    "delText",
    "rt",
}
_NUMBERS = re.compile(r"^\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|SEQ)\b", re.I)
_LINK = re.compile(r'^\s*HYPERLINK\s+(?:\\l\s+)?"?([^"\s]+)"?', re.I)
_SYMBOLS = {"F0FE": "☒", "F0FD": "☒", "F078": "☒", "F0A8": "☐", "F06F": "☐", "F0FC": "✓"}
_PICTURES = {"blip": R + "embed", "imagedata": R + "id"}
DEEPEST_NESTING = 40


def local(element: Any) -> str:
    """Return a tag without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class TextReader:
    """Reads the blocks of one part (the page itself, a footer, the comments ...)."""

    def __init__(self, package: Package, styles: Styles, part: str) -> None:
        self._package, self._styles = package, styles
        self._relations: dict[str, Relation] = package.relations(part)
        self._fields: list[list[str]] = []  # of each open field: its instruction, and whether its result has begun
        self._floating: list[Block] = []  # text boxes of the paragraph being read
        self._depth = 0

    def blocks(self, container: Any) -> list[Block]:
        """Return the blocks of a body, cell, note or text box."""
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise Refused(refusals.TOO_MUCH)
        found: list[Block] = []
        for child in container:
            name = local(child)
            if name == "p":
                found += self._paragraph(child)
            elif name == "tbl":
                found.append(self._table(child))
            elif name == "altChunk":
                raise Refused(refusals.EMBEDDED)
            elif name not in _PASSED_OVER and len(child) and not _is_placeholder(child):
                found += self.blocks(_chosen(child) if name == "AlternateContent" else child)
        self._depth -= 1
        return found

    def _paragraph(self, element: Any) -> Iterator[Block]:
        properties = element.find(W + "pPr")
        outer, self._floating = self._floating, []
        paragraph = Paragraph()
        self._inline(element, paragraph, None)
        floating, self._floating = self._floating, outer
        if properties is not None:
            list_id, level, ordered, indent = self._styles.list_of(properties)
            paragraph.indent = indent or 0
            paragraph.heading = self._styles.heading_of(properties)
            paragraph.style = value(properties, "pStyle") or ""
            if list_id is not None:
                paragraph.list_id, paragraph.level, paragraph.ordered = list_id, level, ordered
            mark = properties.find(W + "rPr")
            if paragraph.is_blank and mark is not None and mark.find(W + "del") is not None:
                paragraph.level = paragraph.list_id = None  # the paragraph itself was deleted
        yield paragraph
        yield from floating

    def _inline(self, element: Any, paragraph: Paragraph, href: str | None) -> None:
        for child in element:
            name = local(child)
            if name == "r":
                self._run(child, paragraph, href)
            elif name == "hyperlink":
                self._inline(child, paragraph, self._address(child) or href)
            elif name == "fldSimple":
                instruction = child.get(W + "instr") or ""
                if not _NUMBERS.match(instruction):
                    self._inline(child, paragraph, _link_in(instruction) or href)
            elif name == "AlternateContent":
                self._inline(_chosen(child), paragraph, href)
            elif name == "bookmarkStart":
                paragraph.bookmarks.append(child.get(W + "name") or "")
            elif name == "t":  # of a formula
                paragraph.runs.append(Run(child.text or ""))
            elif name not in _PASSED_OVER and len(child) and not _is_placeholder(child):
                self._inline(child, paragraph, href)

    def _address(self, link: Any) -> str | None:
        relation = self._relations.get(link.get(R + "id") or "")
        anchor = link.get(W + "anchor")
        if relation is None or not relation.external:
            return f"#{anchor}" if anchor and relation is None else None
        return f"{relation.target}#{anchor}" if anchor and "#" not in relation.target else relation.target

    def _run(self, element: Any, paragraph: Paragraph, href: str | None) -> None:
        properties = element.find(W + "rPr")
        if switched_on(properties, "vanish"):
            return
        bold, italic = self._styles.look_of(properties)
        text: list[str] = []
        for child in element:
            self._piece(child, paragraph, text)
        for opened in self._fields:
            href = _link_in(opened[0]) or href
        joined = "".join(text)
        if not joined:
            return
        last = paragraph.runs[-1] if paragraph.runs else None
        own = value(properties, "rStyle") in (LABEL, BETWEEN) if properties is not None else False
        if last and not own and last == Run(last.text, bold, italic, href):
            paragraph.runs[-1] = Run(last.text + joined, bold, italic, href)
        else:
            paragraph.runs.append(Run(joined, bold, italic, href, own))

    def _piece(self, child: Any, paragraph: Paragraph, text: list[str]) -> None:
        """Read one child of a run."""
        name = local(child)
        if name == "fldChar":
            self._field(child.get(W + "fldCharType"))
        elif name == "instrText":
            if self._fields:
                self._fields[-1][0] += child.text or ""
        elif name.endswith("Reference"):
            paragraph.notes.append((name.removesuffix("Reference"), child.get(W + "id") or ""))
        elif any(not opened[1] or _NUMBERS.match(opened[0]) for opened in self._fields):
            return  # inside an instruction, or a page number
        elif name == "t":
            text.append(child.text or "")
        elif name in ("tab", "ptab"):
            text.append("\t")
        elif name == "cr" or (name == "br" and child.get(W + "type") in (None, "textWrapping")):
            text.append("\n")
        elif name == "noBreakHyphen":
            text.append("\u2011")
        elif name == "sym":
            text.append(_symbol(child.get(W + "char") or ""))
        elif name in ("drawing", "pict", "object"):
            self._drawing(child, paragraph)
        elif name == "AlternateContent":
            for each in _chosen(child):
                self._piece(each, paragraph, text)
        elif name in ("ruby", "rubyBase", "r"):
            for each in child:
                self._piece(each, paragraph, text)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(["", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][1] = "result"
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, element: Any, paragraph: Paragraph) -> None:
        """Take the pictures and text boxes of a drawing, and the words of a diagram or chart."""
        for child in element:
            name = local(child)
            if name == "txbxContent":
                self._floating += self.blocks(child)
                continue
            if name == "AlternateContent":
                child = _chosen(child)
            if name in _PICTURES:
                relation = self._relations.get(child.get(_PICTURES[name]) or "")
                if relation and not relation.external and self._package.has(relation.target):
                    paragraph.pictures.append(relation.target)
            elif name in ("relIds", "chart"):
                self._floating += self._diagram(child)
            self._drawing(child, paragraph)

    def _diagram(self, element: Any) -> Iterator[Paragraph]:
        relation = self._relations.get(element.get(R + "dm") or element.get(R + "id") or "")
        root = self._package.xml(relation.target) if relation and not relation.external else None
        for each in root.iter() if root is not None else ():
            if local(each) == "p":
                runs = [Run(piece.text) for piece in each.iter() if local(piece) == "t" and piece.text]
                if runs:
                    yield Paragraph(runs)

    def _table(self, element: Any) -> Table:
        rows = []
        for row in _children(element, "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            column = int(value(properties, "gridBefore") or 0) if properties is not None else 0
            cells = []
            for each in _children(row, "tc"):
                cell = self._cell(each, column)
                column += cell.span
                cells.append(cell)
            rows.append(cells)
        return Table(rows)

    def _cell(self, element: Any, column: int) -> Cell:
        properties = element.find(W + "tcPr")
        span = value(properties, "gridSpan") or ""
        merged = properties.find(W + "vMerge") if properties is not None else None
        continues = merged is not None and merged.get(W + "val") != "restart"
        blocks = self.blocks(element)
        return Cell(blocks, column, int(span) if span.isdigit() else 1, continues, merged is not None and not continues)


def _children(element: Any, wanted: str) -> Iterator[Any]:
    """Yield rows or cells, also those wrapped in a content control or custom XML."""
    for child in element:
        name = local(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _children(child, wanted)


def _chosen(alternatives: Any) -> Any:
    """Return the one branch of an alternative that is read: the first that holds text or a picture."""
    branches = [each for each in alternatives if local(each) in ("Choice", "Fallback")]
    for each in branches:
        if any(local(inner) in ("t", "blip", "imagedata", "relIds", "chart") for inner in each.iter()):
            return each
    return branches[0] if branches else []


def _is_placeholder(control: Any) -> bool:
    """Whether a content control shows its prompt ("Click here to enter text"): nobody has typed into it."""
    properties = control.find(W + "sdtPr")
    return properties is not None and bool(switched_on(properties, "showingPlcHdr"))


def _link_in(instruction: str) -> str | None:
    found = _LINK.match(instruction)
    return found.group(1) if found and ":" in found.group(1) else None


def _symbol(code: str) -> str:
    """Return a symbol-font character: boxes as what they show, others as a bullet."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return _SYMBOLS.get(code.upper()) or ("•" if 0xE000 <= number <= 0xF8FF or number < 32 else chr(number))
