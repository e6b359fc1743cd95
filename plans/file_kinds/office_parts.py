"""What is inside the members of a Word or Excel file: as long as they say, and nothing that starts or fetches anything.

Macros, embedded programs, fields and formulas that call a program, what is fetched from another place, and XML with a
document type (from which entities come) are refused.
"""

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from plans.file_kinds.refusal import active, damaged, elsewhere, neither

MOST_LISTING = 2_000_000
# A workbook behind a chart is a file in the file; in that one there is none.
MOST_NESTED = 20_000_000

_ACTIVE_WORDS = re.compile(
    rb"<(?:\w+:)?(?:ddeLink|altChunk|oleLink|script)\b|<!ENTITY|<!DOCTYPE|"
    # A formula that calls a program: name|'what'!cell.
    rb"<f(?:\s[^<>]{0,200})?>[^<]*(?:(?:\||&#0*124;|&#x0*7c;)\s*(?:'|&apos;|&#)|\bDDE\s*\()",
    re.IGNORECASE,
)
_FETCHING_WORDS = re.compile(
    rb"<f(?:\s[^<>]{0,200})?>[^<]*\bWEBSERVICE\s*\(|<(?:\w+:)?webPr\b|"
    rb"<(?:\w+:)?connection\b[^<>]{0,2000}\brefreshOnLoad\s*=\s*[\"'](?:1|true)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    rb"<(?:\w+:)?instrText\b[^<>]{0,200}>([^<]*)|\binstr\s*=\s*\"([^\"]*)|\binstr\s*=\s*'([^']*)|(fldCharType\s*=\s*.begin)"
)
_CALLS = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_FETCHES = re.compile(
    r"\b(?:INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|RD)\b[^\n]{0,200}?(?:https?:|ftp:|\\\\\w|//\w)",
    re.IGNORECASE,
)
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}\bencoding\s*=\s*[\"']([\w.:-]+)")
# Alphabets in which < is always <.
_PLAIN = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
_ELSEWHERE = re.compile(r"^\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|[\\/]{2}|file:[\\/]{2}(?![\\/])|file:[\\/]{4,})", re.I)
_RUNS = re.compile(r"^\s*(?:javascript|vbscript|data|shell|search|search-ms|ms-[a-z-]+):", re.I)
# A link waits for a click, and Excel asks before it reads a linked workbook.
_LINKS = ("/hyperlink", "/externalLinkPath")
_SIZES = struct.Struct("<LLL")
_CHUNK = 1_000_000
_PROGRAMS = (b"MZ", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x7fELF")


def check(
    archive: zipfile.ZipFile, content: bytes, *, is_nested: bool = False, links_are_judged_later: bool = False
) -> None:
    """Refuse a file one of whose members is not what the directory says, or would start or fetch something."""
    for member in archive.infolist():
        if member.filename.lower().endswith(".rels"):
            _check_relations(archive, member.filename, links_are_judged_later)
        _check_member(member, content, is_nested)


def elements(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (name, attributes) of the elements of a small XML member."""
    if name not in archive.namelist():
        raise neither()
    if archive.getinfo(name).file_size > MOST_LISTING:
        raise damaged()
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    parser.Parse(archive.read(name), True)
    yield from found


def _parser() -> expat.XMLParserType:
    """Return an XML reader that refuses a document type, from which entities and outside texts come."""

    def refuse(*_arguments: object) -> None:
        raise damaged()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _pieces(member: zipfile.ZipInfo, content: bytes) -> Iterator[bytes]:
    """Yield what a member unpacks to: to its very end, and as long as the directory and its own header say."""
    name, extra = struct.unpack_from("<HH", content, member.header_offset + 26)
    begin = member.header_offset + 30 + name + extra
    packed: bytes = content[begin : begin + member.compress_size]
    if not member.flag_bits & 8:
        said = _SIZES.unpack_from(content, member.header_offset + 14)
        if said != (member.CRC, member.compress_size, member.file_size) and 0xFFFFFFFF not in said[1:]:
            raise damaged()
    unpacker = zlib.decompressobj(-15) if member.compress_type else None
    unpacked, total = 0, 0
    while packed:
        piece = unpacker.decompress(packed, _CHUNK) if unpacker else packed[:_CHUNK]
        packed = unpacker.unconsumed_tail if unpacker else packed[_CHUNK:]
        unpacked, total = unpacked + len(piece), zlib.crc32(piece, total)
        if unpacked > member.file_size:
            raise damaged()
        if piece:
            yield piece
    if unpacked != member.file_size or total != member.CRC or (unpacker and (not unpacker.eof or unpacker.unused_data)):
        raise damaged()


def _check_member(member: zipfile.ZipInfo, content: bytes, is_nested: bool) -> None:
    """Unpack one member in pieces: it is sound, and if it is XML, it is harmless."""
    is_xml, is_file, tail = False, False, b""
    fields: list[bytes] = []
    kept: list[bytes] = []
    for number, piece in enumerate(_pieces(member, content)):
        if not number:
            is_xml = _is_xml(member.filename.lower(), piece)
            is_file = piece.startswith(b"PK\x03\x04")
        if is_xml:
            seen = tail + piece
            if _ACTIVE_WORDS.search(seen):
                raise active()
            if _FETCHING_WORDS.search(seen):
                raise elsewhere()
            fields += (b"\n" if begins else b"".join(found) for *found, begins in _FIELD.findall(seen))
            tail = seen[max(seen.rfind(b"<"), len(seen) - 4_000) :]
        elif is_file:
            kept.append(piece)
    _check_fields(b"".join(fields))
    if is_file:
        _check_nested(b"".join(kept), is_nested)


def _is_xml(name: str, start: bytes) -> bool:
    """Whether a member is XML, by its first bytes; programs and other alphabets are refused."""
    if start.startswith(_PROGRAMS):
        raise active()
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
        raise damaged()
    encoding = _ENCODING.search(start[:200])
    if encoding and encoding[1].lower() not in _PLAIN:
        raise damaged()
    is_xml = start.lstrip(b"\xef\xbb\xbf\t\n\r ").startswith(b"<")
    if not is_xml and name.endswith((".xml", ".rels", ".vml")):
        raise damaged()
    return is_xml


def _check_fields(fields: bytes) -> None:
    """Refuse the fields of a text that call a program or fetch something when they are brought up to date."""
    text = html.unescape(fields.decode("utf-8", "replace"))
    if _CALLS.search(text):
        raise active()
    if _FETCHES.search(text):
        raise elsewhere()


def _check_nested(content: bytes, is_nested: bool) -> None:
    """Look into a workbook that stands in a text, or a text in a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as inner:
        names = inner.namelist()
        if is_nested or sum(each.file_size for each in inner.infolist()) > MOST_NESTED:
            raise damaged()
        if "[Content_Types].xml" not in names or any("vba" in each.lower() for each in names):
            raise active()
        check(inner, content, is_nested=True)


def _check_relations(archive: zipfile.ZipFile, name: str, links_are_judged_later: bool) -> None:
    """Refuse what is fetched from another place as soon as the file is opened; a link that somebody clicks is fine.

    A link that would run something is not, unless whoever reads the links leaves such ones out.
    """
    for tag, attributes in elements(archive, name):
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if tag != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
            continue
        if _RUNS.match(target) and not (links_are_judged_later and kind.endswith("/hyperlink")):
            raise active()
        if _ELSEWHERE.match(target) and not kind.endswith(_LINKS):
            raise elsewhere()
