"""PDF: whole, open to every reader, without scripts and without files of its own inside."""

import contextlib
import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from plans.file_kinds.refusal import Refused

PDF = "application/pdf"

_HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n %]")
# The last line; scanners pad behind it.
_END = re.compile(rb"%%EOF[\x00\t\n\r ]*\Z")
_STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
# White space and remarks, which may stand between any two words of a PDF.
_BETWEEN = rb"(?:[\x00\t\n\f\r ]|%[^\r\n]{0,200}[\r\n])*"
_AFTER_NAME = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)"


def _written(name: bytes) -> bytes:
    """Return the pattern of a name, each letter plain or as its code: /JS, /J#53."""
    letters = (b"(?:%c|#%s)" % (each, b"".join(_digit(digit) for digit in b"%02x" % each)) for each in name)
    return b"".join(letters)


def _digit(digit: int) -> bytes:
    return b"[%c%c]" % (digit, ord(chr(digit).upper()))


def _names(*names: bytes) -> bytes:
    return b"/(?:" + b"|".join(map(_written, names)) + b")" + _AFTER_NAME


_ENCRYPTED = re.compile(_names(b"Encrypt"))
# A script or program is always started by an action of one of these names; /EF and /AA are too short to look for alone.
_ACTIVE = re.compile(
    _names(
        b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment", b"RichMedia", b"SubmitForm",
        b"ImportData", b"GoToE", b"XFA", b"Rendition", b"Movie",
    )
    + b"|" + _names(b"JS") + _BETWEEN + rb"[(<\d]"
    + b"|" + _names(b"EF", b"AA") + _BETWEEN + rb"(?:<<|\d+\s+\d+\s+R)"
)  # fmt: skip
# What happens as the PDF is opened may only be a place in it.
_OPENS = re.compile(_names(b"OpenAction") + _BETWEEN + rb"(?:(\d+)\s+\d+\s+R|<<)")
_GOES = re.compile(_names(b"S") + _BETWEEN + rb"/(?!GoTo[^A-Za-z]|Named[^A-Za-z]|GTS_|ISO_)")
_PACKS_OBJECTS = re.compile(_names(b"ObjStm", b"XRef"))
# Ways to write a stream in which packed objects could not be looked through; pictures have ways of their own.
_ODD_FILTER = re.compile(_names(b"LZWDecode", b"ASCII85Decode", b"ASCIIHexDecode", b"RunLengthDecode", b"LZW", b"AHx"))
_BLANK = bytes(range(5)) + b"\t\n\f\r "
_OBJECTS = re.compile(rb"[\x00-\x04\t\n\f\r ]*(?:\d+[\x00\t\n\f\r ]+\d+[\x00\t\n\f\r ]|%)")
_SHIFTED = re.compile(_names(b"Predictor"))
_OF_OBJECTS = re.compile(_names(b"First", b"ObjStm"))
# What packed objects may unpack to, all together; how many streams a PDF has at the most.
MOST_UNPACKED = 50_000_000
MOST_STREAMS = 50_000
# Black pictures begin with white space, too.
MOST_BLANKS = 200_000_000
# One is what a PDF has; a few more are left of earlier editions of it.
MOST_OPENINGS = 20
_HEAD = 2_000
_START = 400


def check(content: bytes) -> str:
    """Return the content type of a whole PDF that any reader opens without a password. Raises Refused.

    A PDF with restrictions is refused like one with a password: the district's reviewers, printers and archive must be
    able to read it for years. Scripts and embedded files are looked for everywhere, and in packed objects.
    """
    if not _HEADER.match(content) or not _END.search(content, max(0, len(content) - 4_096)):
        raise _damaged()
    if _ENCRYPTED.search(content):
        raise Refused(
            _("This PDF has a password or restrictions: save or print it as PDF without them, then attach that one.")
        )
    _check_inert(content)
    _check_opening(content)
    packs = bool(_PACKS_OBJECTS.search(content))
    for objects in _packed_objects(content, packs):
        _check_inert(objects)
        _check_opening(objects)
        if packs and _ODD_FILTER.search(objects):
            raise _damaged()
    if packs and _ODD_FILTER.search(content):
        raise _damaged()
    return PDF


