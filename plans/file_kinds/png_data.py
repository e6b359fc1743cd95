"""What a PNG holds: its chunks are sound, its picture unpacks to as many bytes as its size says, its texts to few."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# A picture of more bytes than this fills the memory of whoever opens it; texts and colour profiles are small.
MOST_UNPACKED = 300_000_000
MOST_PACKED_TEXT = 8_000_000
MOST_CHUNKS = 50_000

_START = b"\x89PNG\r\n\x1a\n"
# By colour type: values for a point, and how many bits each may have.
_COLOURS = {0: (1, (1, 2, 4, 8, 16)), 2: (3, (8, 16)), 3: (1, (1, 2, 4, 8)), 4: (2, (8, 16)), 6: (4, (8, 16))}
_PALETTE = 3
# The seven passes of an interlaced picture: first column and row, and the steps to the next ones.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_CRITICAL = (b"IHDR", b"PLTE", b"IDAT", b"IEND")
_PIECE = 1_000_000


class Damaged(Exception):
    """The PNG is broken or cut off, or does not hold what it says."""


class TooLarge(Exception):
    """The PNG unpacks to more than it may."""


@dataclass(frozen=True)
class Header:
    """What a PNG says of itself; `bits` are those of one point."""

    width: int
    height: int
    colour: int
    bits: int
    is_interlaced: bool

    @property
    def unpacked(self) -> int:
        """How many bytes the picture unpacks to: each line begins with one that says how it is written."""
        if not self.is_interlaced:
            return self.height * _line(self.width, self.bits)
        passes = (
            (-(-(self.width - left) // right), -(-(self.height - top) // down)) for left, top, right, down in _PASSES
        )
        return sum(lines * _line(points, self.bits) for points, lines in passes if points > 0 and lines > 0)


def _line(points: int, bits: int) -> int:
    return 1 + (points * bits + 7) // 8


def read(content: bytes, check_size: Callable[[tuple[int, int]], None]) -> int:
    """Return where a sound PNG ends. `check_size` is asked before anything is unpacked. Raises Damaged, TooLarge."""
    header: Header | None = None
    picture: list[bytes] = []
    kinds: list[bytes] = []
    ends, texts = len(_START), MOST_PACKED_TEXT
    for kind, inside, end in _chunks(content):
        if header is None:
            if kind != b"IHDR":
                raise Damaged
            header = _header(inside)
            check_size((header.width, header.height))
            if header.unpacked > MOST_UNPACKED:
                raise TooLarge
        elif kind == b"IHDR" or (not kind[0] & 0x20 and kind not in _CRITICAL):
            raise Damaged
        elif kind == b"IDAT":
            # All parts of the picture stand together.
            if picture and kinds[-1] != b"IDAT":
                raise Damaged
            picture.append(inside)
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            texts -= _text_size(kind, inside, texts)
        kinds.append(kind)
        ends = end
    if header is None or kinds[-1] != b"IEND" or (header.colour == _PALETTE and b"PLTE" not in kinds):
        raise Damaged
    _check_picture(b"".join(picture), header.unpacked)
    return ends


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield the kind of each chunk, what is inside, and where it ends; the last is IEND, or the file ends before it."""
    place = len(_START)
    for _number in range(MOST_CHUNKS):
        end = place + 12 + int.from_bytes(content[place : place + 4], "big")
        kind, inside = content[place + 4 : place + 8], content[place + 8 : end - 4]
        if end > len(content) or zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(
            content[end - 4 : end], "big"
        ):
            raise Damaged
        yield kind, inside, end
        if kind == b"IEND":
            return
        place = end
    raise Damaged


def _header(inside: bytes) -> Header:
    if len(inside) != 13:
        raise Damaged
    width, height = (int.from_bytes(inside[at : at + 4], "big") for at in (0, 4))
    depth, colour, packing, filtering, interlacing = inside[8:]
    values, depths = _COLOURS.get(colour, (0, ()))
    if depth not in depths or packing or filtering or interlacing > 1:
        raise Damaged
    return Header(width, height, colour, depth * values, bool(interlacing))


def _check_picture(packed: bytes, size: int) -> None:
    """Unpack the picture piece by piece, keeping none, no further than its size."""
    unpacker, unpacked = zlib.decompressobj(), 0
    try:
        while packed and unpacked <= size:
            unpacked += len(unpacker.decompress(packed, _PIECE))
            packed = unpacker.unconsumed_tail
    except zlib.error as error:
        raise Damaged from error
    if unpacked > size:
        raise TooLarge
    if unpacked < size or not unpacker.eof or unpacker.unused_data:
        raise Damaged


def _text_size(kind: bytes, inside: bytes, most: int) -> int:
    """Return what a text or a colour profile unpacks to."""
    _name, _end, rest = inside.partition(b"\x00")
    if kind == b"iTXt":
        if rest[:1] != b"\x01":
            return 0
        packed = rest[2:].split(b"\x00", 2)[-1]
    else:
        packed = rest[1:]
    unpacker = zlib.decompressobj()
    try:
        size = len(unpacker.decompress(packed, most + 1))
    except zlib.error as error:
        raise Damaged from error
    if size > most:
        raise TooLarge
    return size
