"""Word and Excel files (.docx, .xlsx): a zip archive that says so itself, with nothing else in it.

Sizes are read from the archive's directory before anything is unpacked. Macros, embedded programs, what is fetched from
another place, and XML with a document type (from which entities come) are refused.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from plans.file_kinds.refusal import Refused

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = {f"{WORD}.main+xml": WORD, f"{EXCEL}.main+xml": EXCEL}

MOST_MEMBERS = 5_000
MOST_UNPACKED = 100_000_000
MOST_LISTING = 2_000_000
# XML packs well, but not a hundredfold once it is longer than a page.
MOST_RATIO, RATIO_FROM = 100, 1_000_000

_CONTENTS, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_ACTIVE_TYPE = re.compile(r"macro|vbaProject|activeX|oleObject", re.IGNORECASE)
_ACTIVE_NAME = re.compile(
    r"vba\w*\.bin$|/macrosheets/|/activeX/|/embeddings/(?!.*\.(?:xlsx|docx|pptx)$)|\.(?:exe|dll|js|vbs|html?|hta)$",
    re.IGNORECASE,
)
_ACTIVE_WORDS = re.compile(rb"<ddeLink\b|\bDDEAUTO\b|<\w*:?altChunk\b|<!ENTITY|<!DOCTYPE")
_ELSEWHERE = re.compile(r"^\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|[\\/]{2}|file:[\\/]{2}(?![\\/])|file:[\\/]{4,})", re.I)
# A link waits for a click, and Excel asks before it reads a linked workbook.
_LINKS = ("/hyperlink", "/externalLinkPath")
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_CHUNK = 1_000_000


def check(content: bytes) -> str:
    """Return the content type of a sound Word or Excel file. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, content)
            kind = _kind(archive)
            for member in archive.infolist():
                _check_member(archive, member)
            return kind
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise _damaged() from error
    except (ValueError, LookupError, EOFError, OSError, struct.error, OverflowError) as error:
        raise _damaged() from error


def _check_directory(archive: zipfile.ZipFile, content: bytes) -> None:
    """Read names and sizes; nothing is unpacked yet."""
    members = archive.infolist()
    names = [each.filename for each in members]
    unpacked = sum(each.file_size for each in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or any(map(_swells, members)):
        raise Refused(
            _("This file unpacks to far more than it should: save a copy of it, or save it as PDF, then attach that.")
        )
    if any(each.flag_bits & 1 for each in members):
        raise Refused(_("This file has a password: save it without one, then attach that."))
    if len({name.lower() for name in names}) != len(names) or not all(map(_plain_name, names)):
        raise _damaged()
    if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in members):
        raise _damaged()
    if any(_ACTIVE_NAME.search(f"/{name}") for name in names):
        raise _active()
    _check_gaps(archive, content)


def _swells(member: zipfile.ZipInfo) -> bool:
    return member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1)


def _plain_name(name: str) -> bool:
    return (
        bool(name) and not name.startswith("/") and "\\" not in name and ".." not in name.split("/") and ":" not in name
    )


def _check_gaps(archive: zipfile.ZipFile, content: bytes) -> None:
    """Refuse anything before, between or behind the archive's members: another format could hide there."""
    place = 0
    for member in sorted(archive.infolist(), key=lambda each: each.header_offset):
        start, name, extra = _LOCAL_HEADER.unpack_from(content, member.header_offset)
        begin = member.header_offset + 30 + name + extra
        # Behind a member stands its size again, in at most 24 bytes, if the program wrote it while packing.
        if start != b"PK\x03\x04" or not 0 <= member.header_offset - place <= (24 if place else 0):
            raise _damaged()
        if content[member.header_offset + 30 : begin - extra] != member.orig_filename.encode(
            "utf-8" if member.flag_bits & 0x800 else "cp437"
        ):
            raise _damaged()
        place = begin + member.compress_size
    if archive.comment or not 0 <= archive.start_dir - place <= 24:
        raise _damaged()
    if content[-22:-18] != b"PK\x05\x06":
        raise _damaged()


def _kind(archive: zipfile.ZipFile) -> str:
    """Return what the archive says it is: by the type of the part that its relations name as the document."""
    types: dict[str, str] = {}
    for name, attributes in _elements(archive, _CONTENTS):
        if _ACTIVE_TYPE.search(attributes.get("ContentType", "")):
            raise _active()
        if name == "Override":
            types[attributes.get("PartName", "").lower()] = attributes.get("ContentType", "")
    targets = [
        f"/{attributes.get('Target', '').lstrip('/')}"
        for name, attributes in _elements(archive, _RELATIONS)
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument")
    ]
    if len(targets) != 1 or targets[0].lstrip("/") not in archive.namelist():
        raise _neither()
    kind = _MAIN.get(types.get(targets[0].lower(), ""))
    if kind is None:
        raise _neither()
    return kind


def _elements(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (name, attributes) of the elements of a small XML member."""
    if name not in archive.namelist():
        raise _neither()
    if archive.getinfo(name).file_size > MOST_LISTING:
        raise _damaged()
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    parser.Parse(archive.read(name), True)
    yield from found


def _parser() -> expat.XMLParserType:
    """Return an XML reader that refuses a document type, from which entities and outside texts come."""

    def refuse(*_arguments: object) -> None:
        raise _damaged()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpack one member in pieces: it is as long as the directory says, sound, and if it is XML, it is harmless."""
    if member.filename.lower().endswith(".rels"):
        _check_relations(archive, member.filename)
    tail, unpacked, is_xml = b"", 0, False
    with archive.open(member) as file:
        while piece := file.read(_CHUNK):
            if not unpacked:
                is_xml = piece.lstrip(b"\xef\xbb\xbf\t\n\r ").startswith(b"<")
                if piece.startswith((b"\xff\xfe", b"\xfe\xff", b"MZ", b"\x00<", b"<\x00")):
                    raise _damaged()
            if is_xml and _ACTIVE_WORDS.search(tail + piece):
                raise _active()
            tail = piece[-32:]
            unpacked += len(piece)
    if unpacked != member.file_size:
        raise _damaged()


def _check_relations(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse what is fetched from another place as soon as the file is opened; a link that somebody clicks is fine."""
    for tag, attributes in _elements(archive, name):
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if tag != "Relationship" or attributes.get("TargetMode", "").lower() != "external" or kind.endswith(_LINKS):
            continue
        if _ELSEWHERE.match(target):
            raise Refused(
                _(
                    "This file fetches something from another place when it is opened, like a linked picture or template: save it as PDF, then attach that."
                )
            )


def _damaged() -> Refused:
    return Refused(_("This file is damaged or not whole: open it in Word or Excel, save it again, then attach that."))


def _neither() -> Refused:
    return Refused(
        _(
            "This is neither a Word (.docx) nor an Excel (.xlsx) file: save it as one of these or as PDF, then attach that."
        )
    )


def _active() -> Refused:
    return Refused(
        _("This file carries macros or programs: save it as .docx or .xlsx without them, or as PDF, then attach that.")
    )
