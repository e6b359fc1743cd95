"""A file of our own that somebody went on with in Word: what was typed is read where it stands, and nothing is lost."""

import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from pusdplans.document.schema import PlanDocument, parse
from pusdplans.exports.word import write
from pusdplans.imports.word.reading import Reading, read
from tests.document.strategies import by_place
from tests.exports.test_word_round_trip import BLANK, edition_of
from tests.imports.mess import Mess
from tests.imports.messy import MESSES

GOALS, ACTIONS = 2, 3  # which table


@pytest.fixture
def real(real_document: dict[str, Any]) -> PlanDocument:
    """The real plan."""
    return parse(real_document | {"unplaced": []})


def edited(document: PlanDocument, edit: Callable[[Any], None]) -> Reading:
    """Return what is read from the document's file after `edit` changed it."""
    page = docx.Document(BytesIO(write(document, edition_of(document))))
    edit(page)
    stream = BytesIO()
    page.save(stream)
    return read(stream.getvalue())


def left(reading: Reading) -> list[tuple[str, str]]:
    """Return the texts without a field."""
    return [(each.where, each.text) for each in reading.document.unplaced]


def paragraph_of(page: Any, style: str, number: int = 0) -> Any:
    """Return a paragraph of a style, those in tables included."""
    found = [each for each in page.element.body.iter(qn("w:p")) if each.pPr is not None and each.pPr.style == style]
    return docx.text.paragraph.Paragraph(found[number], page)


def test_untouched_it_reads_the_same(real: PlanDocument) -> None:
    assert by_place(edited(real, lambda page: None).document) == by_place(real)


def test_text_typed_after_a_label_is_the_field_s(real: PlanDocument) -> None:
    def type_outcomes(page: Any) -> None:
        blank = paragraph_of(page, "PlanOutcomes", 2)
        blank.runs[-1].text += "more seniors defend"

    reading = edited(real, type_outcomes)
    assert reading.document.goals[2].outcomes == "<p>more seniors defend</p>"
    assert left(reading) == []


def test_paragraph_typed_under_a_metric_belongs_to_it(real: PlanDocument) -> None:
    def add(page: Any) -> None:
        page.tables[GOALS].rows[1].cells[1].add_paragraph("And ask families.")

    reading = edited(real, add)
    last = real.goals[0].metrics[-1].text
    assert reading.document.goals[0].metrics[-1].text == f"{last}<p>And ask families.</p>"
    assert len(reading.document.goals[0].metrics) == 3
    assert left(reading) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Yes", (True, None, None)),
        ("no", (False, None, None)),
        ("Yes - $40K for subs", (True, Decimal("40000.00"), "for subs")),
        ("N/A", (None, None, "N/A")),
    ],
)
def test_answer_typed_beside_an_action_is_its_answer(real: PlanDocument, typed: str, expected: Any) -> None:
    reading = edited(real, lambda page: page.tables[ACTIONS].rows[2].cells[1].paragraphs[0].add_run(typed))
    action = reading.document.goals[0].actions[0]
    assert (action.additional_resources, action.estimated_cost, action.resource_note) == expected
    assert left(reading) == []


def test_answer_typed_beside_the_goal_is_offered_to_its_actions(real: PlanDocument) -> None:
    reading = edited(real, lambda page: page.tables[ACTIONS].rows[1].cells[1].paragraphs[0].add_run("Yes"))
    assert left(reading) == [("Additional resources (E), goal 1", "<p>Yes</p>")]
    assert [(each.goal, each.text) for each in reading.answers] == [(0, "Yes")]


def test_form_printed_blank_is_filled_in_word() -> None:
    def fill(page: Any) -> None:
        cover, planning = page.tables[0], page.tables[1]
        cover.rows[1].cells[1].paragraphs[0].add_run("We support schools.")
        cover.rows[5].cells[1].paragraphs[0].add_run("Ana Núñez")
        cover.rows[6].cells[1].paragraphs[0].add_run("X88216, nunez.ana@pusd.us")
        planning.rows[2].cells[1].paragraphs[0].add_run("Support 22 sites")

    document = edited(parse(BLANK), fill).document
    assert document.purpose == "<p>We support schools.</p>"
    assert [(each.name, each.phone, each.email) for each in document.contacts] == [
        ("Ana Núñez", "X88216", "nunez.ana@pusd.us")
    ]
    assert [each.text for each in document.services] == ["Support 22 sites"]
    assert document.unplaced == ()


def test_words_typed_into_a_label_s_cell_stay_with_the_unplaced(real: PlanDocument) -> None:
    reading = edited(real, lambda page: page.tables[0].rows[4].cells[0].add_paragraph("ask Ana"))
    assert left(reading) == [("Department budget", "<p>ask Ana</p>")]


def test_other_wording_in_the_second_form_stays_with_the_unplaced(real: PlanDocument) -> None:
    def reword(page: Any) -> None:
        paragraph_of(page, "PlanPurpose", 1).runs[0].text = "We teach."

    reading = edited(real, reword)
    assert reading.document.purpose == real.purpose
    assert left(reading) == [("Department statement of purpose (A), a second wording", "<p>We teach.</p>")]


def test_goal_worded_otherwise_in_part_e_keeps_part_b_s_wording(real: PlanDocument) -> None:
    def reword(page: Any) -> None:
        paragraph_of(page, "PlanStatement", 4).runs[0].text = "Another beginning "

    reading = edited(real, reword)
    assert reading.document.goals[0].statement == real.goals[0].statement
    assert [where for where, _text in left(reading)] == ["Department Actions (E), goal 1"]
    assert "Another beginning" in left(reading)[0][1]


def test_year_typed_into_the_title_is_the_cycle(real: PlanDocument) -> None:
    def retype(page: Any) -> None:
        paragraph_of(page, "Subtitle").runs[0].text = "2021 - 2022 Annual Plan"

    assert edited(real, retype).document.cycle == "2021-22"


def without_marks(content: bytes) -> bytes:
    """Return the file as Google Docs gives it back: no styles of ours, no bookmarks."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(stream, "w") as bare:
        for name in archive.namelist():
            xml = archive.read(name).decode()
            if name.startswith("word/"):
                xml = re.sub(r'<w:pStyle w:val="Plan\w+"/>|<w:bookmark(?:Start|End)[^>]*/>', "", xml)
                xml = re.sub(r'<w:rStyle w:val="PlanLabel"/>', "<w:b/>", xml)
            bare.writestr(name, xml)
    return stream.getvalue()


def test_file_that_lost_its_marks_is_read_by_its_words(real: PlanDocument) -> None:
    reading = read(without_marks(write(real, edition_of(real))))
    assert left(reading) == [("Header", "<p><strong>Draft</strong></p>")]
    assert by_place(reading.document) | {"unplaced": []} == by_place(real)


@pytest.mark.parametrize("mess", MESSES.values(), ids=MESSES)
def test_what_a_messy_form_gave_is_written_and_read_the_same(mess: Callable[[], Mess]) -> None:
    document = read(mess().content).document
    assert by_place(read(write(document, edition_of(document))).document) == by_place(document)
