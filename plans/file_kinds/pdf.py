"""PDF: whole, open to every reader, without scripts and without files of its own inside."""

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from plans.file_kinds.refusal import Refused

PDF = "application/pdf"

_HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n %]")
# The last line; scanners pad behind it.
_END = re.compile(rb"%%EOF[\x00\t\n\r ]*\Z")
_BEGINS_STREAM = re.compile(rb">>\s{0,4}stream\r?\n")
_OBJECT = re.compile(rb"\d\s+obj\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)(?=[\s/<>\[\]()])")
# What object streams may unpack to, all together; and how many characters may be written as codes.
MOST_UNPACKED = 50_000_000
MOST_ESCAPED = 100_000
_LONGEST_HEAD = 2_000


def check(content: bytes) -> str:
    """Return the content type of a whole PDF that any reader opens without a password. Raises Refused.

    A PDF with restrictions is refused like one with a password: the district's reviewers, printers and archive must be
    able to read it for years. Scripts and embedded files are looked for in the objects, also in packed ones.
    """
    if not _HEADER.match(content) or not _END.search(content, max(0, len(content) - 4_096)):
        raise _damaged()
    for objects in _objects(content):
        plain = _unescaped(objects)
        if _ENCRYPTED.search(plain):
            raise Refused(
                _(
                    "This PDF has a password or restrictions: save or print it as PDF without them, then attach that one."
                )
            )
        if _ACTIVE.search(plain):
            raise Refused(
                _("This PDF carries a script or other files inside: print it as PDF, then attach the printed one.")
            )
    return PDF


def _objects(content: bytes) -> Iterator[bytes]:
    """Yield what stands outside of streams (pictures, fonts, text), and the objects that are packed in streams."""
    budget, place = MOST_UNPACKED, 0
    outside: list[bytes] = []
    while begins := _BEGINS_STREAM.search(content, place):
        ends = content.find(b"endstream", begins.end())
        if ends < 0:
            break
        head = content[max(place, begins.start() - _LONGEST_HEAD) : begins.start()]
        inside = content[begins.end() : ends]
        outside.append(content[place : begins.end()])
        if b"ObjStm" in _unescaped(head.rpartition(b"obj")[2]):
            unpacked = _unpacked(inside, budget)
            budget -= len(unpacked)
            yield unpacked
        elif _OBJECT.search(inside):
            # Only what looks like a stream hides objects: a real one holds none in the open.
            outside.append(inside)
        place = ends
    yield b" ".join([*outside, content[place:]])


def _unescaped(objects: bytes) -> bytes:
    """Write names plainly: /J#53 is /JS."""
    if objects.count(b"#") > MOST_ESCAPED:
        raise _damaged()
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), objects)


def _unpacked(packed: bytes, budget: int) -> bytes:
    """Return what a stream unpacks to; one that is not packed, or in another way, is returned as it is."""
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(packed, max(budget, 1))
    except zlib.error:
        return packed
    if unpacker.unconsumed_tail:
        raise Refused(_("This PDF unpacks to far more than it should: print it as PDF, then attach the printed one."))
    return unpacked


def _damaged() -> Refused:
    return Refused(_("This PDF is damaged or not whole: open it, save or print it as PDF again, then attach that one."))
