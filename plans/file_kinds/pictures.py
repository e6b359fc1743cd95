"""PNG and JPEG, read piece by piece from the first byte to the last: as large as they say, and nothing behind them."""

import re

from django.utils.translation import gettext as _

from plans.file_kinds import png_data
from plans.file_kinds.png_data import Damaged, TooLarge
from plans.file_kinds.refusal import Refused

PNG, JPEG = "image/png", "image/jpeg"
MOST_PIXELS = 100_000_000

# A marker inside JPEG picture data; FF00 is a byte of the picture, D0 to D7 only restart it, FF FF is padding.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_PADDING = re.compile(rb"\xff+")
# Nobody's JPEG has more pieces: pieces without number are work for whoever opens it.
MOST_PIECES = 20_000
# Eight by eight points take at least one bit; the colours may be coarser than that, four times each way.
_POINTS_IN_A_BYTE = 8 * 64 * 16


def check_png(content: bytes) -> str:
    """Return the content type of a whole, sound PNG with nothing behind it. Raises Refused."""
    try:
        ends = png_data.read(content, lambda size: _check_size(*size))
    except Damaged as error:
        raise _damaged() from error
    except TooLarge as error:
        raise _swells() from error
    if ends != len(content):
        raise _followed()
    return PNG


def check_jpeg(content: bytes) -> str:
    """Return the content type of a whole JPEG. Behind it may stand further JPEGs, as phones add them. Raises Refused."""
    place, pieces = _end_of_jpeg(content, 0, 0)
    while content.startswith(b"\xff\xd8\xff", place):
        place, pieces = _end_of_jpeg(content, place, pieces)
    if content[place:].strip(b"\x00\r\n"):
        raise _followed()
    return JPEG


def _end_of_jpeg(content: bytes, start: int, pieces: int) -> tuple[int, int]:
    """Return where the JPEG that begins at `start` ends, and how many pieces were walked until there."""
    place, points, drawn = start + 2, 0, 0
    while place + 2 <= len(content):
        padding = _PADDING.match(content, place)
        pieces += 1
        if padding is None or padding.end() >= len(content) or pieces > MOST_PIECES:
            raise _damaged()
        marker, place = content[padding.end()], padding.end() + 1
        if marker == 0xD9:
            if points and drawn and drawn * _POINTS_IN_A_BYTE >= points:
                return place, pieces
            raise _damaged()
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(content[place : place + 2], "big")
        if marker in (0x00, 0xD8) or length < 2 or place + length > len(content):
            raise _damaged()
        if marker in _FRAMES:
            if points:
                raise _damaged()
            points = _points(content[place : place + length])
        place += length
        if marker == 0xDA:
            following = _NEXT_MARKER.search(content, place)
            if not points or following is None:
                raise _damaged()
            drawn += following.start() - place
            place = following.start()
    raise _damaged()


def _points(frame: bytes) -> int:
    """Return how many points a JPEG has, by its frame: length, depth, height, width, and three bytes for each colour."""
    if len(frame) < 11 or len(frame) != 8 + 3 * frame[7]:
        raise _damaged()
    height, width = (int.from_bytes(frame[at : at + 2], "big") for at in (3, 5))
    _check_size(width, height)
    return width * height


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise _damaged()
    if width * height > MOST_PIXELS:
        raise Refused(
            _("This picture is %(width)s by %(height)s points, too large to show: make it smaller, then attach it.")
            % {"width": width, "height": height}
        )


def _damaged() -> Refused:
    return Refused(_("This picture is damaged or not whole: open it, save it again as PNG or JPEG, then attach that."))


def _swells() -> Refused:
    return Refused(_("This picture unpacks to far more than it should: save it again as JPEG, then attach that."))


def _followed() -> Refused:
    return Refused(
        _("Something else follows the picture in this file: open it, save it again as PNG or JPEG, then attach that.")
    )
