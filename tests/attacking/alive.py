"""What would be alive of a string that means harm: in a page, a Word, Excel or PDF file, a sheet, a mail."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl
import pypdf
from lxml import etree, html

from tests.attacking.strings import MARK

# What rich text may hold; a link has its address besides.
RICH = {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "ping", "xlink:href", "srcset"}
# As a browser reads an address: white space within it does not count.
SPACE = re.compile("[\\t\\n\\r]|^[\\x00-\\x20]+")
RUNNING = re.compile(r"(?!https?:|mailto:|webcal:)[a-z][a-z0-9+.-]*:", re.I)
# An address of ours, or none: what says https, mailto or webcal (a calendar) is a link that a person may follow, and
# loads nothing.
LOADED = re.compile(r"(?:/(?!/)|data:image/|$)")
FORMULA = re.compile(r"[=+\-@\t\r\n]")
OUR_FORMULA = re.compile(r"SUBTOTAL\(109,[A-Z]+2:[A-Z]+\d+\)")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")

Census = set[tuple[str, str]]


def census(page: str) -> Census:
    """Return which elements a page has, and which attributes each of them."""
    found: Census = set()
    for element in html.document_fromstring(page).iter():
        if isinstance(element.tag, str):
            found.add((element.tag, ""))
            found |= {(element.tag, name) for name in element.attrib}
    return found


def in_page(page: str, ours: Census) -> Iterator[str]:
    """Yield what came alive in a page: elements or attributes that are not among `ours`, addresses that run or load."""
    allowed = ours | {(tag, "") for tag in RICH} | {("a", "href")}
    yield from (f"<{tag} {name}>" for tag, name in sorted(census(page) - allowed))
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and not element.get("nonce"):
            yield "a script of nobody"
        for name, value in element.attrib.items():
            if name in ADDRESSES and RUNNING.match(SPACE.sub("", value)) and not LOADED.match(value):
                yield f"{name}={value[:80]}"
            elif name == "src" and not LOADED.match(value):
                yield f"loads {value[:80]}"
            elif name in ("id", "class", "name", "style") and MARK in value:
                yield f"{name}={value[:80]}"


def in_office(content: bytes) -> Iterator[str]:
    """Yield what is alive in a Word or Excel file: fields, formulas, parts, or relations that fetch or start something."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if re.search(r"vbaProject|embeddings|activeX|externalLinks|\.bin$|\.\.|\\", name):
                yield f"part {name}"
            if not name.endswith((".xml", ".rels")):
                continue
            for element in etree.fromstring(package.read(name)).iter():
                tag = etree.QName(element).localname if isinstance(element.tag, str) else "comment"
                words = "".join(element.itertext())
                if tag == "f" and OUR_FORMULA.fullmatch(words):
                    continue
                if tag in ("altChunk", "object", "OLEObject", "f", "ddeLink", "comment"):
                    yield f"{name}: {tag} {words[:60]}"
                if tag == "fldSimple":
                    words = element.get(f"{{{element.nsmap[element.prefix]}}}instr", "")
                if tag in ("instrText", "fldSimple") and not re.fullmatch(r"\s*(PAGE|NUMPAGES)\s*", words):
                    yield f"{name}: field {words[:60]}"
                target = element.get("Target", "") if element.get("TargetMode") == "External" else "mailto:"
                if not re.match(r"https?:|mailto:", target, re.I):
                    yield f"{name}: fetches {target}"


def in_workbook(content: bytes) -> Iterator[str]:
    """Yield the cells of a workbook that a spreadsheet would work out, now or when somebody edits them."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            text = cell.value
            if cell.data_type == "f" and not OUR_FORMULA.fullmatch(text[1:]):
                yield f"{sheet.title}!{cell.coordinate}: formula {str(text)[:60]}"
            elif (
                cell.data_type != "f"
                and isinstance(text, str)
                and FORMULA.match(text)
                and not (cell.quotePrefix or NUMBER.fullmatch(text))
            ):
                yield f"{sheet.title}!{cell.coordinate}: {text[:60]!r}"
            if cell.hyperlink and not re.match(r"https?:|mailto:", cell.hyperlink.target or ""):
                yield f"{sheet.title}!{cell.coordinate}: link {cell.hyperlink.target}"


def in_pdf(content: bytes) -> Iterator[str]:
    """Yield what a PDF would do by itself: scripts, programs, files, forms, addresses that run."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pypdf.generic.IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, dict):
            yield from (
                f"{name}" for name in ("/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/AcroForm") if name in thing
            )
            action, address = thing.get("/S"), str(thing.get("/URI", ""))
            if action in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"):
                yield f"action {action}"
            if address and not re.match(r"https?:|mailto:", address, re.I):
                yield f"link {address[:60]}"
            waiting += [value for name, value in thing.items() if name != "/Parent"]
        elif isinstance(thing, list):
            waiting += thing


def in_csv(text: str) -> Iterator[str]:
    """Yield the cells of a CSV file that a spreadsheet would work out."""
    for row in csv.reader(io.StringIO(text)):
        yield from (cell[:60] for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell))


HEADERS = {
    "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID",
    "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post", "Precedence", "X-Auto-Response-Suppress",
}  # fmt: skip


def in_mail(message: Any, to: str) -> Iterator[str]:
    """Yield what is wrong with a mail as it leaves: other headers or people than ours, a broken line, an odd character."""
    sent = message.message()
    yield from (f"header {name}" for name in sent.keys() if name not in HEADERS)  # noqa: SIM118  a message has no set
    yield from (f"{name} twice" for name in HEADERS if len(sent.get_all(name, [])) > 1)
    if (sent["To"], message.recipients()) != (to, [to]):
        yield f"to {sent['To']} {message.recipients()}"
    yield from (f"subject {each!r}" for each in message.subject if unicodedata.category(each) == "Cc")
    head = sent.as_bytes().partition(b"\n\n")[0].decode("ascii")
    yield from (line for line in head.splitlines() if not re.match(r"[\w-]+: |[ \t]", line))


def in_log(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a log that a string of an attack began, or that hold characters a terminal acts on."""
    for line in lines:
        if any(not each.isprintable() for each in line):
            yield repr(line[:80])
