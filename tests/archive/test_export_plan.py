"""`manage.py export_plan`."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from plans import lifecycle
from pusdplans.archive.edition import document_of, edition_of
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from pusdplans.exports.edition import FORMATS, Edition
from tests.district import Cast

PLAN = ("2020-21", "instructional-services")


@pytest.fixture
def submitted(cast: Cast, real_document: dict[str, Any], tmp_path: Path, monkeypatch: Any) -> Cast:
    """The cast, the lead's plan handed in once, in an empty folder."""
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    monkeypatch.chdir(tmp_path)
    return cast


def edition_now(cast: Cast) -> tuple[Any, Edition]:
    """Return what is to be exported now."""
    document, submission = document_of(cast.plan)
    return document, edition_of(cast.plan, submission)


@pytest.mark.parametrize("extension", ["xlsx", "json"])
def test_file_goes_to_the_folder_under_its_name(submitted: Cast, extension: str, capsys: Any) -> None:
    call_command("export_plan", *PLAN, to=extension)
    name = f"Instructional Services 2020-21, version 1.{extension}"
    assert capsys.readouterr().out == name + "\n"
    assert [each.name for each in Path().iterdir()] == [name]
    assert Path(name).read_bytes() == FORMATS[extension].write(*edition_now(submitted))


@pytest.mark.parametrize("extension", ["xlsx", "json"])
def test_file_goes_where_it_is_told(submitted: Cast, extension: str, tmp_path: Path, capsysbinary: Any) -> None:
    content = FORMATS[extension].write(*edition_now(submitted))
    call_command("export_plan", *PLAN, "-o", str(tmp_path / "plan"), to=extension)
    assert capsysbinary.readouterr().out.decode() == f"{tmp_path / 'plan'}\n"
    assert (tmp_path / "plan").read_bytes() == content
    call_command("export_plan", *PLAN, "-o", "-", to=extension)
    assert capsysbinary.readouterr().out == content


def test_draft_is_written_on_request(submitted: Cast, capsys: Any) -> None:
    lifecycle.return_plan(submitted.plan, by=submitted.reviewer, reason="More")
    apply(submitted.plan, parse({"cycle": "2020-21", "division": "Academics", "department": "Instructional Services"}))
    for options in ([], ["--draft"]):
        call_command("export_plan", *PLAN, "--to", "json", *options)
    names = capsys.readouterr().out.splitlines()
    assert names == ["Instructional Services 2020-21, version 1.json", "Instructional Services 2020-21, draft.json"]
    assert [len(json.loads(Path(name).read_text())["goals"]) for name in names] == [4, 0]


def test_plan_that_was_never_submitted_is_a_draft(submitted: Cast, capsys: Any) -> None:
    call_command("export_plan", "2020-21", "special-education", "--to", "json")
    assert capsys.readouterr().out == "Special Education 2020-21, draft.json\n"


def test_whole_cycle_is_one_workbook(submitted: Cast, capsys: Any) -> None:
    submit_plan(submitted.other_plan, by=submitted.other_lead, in_spite_of_gaps=True)
    call_command("export_plan", "2020-21", "--to", "xlsx")
    assert capsys.readouterr().out == "Department plans 2020-21.xlsx\n"
    page = load_workbook(BytesIO(Path("Department plans 2020-21.xlsx").read_bytes()))["Plans"]
    assert [page.cell(row, 2).value for row in (2, 3, 4)] == ["Instructional Services", "Special Education", None]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["2019-20", "x"], "There is no planning cycle “2019-20”: the cycles are 2020-21."),
        (
            ["2020-21", "x"],
            "There is no plan of “x” for 2020-21: the departments are instructional-services, special-education.",
        ),
        ([*PLAN, "-o", "nowhere/plan.json"], "nowhere/plan.json cannot be written: No such file or directory. "),
        (["2020-21"], "Name a department: only submitted plans, as xlsx, are written for a whole cycle."),
    ],
    ids=["cycle", "department", "file", "whole cycle"],
)
def test_mistakes_are_said_in_a_sentence(submitted: Cast, words: list[str], message: str) -> None:
    with pytest.raises(CommandError) as error:
        call_command("export_plan", *words, "--to", "json")
    assert str(error.value) == message + ("Give another file with -o." if message.endswith(" ") else "")
    assert list(Path().iterdir()) == []


def test_unknown_format_names_those_there_are(submitted: Cast) -> None:
    with pytest.raises(CommandError, match="choose from 'docx', 'pdf', 'xlsx', 'json'"):
        call_command("export_plan", *PLAN, "--to", "odt")


def test_cycle_without_submissions_has_no_workbook(cast: Cast) -> None:
    with pytest.raises(CommandError) as error:
        call_command("export_plan", "2020-21", "--to", "xlsx")
    assert str(error.value) == "No plan of 2020-21 has been submitted yet: name a department to write its draft."
