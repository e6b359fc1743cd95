"""Files are taken in whole or not at all, and go when nothing names them any more."""

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from plans import attachments
from plans.attachments import attach, clean_name
from plans.file_kinds import KINDS, Refused
from plans.lifecycle import return_plan
from plans.models import AttachedFile, FilePart, Plan, Status
from plans.row_kinds import FILE
from plans.rows.saving import NotEditable, TooMany, delete_row, move_row
from pusdplans.document import apply, schema
from pusdplans.document.collect import collect
from pusdplans.document.submitting import named_files, submit_plan
from tests import district
from tests.district import Cast
from tests.sample_files import GOOD, jpeg, png

pytestmark = pytest.mark.django_db


def sent(content: bytes, name: str = "chart.png") -> SimpleUploadedFile:
    """Return a file as a browser sends it, with a content type that is a lie."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def on_disk(folder: Path) -> list[bytes]:
    """Return the contents of all stored files."""
    return sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_attach_stores_the_content_under_a_name_of_ours(cast: Cast, stored_files: Path) -> None:
    attached = attach(cast.plan, FilePart.BUDGET, sent(png(), "../../Budget <2021>.PNG"), by=cast.lead)
    row = AttachedFile.objects.get()
    assert (attached.row, attached.is_new) == (row, True)
    assert (row.plan, row.part, row.name) == (cast.plan, "budget", "Budget <2021>.PNG")
    assert (row.content_type, row.size, row.position) == ("image/png", len(png()), 0)
    assert row.sha256 == hashlib.sha256(png()).hexdigest()
    assert row.updated_by == cast.lead
    folder, _slash, name = row.file.name.partition("/")
    assert (folder, len(name), name[32:]) == ("attachments", 36, ".png")
    assert on_disk(stored_files) == [png()]
    plan = Plan.objects.get(pk=cast.plan.pk)
    assert plan.status == Status.IN_PROGRESS
    assert [each.name for each in collect(plan).budget.files] == ["Budget <2021>.PNG"]


def test_same_content_twice_in_a_part_is_one_file(cast: Cast, stored_files: Path) -> None:
    first = attach(cast.plan, FilePart.BUDGET, sent(png(), "one.png"), by=cast.lead)
    again = attach(cast.plan, FilePart.BUDGET, sent(png(), "two.png"), by=cast.lead)
    assert (again.row, again.is_new) == (first.row, False)
    assert on_disk(stored_files) == [png()]
    other_part = attach(cast.plan, FilePart.ORG_CHART, sent(png()), by=cast.lead)
    assert other_part.is_new
    assert len(on_disk(stored_files)) == 2


def test_refused_file_leaves_nothing(cast: Cast, stored_files: Path, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1_000
    for content in (b"", b"<script>", b"%PDF-1.7\n", GOOD["pdf"] + bytes(1_000)):
        with pytest.raises(Refused):
            attach(cast.plan, FilePart.BUDGET, sent(content), by=cast.lead)
    assert not AttachedFile.objects.exists()
    assert on_disk(stored_files) == []
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.NOT_STARTED


def test_too_large_names_the_limit(cast: Cast, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1_000
    with pytest.raises(Refused, match=r"^This file is larger than 1 KB: make its pictures smaller"):
        attach(cast.plan, FilePart.BUDGET, sent(GOOD["pdf"] + bytes(1_000)), by=cast.lead)


def test_plan_submitted_meanwhile_leaves_nothing(cast: Cast, stored_files: Path) -> None:
    plan = cast.plan
    Plan.objects.filter(pk=plan.pk).update(status=Status.SUBMITTED)
    with pytest.raises(NotEditable):
        attach(plan, FilePart.BUDGET, sent(png()), by=cast.lead)
    assert (AttachedFile.objects.count(), on_disk(stored_files)) == (0, [])


def test_part_is_full_at_some_point(cast: Cast, stored_files: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    attach(cast.plan, FilePart.BUDGET, sent(png()), by=cast.lead)
    with pytest.raises(TooMany, match="1 files at the most"):
        attach(cast.plan, FilePart.BUDGET, sent(jpeg()), by=cast.lead)
    assert on_disk(stored_files) == [png()]


def test_move_stays_within_the_part(cast: Cast) -> None:
    plan, lead = cast.plan, cast.lead
    chart = attach(plan, FilePart.ORG_CHART, sent(png()), by=lead).row
    one, two = (attach(plan, FilePart.BUDGET, sent(each), by=lead).row for each in (png(), jpeg()))
    assert [each.id for each in move_row(FILE, plan, two.id, up=True, by=None)] == [two.id, one.id]
    assert [each.id for each in move_row(FILE, plan, chart.id, up=False, by=None)] == [chart.id]


@pytest.mark.parametrize(
    ("sent_name", "name"),
    (
        ("C:\\Users\\me\\Org chart.pdf", "Org chart.pdf"),
        ("/etc/passwd", "passwd"),
        ("..", "PDF.pdf"),
        ("", "PDF.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("Niños “2021”.pdf", "Niños “2021”.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
    ),
)
def test_names_are_made_safe(sent_name: str, name: str) -> None:
    assert clean_name(sent_name, KINDS["application/pdf"]) == name


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    (
        ("Chart.PNG", "image/png", "Chart.PNG"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("Chart", "image/png", "Chart.png"),
        ("setup.exe", "application/pdf", "setup.exe.pdf"),
        ("page.html", "text/html", "page.html.bin"),
    ),
)
def test_download_has_the_ending_of_its_content(name: str, content_type: str, expected: str) -> None:
    assert AttachedFile(name=name, content_type=content_type).download_name == expected


def test_type_that_is_none_of_ours_is_served_as_bytes() -> None:
    served = {each: AttachedFile(content_type=each).served_as for each in ("image/png", "text/html", "")}
    assert served == {"image/png": "image/png", "text/html": "application/octet-stream", "": "application/octet-stream"}


# What becomes of a deleted file.


def test_deleted_file_goes_when_the_plan_is_submitted(
    cast: Cast, stored_files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    plan, lead = cast.plan, cast.lead
    gone = attach(plan, FilePart.BUDGET, sent(png()), by=lead).row
    stays = attach(plan, FilePart.BUDGET, sent(jpeg()), by=lead).row
    delete_row(FILE, plan, gone.id, by=lead)
    assert len(on_disk(stored_files)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        submit_plan(plan, by=lead, in_spite_of_gaps=True)
        assert len(on_disk(stored_files)) == 2
    assert list(AttachedFile.objects.all()) == [stays]
    assert on_disk(stored_files) == [jpeg()]


def test_file_that_a_submission_names_stays(
    cast: Cast, stored_files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    plan, lead = cast.plan, cast.lead
    row = attach(plan, FilePart.ORG_CHART, sent(png()), by=lead).row
    submit_plan(plan, by=lead, in_spite_of_gaps=True)
    assert named_files(plan) == {row.id}
    return_plan(cast.plan, by=cast.reviewer, reason="More")
    delete_row(FILE, plan, row.id, by=lead)
    with django_capture_on_commit_callbacks(execute=True):
        submit_plan(cast.plan, by=lead, in_spite_of_gaps=True)
    kept = AttachedFile.objects.get()
    assert (kept.id, kept.deleted_at is None) == (row.id, False)
    assert on_disk(stored_files) == [png()]
    assert collect(cast.plan).org_chart_files == ()


def test_stored_file_that_another_row_names_stays(
    cast: Cast, stored_files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    plan, lead = cast.plan, cast.lead
    row = attach(plan, FilePart.BUDGET, sent(png()), by=lead).row
    document = collect(plan)
    with django_capture_on_commit_callbacks(execute=True):
        apply.apply(cast.other_plan, document, by=lead)
    copy = AttachedFile.objects.get(plan=cast.other_plan)
    assert copy.file.name == row.file.name
    delete_row(FILE, plan, row.id, by=lead)
    with django_capture_on_commit_callbacks(execute=True):
        submit_plan(plan, by=lead, in_spite_of_gaps=True)
    assert list(AttachedFile.objects.all()) == [copy]
    assert on_disk(stored_files) == [png()]


def test_applied_document_lets_go_of_what_it_does_not_name(
    cast: Cast, stored_files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    plan, lead = cast.plan, cast.lead
    blank = collect(plan)
    attach(plan, FilePart.BUDGET, sent(jpeg()), by=lead)
    with django_capture_on_commit_callbacks(execute=True):
        apply.apply(plan, blank, by=lead)
    assert (AttachedFile.objects.count(), on_disk(stored_files)) == (0, [])
    named = attach(plan, FilePart.BUDGET, sent(png()), by=lead).row
    submit_plan(plan, by=lead, in_spite_of_gaps=True)
    return_plan(cast.plan, by=cast.reviewer, reason="More")
    with django_capture_on_commit_callbacks(execute=True):
        apply.apply(cast.plan, blank, by=lead)
    kept = AttachedFile.objects.get()
    assert (kept.id, kept.deleted_at is None, on_disk(stored_files)) == (named.id, False, [png()])
    assert schema.to_json(collect(cast.plan)).get("budget", {}).get("files", []) == []


def attach_at_once(cast: district.Cast, times: int) -> int:
    """Attach the same file so many times at the same moment. Returns how many rows that made."""
    plan, start, failed = cast.plan, threading.Barrier(times), []

    def one() -> None:
        try:
            start.wait()
            attach(plan, FilePart.BUDGET, sent(png()), by=cast.lead)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _index in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return AttachedFile.objects.count()


@pytest.mark.django_db(transaction=True)
def test_same_file_at_the_same_moment_is_one(stored_files: Path) -> None:
    assert attach_at_once(district.make(), 6) == 1
    assert on_disk(stored_files) == [png()]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, with the guard or not")
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_plan_it_is_one_for_each(stored_files: Path, monkeypatch: Any) -> None:
    everybody_has_looked, save = threading.Barrier(6, timeout=20), AttachedFile.save

    def save_after_all_looked(row: AttachedFile, **options: Any) -> None:
        everybody_has_looked.wait()
        save(row, **options)

    monkeypatch.setattr(attachments, "hold_open", lambda plan, *, by: None)
    monkeypatch.setattr(AttachedFile, "save", save_after_all_looked)
    assert attach_at_once(district.make(), 6) == 6
