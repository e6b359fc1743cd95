"""What stands in the Excel file, read back by another library."""

import datetime
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook
from xlsxwriter import Workbook

from pusdplans.document.schema import BudgetLine, PlanDocument, parse, walk
from pusdplans.exports.edition import Edition
from pusdplans.exports.excel import write, write_cycle
from tests.exports.documents import DOCUMENTS, edition, enriched
from tests.faults.lengths import times

TITLES = ["Plans", "Goals", "Metrics", "Targets", "Actions", "Budget lines", "Positions"]
PLACE = ("Academics", "Instructional Services", "2020-21", "Approved", "2")
HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "{=1+1}",
    "\t=1+1",
    "'=1+1",
    "\n=1+1",
    "=",
    "http://example.org",
    "internal:Sheet1!A1",
    "mailto:a@example.org",
    "1e5",
    "007",
    "_x0041_",
    "#REF!",
    "TRUE",
    "]]><v>1</v>",
    "\U0001f600 é ‏ש",
]


def read(content: bytes, **options: Any) -> Any:
    """Return the workbook, read back."""
    return load_workbook(BytesIO(content), **options)


def rows(page: Any) -> list[tuple[Any, ...]]:
    """Return the values of the rows between the headings and the blank row before the totals."""
    found = [tuple(cell.value for cell in row) for row in page.iter_rows(min_row=2)]
    return found[: found.index((None,) * page.max_column)] if (None,) * page.max_column in found else found


def with_text(text: str, data: dict[str, Any]) -> PlanDocument:
    """Return the real plan with one budget line that says `text`, whatever the schema would clean from it."""
    line = BudgetLine.model_construct(
        fund=None, resource=None, object=None, description=text, amount=None, fte=None, id=None
    )
    document = parse(data)
    return document.model_copy(update={"budget": document.budget.model_copy(update={"lines": (line,)})})


@pytest.fixture
def rich(real_document: dict[str, Any]) -> PlanDocument:
    """The real plan, its blanks filled in."""
    return enriched(real_document)


def test_sheets_are_frozen_and_filtered(rich: PlanDocument) -> None:
    book = read(write(rich, edition()))
    assert book.sheetnames == TITLES
    assert {page.freeze_panes for page in book} == {"C2"}
    metrics = sum(len(goal.metrics) for goal in rich.goals)
    actions = sum(len(list(walk(goal.actions))) for goal in rich.goals)
    last = {"Plans": "P2", "Goals": "L5", "Metrics": f"K{1 + metrics}", "Targets": "M5", "Actions": f"N{1 + actions}"}
    last |= {"Budget lines": "K3", "Positions": "J3"}
    assert {page.title: page.auto_filter.ref for page in book} == {name: f"A1:{cell}" for name, cell in last.items()}


def test_headings_have_the_forms_wording(rich: PlanDocument) -> None:
    book = read(write(rich, edition()))
    headings = {page.title: [cell.value for cell in page[1]][5:] for page in book}
    assert headings["Actions"] == [
        "Goal",
        "Focus",
        "Action",
        "Level",
        "Department Actions for 2020-21",
        "Will this take additional resources to do in 21-22?",
        "Estimated dollars",
        "Estimated FTE",
        "Note",
    ]
    reworded = edition(prompts=edition().prompts | {"outcomes": "=What comes of it"})
    goals = read(write(rich, reworded))["Goals"]
    assert [(cell.value, cell.data_type) for cell in goals[1]][8] == ("=What comes of it", "s")


def test_rows_say_which_plan_they_are_of(rich: PlanDocument) -> None:
    approved, draft = read(write(rich, edition())), read(write(rich, edition(version=None, status="In progress")))
    for page in approved:
        assert {row[:5] for row in rows(page)} == {PLACE}
    assert {row[3:5] for row in rows(draft["Goals"])} == {("In progress", "draft")}


def test_actions_have_the_forms_numbers_and_what_they_ask_for(rich: PlanDocument) -> None:
    actions = [row[5:] for row in rows(read(write(rich, edition()))["Actions"])]
    assert actions[:2] == [
        (1, "engagement", "1.a", 1, "Definition of Student and family engagement", "Yes", 40000.1, 0.25, "Subs"),
        (
            1,
            "engagement",
            "1.b",
            1,
            "Commitment to ongoing discussion about HOW this is improving through all phases of teaching and learning",
            "No",
            None,
            None,
            None,
        ),
    ]
    numbers = [(row[2], row[3]) for row in actions if row[0] == 4]
    assert numbers == [
        ("4.a", 1),
        ("4.a.i", 2),
        ("4.b", 1),
        ("4.b.i", 2),
        ("4.b.ii", 2),
        ("4.b.ii.1", 3),
        ("4.b.iii", 2),
        ("4.b.iv", 2),
        ("4.b.v", 2),
    ]


def test_goals_targets_and_positions_name_what_they_are_linked_to(rich: PlanDocument) -> None:
    book = read(write(rich, edition()))
    goal, target = rows(book["Goals"])[0], rows(book["Targets"])[0]
    assert goal[10:] == (
        "LCAP 1: Graduates",
        "Supervise and support 22 PK-12th Grade Sites and Principals, Services to include:",
    )
    assert target[9] == rows(book["Metrics"])[0][8]
    assert [row[5:] for row in rows(book["Positions"])] == [
        ("Ada", "Assistant Superintendent", "00123", 1, None),
        ("Vacant", "Secretary", None, 0.5, "Ada, Assistant Superintendent"),
    ]


