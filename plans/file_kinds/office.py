"""Word and Excel files (.docx, .xlsx): a zip archive that says so itself, with nothing else in it.

Sizes are read from the archive's directory before anything is unpacked. What is inside its members: `office_parts`.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from xml.parsers import expat

from django.utils.translation import gettext as _

from plans.file_kinds import office_parts
from plans.file_kinds.office_parts import elements
from plans.file_kinds.refusal import Refused, active, damaged, neither

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = {f"{WORD}.main+xml": WORD, f"{EXCEL}.main+xml": EXCEL}

MOST_MEMBERS = 5_000
MOST_UNPACKED = 100_000_000
# XML packs well, but not a hundredfold once it is longer than a page.
MOST_RATIO, RATIO_FROM = 100, 1_000_000

# The first element of the main part, behind remarks.
_ROOT, _ROOTS, _WITHIN = re.compile(rb"<(?:\w+:)?(\w+)[\s>/]"), {WORD: b"document", EXCEL: b"workbook"}, 4_000
_CONTENTS, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_ACTIVE_TYPE = re.compile(r"macro|vbaProject|activeX|oleObject", re.IGNORECASE)
_ACTIVE_NAME = re.compile(
    r"vba\w*\.bin$|/macrosheets/|/activeX/|/embeddings/(?!.*\.(?:xlsx|docx|pptx)$)|\.(?:exe|dll|js|vbs|html?|hta)$",
    re.IGNORECASE,
)
_LOCAL_HEADER = struct.Struct("<4s22xHH")
# Word leaves room in a header, filled with zeros; more than this that is filled otherwise is something else's.
_LONGEST_EXTRA = 64
# Readers of PDF take a file as theirs that says so within its first bytes.
_PDF_WITHIN = 1_100
_BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError, ValueError, LookupError, EOFError,
    OSError, struct.error, OverflowError,
)  # fmt: skip


def check(content: bytes) -> str:
    """Return the content type of a sound Word or Excel file. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, content)
            kind, main = _kind(archive)
            office_parts.check(archive, content)
            with archive.open(main) as file:
                root = _ROOT.search(file.read(_WITHIN))
            if root is None or root[1] != _ROOTS[kind]:
                raise neither()
            return kind
    except _BROKEN as error:
        raise damaged() from error


def unpacked_xml(content: bytes) -> int:
    """Return how many bytes of XML a sound file unpacks to."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(each.file_size for each in archive.infolist() if each.filename.endswith((".xml", ".rels", ".vml")))


def check_inert(content: bytes) -> None:
    """Refuse a Word form with something beside or inside it that would start or fetch something. Raises Refused.

    Whether it is a Word file at all is not asked here: its reader says that in words of its own, and it leaves out what
    leads to no web or mail address, keeping the words.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, content)
            office_parts.check(archive, content, links_are_judged_later=True)
    except _BROKEN as error:
        raise damaged() from error


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
        raise damaged()
    if any("\x00" in each.orig_filename or stat.S_ISLNK(each.external_attr >> 16) for each in members):
        raise damaged()
    if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in members):
        raise damaged()
    if any(_ACTIVE_NAME.search(f"/{name}") for name in names):
        raise active()
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
            raise damaged()
        if content[member.header_offset + 30 : begin - extra] != member.orig_filename.encode(
            "utf-8" if member.flag_bits & 0x800 else "cp437"
        ):
            raise damaged()
        padding = content[begin - extra + 8 : begin] if extra > _LONGEST_EXTRA else b""
        if padding.strip(b"\x00"):
            raise damaged()
        place = begin + member.compress_size
    if archive.comment or not 0 <= archive.start_dir - place <= 24:
        raise damaged()
    if content[-22:-18] != b"PK\x05\x06" or b"%PDF-" in content[:_PDF_WITHIN]:
        raise damaged()


def _kind(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Return what the archive says it is, and its main part: the one that its relations name as the document."""
    types: dict[str, str] = {}
    for name, attributes in elements(archive, _CONTENTS):
        if _ACTIVE_TYPE.search(attributes.get("ContentType", "")):
            raise active()
        if name == "Override":
            types[attributes.get("PartName", "").lower()] = attributes.get("ContentType", "")
    targets = [
        f"/{attributes.get('Target', '').lstrip('/')}"
        for name, attributes in elements(archive, _RELATIONS)
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument")
    ]
    if len(targets) != 1 or targets[0].lstrip("/") not in archive.namelist():
        raise neither()
    kind = _MAIN.get(types.get(targets[0].lower(), ""))
    if kind is None:
        raise neither()
    return kind, targets[0].lstrip("/")
