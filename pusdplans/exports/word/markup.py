"""WordprocessingML as text: runs, paragraphs, cells, rows and tables.

Everything here returns XML that is already escaped; nothing here knows what a plan is.
"""

import re
from collections.abc import Iterable, Sequence

from pusdplans.document.word_form import BETWEEN, LABEL

# Letter paper with the form's margins leaves this much for text, in twentieths of a point.
TEXT_WIDTH = 8640

_BREAKS = re.compile(r"([\n\t])")
_BREAK = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def escape(text: str) -> str:
    """Return text for XML, also inside an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(text: str, properties: str = "") -> str:
    """Return a run of characters; line ends and tabs become Word's own. `properties` is what goes into w:rPr."""
    if not text:
        return ""
    if "\n" in text or "\t" in text:
        parts = [
            _BREAK.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
            for part in _BREAKS.split(text)
            if part
        ]
        inside = "".join(parts)
    else:
        inside = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>" if properties else f"<w:r>{inside}</w:r>"


def label(text: str, after: str = " ") -> str:
    """Return words of the form itself, set apart from the department's by their character style.

    What stands after them has no style, so that what a person types there in Word looks like text, and is read as text.
    """
    return run(text, f'<w:rStyle w:val="{LABEL}"/>') + run(after)


def between(text: str) -> str:
    """Return what the form puts between or after the department's words, set apart too, but not bold."""
    return run(text, f'<w:rStyle w:val="{BETWEEN}"/>')


def numbered(list_number: int, level: int) -> str:
    """Return the paragraph property that makes it an item of a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_number}"/></w:numPr>'


def paragraph(style: str, content: str = "", properties: str = "") -> str:
    """Return a paragraph; `properties` come after the style in the order of the schema."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{content}</w:p>'


def cell(width: int, content: str) -> str:
    """Return a cell `width` twips wide; Word wants its last block to be a paragraph."""
    if not content:
        content = "<w:p/>"
    elif content.endswith("</w:tbl>"):
        content += '<w:p><w:pPr><w:pStyle w:val="PlanGap"/></w:pPr></w:p>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def row(widths: Sequence[int], contents: Iterable[str], *, header: bool = False, whole: bool = False) -> str:
    """Return a row; a header repeats on each page, a whole row is not split between two."""
    properties = ("<w:cantSplit/>" if header or whole else "") + ("<w:tblHeader/>" if header else "")
    cells = "".join(cell(width, content) for width, content in zip(widths, contents, strict=True))
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>" if properties else f"<w:tr>{cells}</w:tr>"


def table(
    widths: Sequence[int],
    rows: Iterable[str],
    caption: str,
    description: str,
    *,
    headed: bool = False,
    inner: bool = False,
) -> str:
    """Return a table with its alternative text.

    headed: its first row is the header, otherwise its first column is. inner: it stands in a cell of another table.
    """
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = ("0020", 1, 0) if headed else ("0080", 0, 1)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{"PlanInnerTable" if inner else "PlanTable"}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{look[0]}" w:firstRow="{look[1]}" w:lastRow="0" w:firstColumn="{look[2]}"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(caption)}"/><w:tblDescription w:val="{escape(description)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