def test_numbers_and_dates_are_real(rich: PlanDocument) -> None:
    book = read(write(rich, edition()))
    seen = {
        name: (cell.value, cell.data_type, cell.number_format)
        for name, cell in {
            "approved": book["Plans"]["F2"],
            "baseline": book["Targets"]["K2"],
            "value": book["Targets"]["L2"],
            "due": book["Targets"]["M2"],
            "goal": book["Actions"]["F2"],
            "dollars": book["Actions"]["L2"],
            "fund": book["Budget lines"]["F2"],
            "amount": book["Budget lines"]["J2"],
            "fte": book["Budget lines"]["K3"],
        }.items()
    }
    assert seen == {
        "approved": (datetime.datetime(2020, 10, 3), "d", "mmm d, yyyy"),
        "baseline": (0.625, "n", "0.0%"),
        "value": (1250, "n", "#,##0"),
        "due": (datetime.datetime(2021, 6, 1), "d", "mmm d, yyyy"),
        "goal": (1, "n", "0"),
        "dollars": (40000.1, "n", "$#,##0.00_)"),
        "fund": ("01.0", "s", "General"),
        "amount": (1234567.5, "n", "$#,##0.00_)"),
        "fte": (1.5, "n", "0.00_)"),
    }


def test_totals_follow_the_filters_and_are_right(rich: PlanDocument) -> None:
    content = write(rich, edition())
    formulas, values = read(content)["Budget lines"], read(content, data_only=True)["Budget lines"]
    assert [formulas[cell].value for cell in ("A5", "J5", "K5")] == [
        "Total of the rows shown",
        "=SUBTOTAL(109,J2:J3)",
        "=SUBTOTAL(109,K2:K3)",
    ]
    assert [values[cell].value for cell in ("J5", "K5")] == [1234567.6, 1.5]
    plans = read(content, data_only=True)["Plans"]
    assert [plans.cell(4, column).value for column in (9, 10, 11, 12, 13, 14, 16)] == [
        4,
        1,
        40000.1,
        0.25,
        1234567.6,
        1.5,
        1.5,
    ]


def test_a_sheet_without_rows_has_headings_only(real_document: dict[str, Any]) -> None:
    page = read(write(parse(real_document), edition()))["Budget lines"]
    assert (page.max_row, page.auto_filter.ref) == (1, "A1:K1")


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_hostile_text_stays_text(real_document: dict[str, Any], text: str) -> None:
    cell = read(write(with_text(text, real_document), edition()))["Budget lines"]["I2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text.strip(), "s", None)
    assert cell.quotePrefix == text.strip().startswith(("=", "+", "-", "@", "'"))


def test_control_the_library_left_alone_makes_a_formula() -> None:
    stream = BytesIO()
    with Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    assert read(stream.getvalue()).active["A1"].data_type == "f"


@pytest.mark.parametrize("text", ["a\x00b\x1f", "\ud800x", "x\ufffe\uffff", "a\x0bb\x7f"], ids=ascii)
def test_forbidden_characters_do_not_break_the_file(real_document: dict[str, Any], text: str) -> None:
    cell = read(write(with_text(text, real_document), edition()))["Budget lines"]["I2"]
    assert cell.value == "".join(each for each in text if each.isalpha() and each < "\ud800")


@settings(max_examples=times(20, 60), deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_whatever_a_plan_holds_only_totals_are_formulas(document: PlanDocument) -> None:
    book = read(write(document, edition()))
    formulas = [cell.value for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert [each for each in formulas if not each.startswith("=SUBTOTAL(109,")] == []
    described = [each.description for each in document.budget.lines]
    lines = [row[8] for row in rows(book["Budget lines"])]
    assert lines == described
    sums = read(write(document, edition()), data_only=True)["Plans"].cell(4, 13).value
    assert sums == pytest.approx(float(sum(each.amount or 0 for each in document.budget.lines)))


def test_same_plan_gives_the_same_bytes_on_another_day(rich: PlanDocument) -> None:
    files = []
    for day in (datetime.datetime(2026, 1, 1, 10), datetime.datetime(2027, 6, 30, 23, 59)):
        with time_machine.travel(day, tick=False):
            files.append((write(rich, edition()), write_cycle([(rich, edition())])))
    assert files[0] == files[1]


def test_cycle_holds_every_plan_in_order_and_totals_them(rich: PlanDocument) -> None:
    def plans() -> Iterator[tuple[PlanDocument, Edition]]:
        for number in range(40):
            yield rich.model_copy(update={"department": f"Department {number:02}"}), edition(version=number + 1)

    content = write_cycle(plans())
    book, values = read(content), read(content, data_only=True)
    assert [row[1:5:3] for row in rows(book["Plans"])] == [(f"Department {n:02}", str(n + 1)) for n in range(40)]
    alone = read(write(rich, edition()))
    for page in book:
        assert len(rows(page)) == 40 * len(rows(alone[page.title]))
        assert {row[5:] for row in rows(page)} == {row[5:] for row in rows(alone[page.title])}
    total = values["Budget lines"].max_row
    assert book["Budget lines"].cell(total, 10).value == "=SUBTOTAL(109,J2:J81)"
    assert values["Budget lines"].cell(total, 10).value == pytest.approx(40 * 1234567.6)


def test_cycle_looks_like_a_plan(rich: PlanDocument) -> None:
    def look(content: bytes) -> list[Any]:
        return [
            (cell.value, cell.number_format, cell.alignment.indent, page.row_dimensions[cell.row].height)
            for page in read(content)
            for row in page.iter_rows()
            for cell in row
        ]

    assert look(write_cycle([(rich, edition())])) == look(write(rich, edition()))


def test_cycle_without_plans_has_headings() -> None:
    book = read(write_cycle([]))
    assert [(page.title, page.max_row) for page in book] == [(title, 1) for title in TITLES]
