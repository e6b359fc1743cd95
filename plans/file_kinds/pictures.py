"""PNG and JPEG, read chunk by chunk from the first byte to the last."""

import re
import zlib

from django.utils.translation import gettext as _

from plans.file_kinds.refusal import Refused

PNG, JPEG = "image/png", "image/jpeg"
MOST_PIXELS = 100_000_000

_PNG_START = b"\x89PNG\r\n\x1a\n"
# A marker inside JPEG picture data; FF00 is a byte of the picture, D0 to D7 only restart it, FF FF is padding.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD8)}


def check_png(content: bytes) -> str:
    """Return the content type of a whole, sound PNG with nothing behind it. Raises Refused."""
    place, kinds = len(_PNG_START), []
    while place < len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        end = place + 12 + length
        if end > len(content):
            raise _damaged()
        kind = content[place + 4 : place + 8]
        if zlib.crc32(content[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            raise _damaged()
        kinds.append(kind)
        if kind == b"IHDR" and length == 13:
            _check_size(*(int.from_bytes(content[place + at : place + at + 4], "big") for at in (8, 12)))
        place = end
        if kind == b"IEND":
            break
    if kinds[:1] != [b"IHDR"] or kinds.count(b"IHDR") != 1 or b"IDAT" not in kinds or kinds[-1] != b"IEND":
        raise _damaged()
    if place != len(content):
        raise _followed()
    return PNG


def check_jpeg(content: bytes) -> str:
    """Return the content type of a whole JPEG. Behind it may stand further JPEGs, as phones add them. Raises Refused."""
    place = _end_of_jpeg(content, 0)
    while content.startswith(b"\xff\xd8\xff", place):
        place = _end_of_jpeg(content, place)
    if content[place:].strip(b"\x00\r\n"):
        raise _followed()
    return JPEG


def _end_of_jpeg(content: bytes, start: int) -> int:
    """Return where the JPEG that begins at `start` ends, after walking its segments."""
    place, has_frame, has_picture = start + 2, False, False
    while place + 2 <= len(content):
        if content[place] != 0xFF:
            raise _damaged()
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xD9:
            if has_frame and has_picture:
                return place + 2
            raise _damaged()
        place += 2
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(content[place : place + 2], "big")
        if marker in (0x00, 0xD8) or length < 2 or place + length > len(content):
            raise _damaged()
        if marker in _FRAMES:
            has_frame = True
            _check_size(*(int.from_bytes(content[place + at : place + at + 2], "big") for at in (5, 3)))
        place += length
        if marker == 0xDA:
            has_picture = True
            following = _NEXT_MARKER.search(content, place)
            if following is None:
                raise _damaged()
            place = following.start()
    raise _damaged()


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


def _followed() -> Refused:
    return Refused(
        _("Something else follows the picture in this file: open it, save it again as PNG or JPEG, then attach that.")
    )
