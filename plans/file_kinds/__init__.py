"""What an attached file is, read from its content: PDF, PNG, JPEG, Word or Excel; everything else is refused.

Neither the file's name nor what the browser says of it counts. A file is taken when it is one of the five kinds from
its first byte to its last, so that nothing else can ride along: no second format before, behind or between, no macro,
no script, nothing that unpacks to more than it should.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.file_kinds import office, pdf, pictures
from plans.file_kinds.refusal import Refused
from plans.file_kinds.riding import check_alone

__all__ = ["KINDS", "FileKind", "Refused", "kind_of", "size_words"]


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its content type, the ending that goes with it, and what people call it."""

    content_type: str
    extension: str
    name: str | Promise
    endings: tuple[str, ...]


KINDS: dict[str, FileKind] = {
    kind.content_type: kind
    for kind in (
        FileKind("application/pdf", "pdf", gettext_lazy("PDF"), ("pdf",)),
        FileKind("image/png", "png", gettext_lazy("PNG picture"), ("png",)),
        FileKind("image/jpeg", "jpg", gettext_lazy("JPEG picture"), ("jpg", "jpeg", "jpe", "jfif")),
        FileKind(office.WORD, "docx", gettext_lazy("Word document"), ("docx",)),
        FileKind(office.EXCEL, "xlsx", gettext_lazy("Excel workbook"), ("xlsx",)),
    )
}

# First bytes, the check of the whole that follows from them, and what it finds.
_CHECKS: tuple[tuple[bytes, Callable[[bytes], str]], ...] = (
    (b"%PDF-", pdf.check),
    (b"\x89PNG\r\n\x1a\n", pictures.check_png),
    (b"\xff\xd8\xff", pictures.check_jpeg),
    (b"PK\x03\x04", office.check),
)
# What people attach by mistake, by first bytes, with what to do about it.
_MISTAKEN: tuple[tuple[bytes, str | Promise], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        gettext_lazy(
            "This is an older Word or Excel file, or one with a password: open it and save it as .docx or .xlsx "
            "without a password, then attach that."
        ),
    ),
    (b"GIF8", gettext_lazy("This is a GIF picture: save it as PNG or JPEG, then attach that.")),
    (b"BM", gettext_lazy("This is a bitmap picture: save it as PNG or JPEG, then attach that.")),
    (b"II*\x00", gettext_lazy("This is a TIFF picture: save it as PDF or JPEG, then attach that.")),
    (b"MM\x00*", gettext_lazy("This is a TIFF picture: save it as PDF or JPEG, then attach that.")),
    (b"RIFF", gettext_lazy("This is a WebP picture or a recording: save a picture as PNG or JPEG, then attach that.")),
    (b"{\\rtf", gettext_lazy("This is a rich text file: save it as .docx or PDF, then attach that.")),
    (b"MZ", gettext_lazy("This is a program, not a document: attach a PDF, PNG, JPEG, Word or Excel file.")),
)


def kind_of(content: bytes) -> FileKind:
    """Return what the whole content is. Raises Refused with a sentence for the person."""
    if not content.strip(b"\x00\t\n\r "):
        raise Refused(_("This file is empty: open it in the program it comes from, save it again, then attach it."))
    for start, check in _CHECKS:
        if content.startswith(start):
            kind = KINDS[check(content)]
            if check is not office.check:
                check_alone(content)
            return kind
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        raise Refused(_("This is a HEIC picture, as phones take them: save it as JPEG or PNG, then attach that."))
    for start, sentence in _MISTAKEN:
        if content.startswith(start):
            raise Refused(sentence)
    raise Refused(
        _(
            "This is not a PDF, PNG, JPEG, Word (.docx) or Excel (.xlsx) file, whatever its name says: save it as one of these, then attach that."
        )
    )


def size_words(size: int) -> str:
    """Return a size in bytes as people say it: "640 bytes", "24 KB", "1.5 MB"."""
    if size < 1_000:
        return _("%(size)s bytes") % {"size": size}
    if size < 999_500:
        return _("%(size)s KB") % {"size": round(size / 1_000)}
    return _("%(size)s MB") % {"size": f"{size / 1_000_000:.1f}".removesuffix(".0")}
