"""What python-docx alone takes to write the cells that a Word export holds: the floor of the Word export."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Twips

from pusdplans.document.schema import PlanDocument
from pusdplans.exports import word
from pusdplans.exports.edition import Edition

Runs = list[tuple[str, bool, bool]]


def word_floor(document: PlanDocument, edition: Edition) -> Callable[[], bytes]:
    """Return what writes the same paragraphs and cells, bold and italic, with python-docx.

    All texts are known before; no lists, links, bookmarks or styles of ours.
    """
    page = docx.Document(BytesIO(word.write(document, edition)))
    blocks: list[tuple[str, Any]] = []
    for element in page.element.body:
        if element.tag == qn("w:p"):
            blocks.append(("paragraph", _runs(element)))
        elif element.tag == qn("w:tbl"):
            widths = [int(each.get(qn("w:w"))) for each in element.tblGrid.gridCol_lst]
            rows = [[[_runs(p) for p in cell.iter(qn("w:p"))] for cell in row.tc_lst] for row in element.tr_lst]
            blocks.append(("table", (widths, rows)))

    def write() -> bytes:
        floor = docx.Document()
        for kind, block in blocks:
            if kind == "paragraph":
                _add(floor.add_paragraph(), block)
                continue
            widths, rows = block
            table = floor.add_table(len(rows), len(widths), "Table Grid")
            for column, width in zip(table.columns, widths, strict=True):
                column.width = Twips(width)
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, paragraphs in zip(row.cells, cells, strict=True):
                    for place, runs in enumerate(paragraphs):
                        _add(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), runs)
        stream = BytesIO()
        floor.save(stream)
        return stream.getvalue()

    return write


def _runs(paragraph: Any) -> Runs:
    """Return the runs of a paragraph: text, bold, italic."""
    found = []
    for run in paragraph.iter(qn("w:r")):
        text = "".join(each.text or "" for each in run.iter(qn("w:t")))
        looks = run.find(qn("w:rPr"))
        bold, italic = (looks is not None and looks.find(qn(tag)) is not None for tag in ("w:b", "w:i"))
        found.append((text, bold, italic))
    return found


def _add(paragraph: Any, runs: Any) -> None:
    for text, bold, italic in runs:
        run = paragraph.add_run(text)
        if bold:
            run.bold = True
        if italic:
            run.italic = True
