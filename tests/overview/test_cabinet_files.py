"""The cabinet's page as Excel and PDF: the same numbers, no live formula, readable by a screen reader."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from goals.models import Action, Alignment, FrameworkGoal, Goal
from plans.models import Department
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in
from tests.exports.printed import failures

pytestmark = pytest.mark.django_db
HOSTILE = "=1+1"


@pytest.fixture
def hostile(cast: district.Cast) -> district.Cast:
    """A submitted plan asks for $40,000.50 in words that look like a formula."""
    Department.objects.filter(pk=cast.department.pk).update(name=HOSTILE)
    goal = Goal.objects.create(plan=cast.plan, focus="=2+2")
    Alignment.objects.create(goal=goal, framework_goal=FrameworkGoal.objects.get(code="1"))
    Action.objects.create(
        goal=goal, text="@SUM(A1)", resource_note="+1", additional_resources=True, estimated_cost="40000.50"
    )
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    return cast


def sheets(content: bytes) -> Any:
    """Return the workbook, read back."""
    return load_workbook(BytesIO(content))


def test_excel_has_the_pages_numbers(hostile: district.Cast) -> None:
    book = sheets(signed_in(hostile.reviewer).get("/district/2020-21/excel/").content)
    assert book.sheetnames == [
        "Departments",
        "Requests by department",
        "Requests by district goal",
        "Requests by action",
        "Goals by district goal",
        "What is missing",
    ]
    found = {
        name: next(tuple(cell.value for cell in row) for row in book[name].iter_rows(min_row=2, max_row=2))
        for name in book.sheetnames[1:5]
    }
    assert found == {
        "Requests by department": (HOSTILE, 1, 40000.5, 0),
        "Requests by district goal": ("LCAP 1", 1, 40000.5, 0),
        "Requests by action": (HOSTILE, "=2+2", "@SUM(A1)", 40000.5, None, "+1"),
        "Goals by district goal": (HOSTILE, 1, None, None),
    }
    statuses = {row[0].value: row[2].value for row in book["Departments"].iter_rows(min_row=2, max_row=3)}
    assert statuses == {HOSTILE: "Submitted", "Special Education": "Not started"}


def test_excel_has_no_formula(hostile: district.Cast) -> None:
    book = sheets(signed_in(hostile.reviewer).get("/district/2020-21/excel/?plans=all").content)
    live = [cell.coordinate for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert live == []


def test_pdf_says_the_same_and_keeps_pdf_ua(hostile: district.Cast) -> None:
    answer = signed_in(hostile.reviewer).get("/district/2020-21/pdf/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="The district 2020-21.pdf"'
    assert failures(answer.content) == []
    reader = PdfReader(BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "$40,000.50" in text
    assert "Nobody serves: LCAP 2, LCAP 3." in text


@pytest.mark.parametrize("entries", [0, 1, 40])
def test_pdf_of_nothing_and_of_many_entries_keeps_pdf_ua(cast: district.Cast, entries: int) -> None:
    framework = FrameworkGoal.objects.get(code="1").framework
    FrameworkGoal.objects.all().delete()
    FrameworkGoal.objects.bulk_create(
        FrameworkGoal(framework=framework, code=f"{number} \u4e2d #[x]") for number in range(entries)
    )
    content = signed_in(cast.admin).get("/district/2020-21/pdf/").content
    assert failures(content) == []
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    # Eighteen entries have room beside the departments.
    assert text.count("Goals by district goal") == max(1, -(-entries // 18))
