"""Word files written by hand: WordprocessingML as Word, Google Docs and LibreOffice leave it, and the form's own tables."""

import io
import zipfile
from collections.abc import Iterable
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FORMATS = (("decimal", "%{}."), ("lowerLetter", "%{}."), ("lowerRoman", "%{}."))


def run(text: str, properties: str = "") -> str:
    """Return a run; tabs and line ends become Word's own."""
    inside = "".join(
        {"\t": "<w:tab/>", "\n": "<w:br/>"}.get(piece)
        or f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>'
        for piece in _pieces(text)
    )
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>"


def _pieces(text: str) -> Iterable[str]:
    piece = ""
    for each in text:
        if each in "\t\n":
            if piece:
                yield piece
            yield each
            piece = ""
        else:
            piece += each
    if piece:
        yield piece


def bold(text: str) -> str:
    """Return a bold run."""
    return run(text, "<w:b/>")


def italic(text: str) -> str:
    """Return an italic run."""
    return run(text, "<w:i/>")


def par(content: str = "", *, number: int | None = None, level: int = 0, indent: int | None = None) -> str:
    """Return a paragraph of plain text or of XML; `number` is a Word list (1 to 8 counted, 9 and up bullets)."""
    if not content.startswith("<") and content:
        content = run(content)
    properties = ""
    if number is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    if indent is not None:
        properties += f'<w:ind w:left="{indent}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def pars(*texts: str) -> str:
    """Return a paragraph for each text."""
    return "".join(par(text) for text in texts)


def cell(content: str = "", *, span: int = 1, merge: str = "") -> str:
    """Return a cell; `merge` is "restart" or "continue"."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    content = content if content.startswith("<") else par(content)
    content = content if content.endswith("</w:p>") else content + "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str) -> str:
    """Return a row of cells (each XML of a cell, of paragraphs, or plain text)."""
    return "<w:tr>" + "".join(each if each.startswith("<w:tc>") else cell(each) for each in cells) + "</w:tr>"


def table(*rows: str) -> str:
    """Return a table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def cover(
    division: str = "Academics",
    purpose: str = "",
    theory: str = "",
    chart: str = "",
    budget: str = "",
    names: str = "",
    reach: str = "",
) -> str:
    """Return the cover form."""
    return (
        pars("PASADENA UNIFIED SCHOOL DISTRICT", "INSTRUCTIONAL SERVICES DEPARTMENT PLAN", "2020 - 2021 ANNUAL PLAN")
        + table(
            row(par(bold("DEPARTMENT")), division),
            row(pars("DEPARTMENT STATEMENT OF PURPOSE", "Insert statement describing what your Division does and its purpose"), purpose),
            row("DEPARTMENT THEORY OF ACTION (TOA)", theory),
            row("DEPARTMENT ORGANIZATIONAL CHART", chart),
            row("DEPARTMENT BUDGET", budget),
            row("DEPARTMENT CONTACT", names),
            row("TELEPHONE/E-MAIL", reach),
        )
        + pars("1. Return to David Rennie By Oct. 5, 2020", "2. Add to DLN folder Department Plans 2020 - 2021")
    )  # fmt: skip


GOALS_HEADER = row(
    pars("1. Department Goals (Outcomes) 2020-21 (B)", "What outcomes do you want to see? For who? Are they aligned to Strategic, LCAP, other plans?"),
    pars("Metrics (C)", "How will you measure impact?"),
    pars("Targets (D)", "Include baseline level, if available"),
)  # fmt: skip
ACTIONS_HEADER = row(
    pars("2. Department Actions for 2020-21(E)", "What will we do in 20-21 to achieve our goals and meet our targets?"),
    pars("Will this take additional resources to do in 21-22?", "Yes/No"),
)


