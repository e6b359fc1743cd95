"""The smallest files of each kind that are attached, made by hand, and what goes wrong with them."""

import io
import struct
import zipfile
import zlib

from plans.file_kinds.office import EXCEL, WORD

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 1, height: int = 1, *extra: bytes) -> bytes:
    """Return a grey PNG; `extra` chunks stand before its picture."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    # A picture that is far too large says so; nobody makes one.
    picture = zlib.compress((b"\x00" + b"\x80" * width) * height if width * height < 1_000_000 else b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + chunk(b"IDAT", picture) + chunk(b"IEND", b"")


def jpeg(width: int = 8, height: int = 8, picture: bytes = b"\x00\x11\xff\x00\x22") -> bytes:
    """Return the segments of a JPEG."""
    frame = b"\xff\xc0" + struct.pack(">HBHHBBBB", 11, 8, height, width, 1, 1, 0x11, 0)
    scan = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0)
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + frame + scan + picture + b"\xff\xd9"
    )


def pdf(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
    """Return a PDF of one empty page; `objects` stand behind it."""
    page = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page >>")
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate((*page, *objects), 1))
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + body + b"trailer\n" + trailer + b"\nstartxref\n0\n%%EOF\n"


def stream(head: bytes, content: bytes) -> bytes:
    """Return a stream object of a PDF."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


def office(kind: str = WORD, *, more: dict[str, str | bytes] | None = None, without: str = "") -> bytes:
    """Return a Word or Excel file; `more` are further members, or others in place of its own."""
    part = "word/document.xml" if kind == WORD else "xl/workbook.xml"
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{kind}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="{part}"/></Relationships>',
        part: "<document>Words</document>" if kind == WORD else "<workbook>Words</workbook>",
    } | (more or {})
    return archive({name: content for name, content in members.items() if name != without})


def archive(members: dict[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return written.getvalue()


def relations(kind: str, target: str) -> str:
    """Return the relations of a part to something outside."""
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{RELATIONS}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


GOOD: dict[str, bytes] = {
    "pdf": pdf(),
    "png": png(),
    "jpg": jpeg(),
    "docx": office(WORD),
    "xlsx": office(EXCEL),
}
TYPES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", WORD: "docx", EXCEL: "xlsx"}
