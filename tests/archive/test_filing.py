"""Filing: what stands in the folder after approving, once; a storage that is down, files that are in the way."""

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans import filing as announced
from plans import lifecycle
from plans.models import Filing, FilingState, Plan, Status, Submission, SubmissionState
from pusdplans.archive import filing
from pusdplans.document.apply import apply
from pusdplans.document.schema import digest, parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.archive.filed import FILES, FOLDER, NAME, DownForAWhile, approve

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits(cast: district.Cast, real_document: dict[str, Any]) -> Filing:
    """The filing of the real plan, approved a moment ago."""
    apply(cast.plan, parse(real_document))
    return approve(cast)


@pytest.fixture
def shaky(settings: Any, archive_folder: Path) -> type[DownForAWhile]:
    """The archive in a storage that can go down."""
    store = {"BACKEND": "tests.archive.filed.DownForAWhile", "OPTIONS": {"location": archive_folder}}
    settings.STORAGES = {**settings.STORAGES, "archive": store}
    DownForAWhile.failures = {}
    return DownForAWhile


def held(folder: Path) -> dict[str, bytes]:
    """Return what the archive folder holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_approving_files_the_plan_after_the_commit(
    cast: district.Cast, archive_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        waits = approve(cast)
        assert (waits.state, held(archive_folder)) == (FilingState.WAITING, {})
    waits.refresh_from_db()
    assert (waits.state, waits.attempts, waits.folder, waits.problem) == (FilingState.FILED, 1, FOLDER, "")
    assert sorted(held(archive_folder)) == sorted(FILES)


def test_what_is_filed_is_what_was_approved(waits: Filing, archive_folder: Path) -> None:
    assert filing.file_submission(waits.pk)
    files = held(archive_folder)
    submission = waits.submission
    assert digest(json.loads(files[f"{NAME}.json"])) == submission.sha256
    assert {name: content[:4] for name, content in files.items() if not name.endswith("json")} == {
        f"{NAME}.pdf": b"%PDF",
        f"{NAME}.docx": b"PK\x03\x04",
    }
    waits.refresh_from_db()
    assert {each["name"]: (each["size"], each["sha256"]) for each in waits.files} == {
        name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()
    }
    decision = submission.decisions.get()
    assert json.loads(files[f"{NAME}.manifest.json"]) == {
        "format": "department-plan-filing/1",
        "department": "Instructional Services",
        "cycle": "2020-21",
        "version": 1,
        "submission_sha256": submission.sha256,
        "approved_by": "David Rennie",
        "approved_at": decision.decided_at.astimezone(datetime.UTC).isoformat(),
        "files": [each | {"name": each["name"].split("/")[1]} for each in waits.files[:-1]],
    }


def again(waits: Filing) -> None:
    """Let a second worker take the same filing, as after a kill just before the state was written."""
    Filing.objects.filter(pk=waits.pk).update(state=FilingState.WAITING, filed_at=None, next_try=timezone.now())
    assert filing.file_submission(waits.pk)


def test_filed_twice_stands_there_once(waits: Filing, archive_folder: Path) -> None:
    filing.file_submission(waits.pk)
    before = held(archive_folder)
    inodes = {path.name: path.stat().st_ino for path in (archive_folder / FOLDER).iterdir()}
    again(waits)
    assert held(archive_folder) == before
    assert {path.name: path.stat().st_ino for path in (archive_folder / FOLDER).iterdir()} == inodes


def test_control_without_looking_first_a_second_filing_makes_copies(
    waits: Filing, archive_folder: Path, monkeypatch: Any
) -> None:
    filing.file_submission(waits.pk)
    monkeypatch.setattr(filing, "sum_of", lambda storage, name: None)
    monkeypatch.setattr(filing, "_put", lambda storage, name, content: storage.save(name, filing.ContentFile(content)))
    again(waits)
    assert len(held(archive_folder)) == 2 * len(FILES)


def test_a_filed_plan_is_left_alone(waits: Filing, archive_folder: Path) -> None:
    filing.file_submission(waits.pk)
    waits.refresh_from_db()
    filed_at = waits.filed_at
    assert not filing.file_submission(waits.pk)
    waits.refresh_from_db()
    assert (waits.filed_at, waits.attempts) == (filed_at, 1)


@pytest.mark.parametrize("count", (1, 2, 3))
def test_a_filing_cut_short_is_taken_up_where_it_stopped(waits: Filing, archive_folder: Path, count: int) -> None:
    """A killed worker leaves some files, and one half of the next."""
    filing.file_submission(waits.pk)
    whole = held(archive_folder)
    for number, name in enumerate(FILES):
        if number == count:
            (archive_folder / name).write_bytes(whole[name][:50])
        elif number > count:
            (archive_folder / name).unlink()
    again(waits)
    assert sorted(held(archive_folder)) == sorted(FILES)
    kept = FILES[:count]
    assert {name: held(archive_folder)[name] for name in kept} == {name: whole[name] for name in kept}
    waits.refresh_from_db()
    assert {each["name"]: each["sha256"] for each in waits.files} == {
        name: hashlib.sha256(content).hexdigest() for name, content in held(archive_folder).items()
    }


def test_two_attempts_do_not_run_at_once(waits: Filing) -> None:
    Filing.objects.filter(pk=waits.pk).update(next_try=timezone.now() + filing.LEASE)
    assert not filing.file_submission(waits.pk)
    waits.refresh_from_db()
    assert (waits.state, waits.attempts) == (FilingState.WAITING, 0)


@pytest.mark.parametrize("act", ("exists", "save", "open"))
def test_storage_down_at_approving_and_back_later(
    cast: district.Cast,
    shaky: type[DownForAWhile],
    archive_folder: Path,
    act: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    shaky.goes_down(**{act: 3})
    if act == "open":
        # What stands there is read before anything is written over it.
        (archive_folder / FOLDER).mkdir(parents=True)
        (archive_folder / FILES[0]).write_bytes(b"something")
    with django_capture_on_commit_callbacks(execute=True):
        waits = approve(cast)
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.APPROVED
    now = timezone.now()
    seen = []
    for minutes in (0, 1.5, 4, 9):
        with time_machine.travel(now + datetime.timedelta(minutes=minutes), tick=False):
            if minutes == 9:
                (archive_folder / FILES[0]).unlink(missing_ok=True)
            filing.file_what_waits()
        waits.refresh_from_db()
        seen.append((waits.state, waits.attempts))
    assert seen == [
        (FilingState.RETRYING, 1),
        (FilingState.RETRYING, 2),
        (FilingState.RETRYING, 3),
        (FilingState.FILED, 4),
    ]
    assert sorted(held(archive_folder)) == sorted(FILES)


def test_what_went_wrong_is_said_in_words(waits: Filing, shaky: type[DownForAWhile]) -> None:
    shaky.goes_down(save=1)
    filing.file_submission(waits.pk)
    waits.refresh_from_db()
    assert waits.problem == "The files could not be written (ConnectionError: the archive is down)."


def test_control_a_storage_that_stays_down_files_nothing(
    waits: Filing, shaky: type[DownForAWhile], archive_folder: Path
) -> None:
    shaky.goes_down(save=1_000)
    now = timezone.now()
    for hours in range(30):
        with time_machine.travel(now + datetime.timedelta(hours=2 * hours), tick=False):
            filing.file_what_waits()
    waits.refresh_from_db()
    assert (waits.state, waits.attempts, held(archive_folder)) == (FilingState.RETRYING, 30, {})


def test_waits_grow_up_to_an_hour() -> None:
    waits = [filing.wait_after(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 6, 7, 8, 1_000_000)]
    assert waits == [1, 2, 4, 32, 60, 60, 60]


def test_one_failure_ends_the_round_and_the_next_round_begins_with_others(
    cast: district.Cast, shaky: type[DownForAWhile], archive_folder: Path
) -> None:
    approve(cast)
    approve(cast, cast.other_plan)
    shaky.goes_down(exists=1)
    assert filing.file_what_waits() == 0
    assert filing.file_what_waits() == 1
    assert [each.attempts for each in Filing.objects.order_by("pk")] == [1, 1]


def test_a_file_of_somebody_else_is_not_written_over(waits: Filing, archive_folder: Path) -> None:
    (archive_folder / FOLDER).mkdir(parents=True)
    (archive_folder / FILES[1]).write_bytes(b"typed by hand")
    assert not filing.file_submission(waits.pk)
    assert held(archive_folder) == {FILES[1]: b"typed by hand"}
    waits.refresh_from_db()
    assert waits.problem == (f"In the archive there is another file called “{FILES[1]}” already: move it or rename it.")
    (archive_folder / FILES[1]).rename(archive_folder / FOLDER / "old.docx")
    Filing.objects.update(next_try=timezone.now())
    assert filing.file_submission(waits.pk)


def test_a_reopened_plan_files_its_next_version_beside_the_old(waits: Filing, archive_folder: Path, cast: Any) -> None:
    filing.file_submission(waits.pk)
    before = held(archive_folder)
    lifecycle.reopen(cast.plan, by=cast.reviewer, reason="A site moved.")
    second = approve(cast)
    assert filing.file_submission(second.pk)
    after = held(archive_folder)
    assert {name: after[name] for name in before} == before
    assert sorted(after) == sorted([*FILES, *(name.replace("version 1", "version 2") for name in FILES)])


def test_nothing_is_filed_of_an_approval_that_is_taken_back(
    cast: district.Cast, archive_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(lifecycle.NotPossible):
        lifecycle.approve(cast.plan, by=cast.reviewer, version=7)
    assert (Filing.objects.count(), held(archive_folder)) == (0, {})


def test_approving_works_when_nobody_can_be_told(
    cast: district.Cast, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    def broken(key: int) -> None:
        raise ConnectionError("no queue")

    monkeypatch.setattr(announced, "_announced", [broken])
    with django_capture_on_commit_callbacks(execute=True):
        waits = approve(cast)
    assert filing.file_what_waits() == 1
    waits.refresh_from_db()
    assert waits.is_filed


def test_approvals_from_before_are_adopted_once(cast: district.Cast) -> None:
    approve(cast)
    Filing.objects.all().delete()
    assert (filing.adopt(), filing.adopt()) == (1, 0)
    assert Filing.objects.get().submission == Submission.objects.get(state=SubmissionState.APPROVED)


def test_a_submission_is_filed_by_one_row(waits: Filing) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.create(submission=waits.submission)


@pytest.mark.parametrize("folder", ("../elsewhere", "/etc", "a\\b", "x/../../y"))
def test_a_folder_stays_inside_the_archive(cast: district.Cast, folder: str, archive_folder: Path) -> None:
    from django.core.exceptions import ValidationError

    cast.cycle.archive_folder = folder
    with pytest.raises(ValidationError):
        cast.cycle.full_clean()
    cast.cycle.save()
    waits = approve(cast)
    if folder != "a\\b":
        assert not filing.file_submission(waits.pk)
        assert [path for path in archive_folder.parent.rglob("*.pdf") if archive_folder not in path.parents] == []


def test_storage_is_the_one_of_the_settings(archive_folder: Path) -> None:
    assert filing.archive() is storages["archive"]
    assert Path(storages["archive"].location) == archive_folder