def planning(name: str = "Instructional Services", purpose: str = "", services: str = "", theory: str = "") -> str:
    """Return the labelled boxes of the planning form."""
    return pars("DEPARTMENT ANNUAL PLANNING FORM", "Fill in the boxes below:") + table(
        row("DEPARTMENT NAME:", name),
        row("DEPARTMENT STATEMENT OF PURPOSE (A):", purpose),
        row("LIST OF SERVICES", services),
        row("DEPARTMENT THEORY OF ACTION:", theory),
    )


def goals(*rows: str) -> str:
    """Return the table of parts B, C and D."""
    return table(GOALS_HEADER, *rows) + par()


def actions(*rows: str) -> str:
    """Return the table of part E."""
    return table(ACTIONS_HEADER, *rows) + par()


def _numbering() -> str:
    """Return lists 1 to 8, counted 1 a i, and 9 to 12, bullets; 21 to 23 are lists of one level, each further in."""
    kinds = []
    for kind, formats in ((1, _FORMATS), (2, (("bullet", "●"),))):
        levels = "".join(
            f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="{formats[n % len(formats)][0]}"/>'
            f'<w:lvlText w:val="{formats[n % len(formats)][1].format(n + 1)}"/>'
            f'<w:pPr><w:ind w:left="{360 * (n + 1)}"/></w:pPr></w:lvl>'
            for n in range(9)
        )
        kinds.append(f'<w:abstractNum w:abstractNumId="{kind}">{levels}</w:abstractNum>')
    for number in (21, 22, 23):
        kinds.append(
            f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/>'
            f'<w:pPr><w:ind w:left="{360 * (number - 20)}"/></w:pPr></w:lvl></w:abstractNum>'
        )
    numbers = [(n, 1 if n < 9 else 2) for n in range(1, 13)] + [(n, n) for n in (21, 22, 23)]
    return "".join(kinds) + "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{kind}"/></w:num>' for n, kind in numbers
    )


def document(
    body: str,
    *,
    links: dict[str, str] | None = None,
    notes: dict[str, str] | None = None,
    pictures: dict[str, bytes] | None = None,
    styles: str = "",
    main_type: str = MAIN,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """Return a .docx.

    links: addresses by relationship id. notes: XML inside "comments", "footnotes", "header" or "footer". pictures: bytes
    by relationship id. more: further parts by name.
    """
    kind = R
    relations = [f'<Relationship Id="rIdN" Type="{kind}/numbering" Target="numbering.xml"/>']
    relations += [f'<Relationship Id="rIdS" Type="{kind}/styles" Target="styles.xml"/>']
    parts: dict[str, bytes | str] = {
        "word/document.xml": f"{_HEAD}<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"{_HEAD}<w:numbering {_SPACES}>{_numbering()}</w:numbering>",
        "word/styles.xml": f"{_HEAD}<w:styles {_SPACES}>{styles}</w:styles>",
    }
    for key, address in (links or {}).items():
        relations.append(
            f'<Relationship Id="{key}" Type="{kind}/hyperlink" Target="{escape(address)}" TargetMode="External"/>'
        )
    for key, content in (notes or {}).items():
        root = {"header": "hdr", "footer": "ftr"}.get(key, key)
        parts[f"word/{key}.xml"] = f"{_HEAD}<w:{root} {_SPACES}>{content}</w:{root}>"
        relations.append(f'<Relationship Id="rId{key}" Type="{kind}/{key}" Target="{key}.xml"/>')
    for key, picture in (pictures or {}).items():
        parts[f"word/media/{key}.png"] = picture
        relations.append(f'<Relationship Id="{key}" Type="{kind}/image" Target="media/{key}.png"/>')
    parts["word/_rels/document.xml.rels"] = _relationships(relations)
    parts["_rels/.rels"] = _relationships(
        [f'<Relationship Id="rId1" Type="{kind}/officeDocument" Target="word/document.xml"/>']
    )
    parts["[Content_Types].xml"] = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
    )
    return zipped(parts | (more or {}))


def _relationships(relations: list[str]) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{space}">{"".join(relations)}</Relationships>'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """Return a zip of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()