def _check_inert(objects: bytes) -> None:
    if _ACTIVE.search(objects):
        raise _active()


def _check_opening(objects: bytes) -> None:
    for count, opens in enumerate(_OPENS.finditer(objects)):
        if count >= MOST_OPENINGS:
            raise _damaged()
        action = objects[opens.start() : opens.end() + 300]
        if opens[1]:
            place = re.search(rb"(?<!\d)%s\s+\d+\s+obj\b" % opens[1], objects)
            action = objects[place.end() : place.end() + 300] if place else b""
        if _GOES.search(action.partition(b"endobj")[0]):
            raise _active()


def _packed_objects(content: bytes, packs: bool) -> Iterator[bytes]:
    """Yield what is packed in streams and reads like objects: numbers of objects and their places come first.

    `packs`: the PDF says that it has such streams; only then is a stream written in an odd way a reason to refuse it.
    """
    budget, blanks = MOST_UNPACKED, [MOST_BLANKS]
    for count, stream in enumerate(_STREAM.finditer(content)):
        if count >= MOST_STREAMS:
            raise _damaged()
        if packs:
            head = content[max(0, stream.start() - _HEAD) : stream.start()].rpartition(b"obj")[2]
            if _OF_OBJECTS.search(head) and _SHIFTED.search(head):
                raise _damaged()
        layers = _layers(content, stream.end(), blanks)
        if not layers:
            continue
        ends = content.find(b"endstream", stream.end())
        objects = content[stream.end() : ends if ends > 0 else len(content)]
        for _layer in range(layers):
            objects = _unpacked(objects, budget)
            budget -= len(objects)
        yield objects


def _layers(content: bytes, place: int, blanks: list[int]) -> int:
    """Return how often the stream at `place` is packed, if objects are in it; 0 for every other stream."""
    start = _begin(content[place : place + _START])
    if start and not start.strip(_BLANK):
        start = _after_blanks(content, place, blanks)
    if _OBJECTS.match(start):
        return 1
    return 2 if _OBJECTS.match(_begin(start)) else 0


def _begin(packed: bytes) -> bytes:
    """Return how a stream begins that is packed with zlib, also a broken one; nothing for any other."""
    if len(packed) < 2 or packed[0] & 15 != 8 or int.from_bytes(packed[:2], "big") % 31:
        return b""
    try:
        return zlib.decompressobj().decompress(packed, _START)
    except zlib.error:
        unpacker, found = zlib.decompressobj(), b""
        with contextlib.suppress(zlib.error):
            for each in packed:
                found += unpacker.decompress(bytes([each]))
        return found[:_START]


def _after_blanks(content: bytes, place: int, blanks: list[int]) -> bytes:
    """Return what follows the white space a stream begins with; `blanks`: how much of it may be in the whole PDF."""
    unpacker, window = zlib.decompressobj(), 2_000
    while place < len(content) and not unpacker.eof:
        packed, place, window = content[place : place + window], place + window, 64_000
        while packed and not unpacker.eof:
            try:
                start = unpacker.decompress(packed, 1_000_000)
            except zlib.error as error:
                raise _damaged() from error
            packed = unpacker.unconsumed_tail
            if rest := start.lstrip(_BLANK):
                return rest[:_START]
            blanks[0] -= len(start)
            if blanks[0] < 0:
                raise _swells()
    return b""


def _unpacked(packed: bytes, budget: int) -> bytes:
    """Return what packed objects unpack to. Broken ones are refused: readers show what stands before the break."""
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(packed, max(budget, 1))
    except zlib.error as error:
        raise _damaged() from error
    if unpacker.unconsumed_tail:
        raise _swells()
    return found


def _damaged() -> Refused:
    return Refused(_("This PDF is damaged or not whole: open it, save or print it as PDF again, then attach that one."))


def _swells() -> Refused:
    return Refused(_("This PDF unpacks to far more than it should: print it as PDF, then attach the printed one."))


def _active() -> Refused:
    return Refused(_("This PDF carries a script or other files inside: print it as PDF, then attach the printed one."))
