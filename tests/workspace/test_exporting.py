"""A plan as a file: for whom, which edition, under which name; and the files as they were filed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from plans import lifecycle
from plans.models import Contact, Filing, Plan
from pusdplans.archive import filing
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from pusdplans.exports.edition import FORMATS
from tests import district
from tests.archive.filed import FILES, approve
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

PLAN = "/plans/2020-21/instructional-services/"
BEGINS = {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pdf": b"%PDF", "json": b"{\n"}


@pytest.fixture
def written(cast: district.Cast, real_document: dict[str, Any]) -> Plan:
    """The real plan, not submitted."""
    apply(cast.plan, parse(real_document))
    return cast.plan


def file_of(person: Any, path: str = "export/json/") -> tuple[str, Any]:
    """Fetch the plan as JSON. Returns the name it is saved under, and the first contact in it."""
    answer = signed_in(person).get(PLAN + path)
    assert answer.status_code == 200
    name = answer.headers["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    contacts = json.loads(answer.content)["contacts"]
    return name, contacts[0]["name"] if contacts else None


@pytest.mark.parametrize("extension", FORMATS)
def test_each_format_is_given_as_a_file(cast: district.Cast, written: Plan, extension: str) -> None:
    for path, name in (("export/", "draft"), ("document/1/export/", "version 1")):
        if name != "draft":
            submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
        answer = signed_in(cast.lead).get(f"{PLAN}{path}{extension}/")
        assert {
            key: answer.headers[key] for key in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
        } == {
            "Content-Type": FORMATS[extension].content_type,
            "Content-Disposition": f'attachment; filename="Instructional Services 2020-21, {name}.{extension}"',
            "X-Content-Type-Options": "nosniff",
        }
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.content.startswith(BEGINS[extension])


@pytest.mark.parametrize("path", ("export/exe/", "document/7/export/json/", "document/0/export/json/", "export/JSON/"))
def test_what_there_is_not_is_404(cast: district.Cast, written: Plan, path: str) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    assert signed_in(cast.lead).get(PLAN + path).status_code == 404


@pytest.mark.parametrize("path", ("export/json/", "document/1/export/json/", "document/1/filed/json/"))
def test_outsiders_meet_404(cast: district.Cast, written: Plan, path: str) -> None:
    filing.file_submission(approve(cast).pk)
    assert signed_in(cast.other_lead).get(PLAN + path).status_code == 404
    assert signed_in(cast.viewer).get(PLAN + path).status_code == 200


def test_file_is_what_the_person_is_shown(cast: district.Cast, written: Plan) -> None:
    """Members have the draft on their preview; a reviewer reads what was handed in."""
    first = Contact.objects.live().filter(plan=written).order_by("position").first()
    assert first is not None
    everybody = (cast.lead, cast.viewer, cast.reviewer, cast.admin)
    draft = "Instructional Services 2020-21, draft.json"
    assert {file_of(person) for person in everybody} == {(draft, first.name)}
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    version = "Instructional Services 2020-21, version 1.json"
    assert {file_of(person) for person in everybody} == {(version, first.name)}
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Who?")
    Contact.objects.filter(pk=first.pk).update(name="Somebody New")
    assert {file_of(person) for person in (cast.lead, cast.viewer)} == {(draft, "Somebody New")}
    assert {file_of(person) for person in (cast.reviewer, cast.admin)} == {(version, first.name)}
    assert {file_of(person, "document/1/export/json/") for person in everybody} == {(version, first.name)}


@pytest.mark.parametrize(
    ("page", "begins"),
    (("document/", "document/1/export/"), ("document/1/", "document/1/export/"), ("preview/", "export/")),
)
def test_pages_lead_to_the_files(cast: district.Cast, written: Plan, page: str, begins: str) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    shown = signed_in(cast.lead).get(PLAN + page).text
    assert [f'href="{PLAN}{begins}{extension}/"' in shown for extension in FORMATS] == [True] * len(FORMATS)


def test_card_of_the_home_page_leads_to_word_and_pdf(cast: district.Cast) -> None:
    shown = signed_in(cast.lead).get("/").text
    assert [f'href="{PLAN}export/{extension}/"' in shown for extension in ("docx", "pdf", "xlsx")] == [
        True,
        True,
        False,
    ]


def test_page_says_how_far_filing_is(cast: district.Cast, written: Plan, archive_folder: Path) -> None:
    def shown() -> str:
        return signed_in(cast.viewer).get(PLAN + "document/").text

    waits = approve(cast)
    assert "the files are on their way to the archive folder" in shown()
    archive_folder.write_text("not a folder")
    assert not filing.file_submission(waits.pk)
    assert "Filing waits for the archive: it is tried again." in shown()
    archive_folder.unlink()
    Filing.objects.update(next_try=waits.created_at)
    assert filing.file_submission(waits.pk)
    Filing.objects.update(filed_at="2020-10-07T17:42:00Z")
    page = shown()
    assert "Filed in Department Plans 2020 - 2021 on Oct 7, 2020, 10:42." in page
    links = [f'href="{PLAN}document/1/filed/{name}/"' for name in ("pdf", "docx", "json", "manifest")]
    assert [link in page for link in links] == [True] * 4


@pytest.mark.parametrize(("name", "file"), zip(("pdf", "docx", "json", "manifest"), FILES, strict=True))
def test_filed_files_are_given_as_they_are(
    cast: district.Cast, written: Plan, archive_folder: Path, name: str, file: str
) -> None:
    filing.file_submission(approve(cast).pk)
    answer = signed_in(cast.viewer).get(f"{PLAN}document/1/filed/{name}/")
    assert answer.getvalue() == (archive_folder / file).read_bytes()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.split("/")[1]}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_filed_file_that_cannot_be_read_is_answered_in_words(cast: district.Cast, written: Plan) -> None:
    filing.file_submission(approve(cast).pk)
    storages["archive"].delete(FILES[0])
    answer = signed_in(cast.viewer).get(f"{PLAN}document/1/filed/pdf/", follow=True)
    assert "The archive does not answer, or the file is not there any more." in answer.text
    assert signed_in(cast.viewer).get(f"{PLAN}document/1/filed/exe/").status_code == 404


def test_what_is_not_filed_yet_is_answered_in_words(cast: district.Cast, written: Plan) -> None:
    approve(cast)
    answer = signed_in(cast.viewer).get(f"{PLAN}document/1/filed/pdf/", follow=True)
    assert "This version is not in the archive: only approved ones are filed" in answer.text
    assert signed_in(cast.viewer).get(f"{PLAN}document/2/filed/pdf/").status_code == 404


def test_a_reopened_plan_still_says_where_it_was_filed(cast: district.Cast, written: Plan) -> None:
    filing.file_submission(approve(cast).pk)
    lifecycle.reopen(cast.plan, by=cast.reviewer, reason="A site moved.")
    assert "Filed in Department Plans 2020 - 2021" in signed_in(cast.reviewer).get(PLAN + "document/").text
