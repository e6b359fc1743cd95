"""A full disk, a storage or a mail server that is down, hangs, or a worker that is dead: only that feature waits, in words."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from plans import attachments, lifecycle
from plans.models import AttachedFile, Contact, Filing, Plan, Status
from pusdplans.document.submitting import refresh_progress
from pusdplans.workspace import views
from tests import district
from tests.archive.filed import approve
from tests.archive.test_workers import QUEUED, start_worker, until  # noqa: F401
from tests.conftest import signed_in
from tests.district import Cast
from tests.faults.lengths import figure, times
from tests.plans.rows.kinds import FETCH, KINDS, at
from tests.run import free_port
from tests.sample_files import GOOD

PLAN = "/plans/2020-21/instructional-services/"
FULL = "The place where files are kept is full or does not answer. Everything else works: try again later."


class Full(FileSystemStorage):
    """A storage whose disk is full: half of a file still fits."""

    def _save(self, name: str, content: Any) -> str:
        """Save half of the file."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[: content.size // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Open nothing."""
        raise OSError(errno.EIO, "Input/output error")


@pytest.fixture
def full(settings: Any, tmp_path: Path, stored_files: Path) -> Path:
    """The folder of attached files, on a full disk."""
    store = {"BACKEND": "tests.faults.test_stores.Full", "OPTIONS": {"location": stored_files}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    return stored_files


def attach(client: Client, **options: Any) -> Any:
    """Attach a picture."""
    return client.post(f"{PLAN}files/budget/", {"file": SimpleUploadedFile("Chart.png", GOOD["png"])}, **options)


@pytest.mark.django_db
def test_on_a_full_disk_a_file_is_not_taken_and_all_else_goes_on(cast: Cast, lead_client: Client, full: Path) -> None:
    answer = attach(lead_client, headers=FETCH)
    assert (answer.status_code, answer.json()) == (503, {"message": FULL})
    page = attach(lead_client)
    assert (page.status_code, FULL in page.text) == (503, True)
    # No half of it is left on the full disk, and no row names it.
    assert ([path for path in full.rglob("*") if path.is_file()], AttachedFile.objects.count()) == ([], 0)
    contact = Contact.objects.create(plan=cast.plan)
    values = {"name": "Ana Ruiz", "revision": 1}
    assert lead_client.post(at(cast.plan, KINDS["contact"], contact, "save"), values, headers=FETCH).status_code == 200
    assert [lead_client.get(PLAN + page).status_code for page in ("budget/", "check/", "preview/")] == [200] * 3


@pytest.mark.django_db
def test_control_without_the_guard_the_page_breaks_and_a_half_file_stays(
    lead_client: Client, full: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(
        attachments, "store", lambda row, content: row.file.save(row.name, ContentFile(content), save=False)
    )
    with pytest.raises(OSError, match="No space left"):
        attach(lead_client)
    assert [path.suffix for path in full.rglob("*") if path.is_file()] == [".png"]


@pytest.mark.django_db
def test_while_the_storage_is_down_a_file_is_not_shown_and_the_page_says_so(
    cast: Cast, lead_client: Client, settings: Any
) -> None:
    there = settings.STORAGES
    attach(lead_client)
    row = AttachedFile.objects.get()
    store = {"BACKEND": "tests.faults.test_stores.Full", "OPTIONS": {"location": settings.MEDIA_ROOT}}
    settings.STORAGES = {**there, "default": store}
    page = lead_client.get(f"{PLAN}files/{row.id}/", follow=True)
    assert (page.status_code, "The place where files are kept does not answer." in page.text) == (200, True)
    settings.STORAGES = there
    assert b"".join(lead_client.get(f"{PLAN}files/{row.id}/").streaming_content) == GOOD["png"]


@pytest.fixture
def unwritable() -> Iterator[Any]:
    """A function after which the database takes no write any more, and says so itself."""
    off, on = {
        "sqlite": ("PRAGMA query_only = 1", "PRAGMA query_only = 0"),
        "postgresql": ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off"),
    }[connection.vendor]

    def close() -> None:
        with connection.cursor() as cursor:
            cursor.execute(off)

    yield close
    with connection.cursor() as cursor:
        cursor.execute(on)


def changed_since(cast: Cast) -> Client:
    """Let the lead save a text, so that what is kept of the plan's completeness is out of date. Returns the client."""
    client = signed_in(cast.lead)
    client.raise_request_exception = False
    purpose = cast.plan.texts.get(part="purpose")
    values = {"text": "<p>Before</p>", "revision": purpose.revision}
    assert client.post(at(cast.plan, KINDS["text"], purpose, "save"), values, headers=FETCH).status_code == 200
    return client


@pytest.mark.django_db(transaction=True)
def test_while_nothing_can_be_written_every_page_is_read_and_a_save_fails(unwritable: Any) -> None:
    cast = district.make()
    client = changed_since(cast)
    unwritable()
    pages = ("/", PLAN + "purpose/", PLAN + "check/", PLAN + "preview/")
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    purpose = cast.plan.texts.get(part="purpose")
    values = {"text": "<p>After</p>", "revision": purpose.revision}
    answer = client.post(at(cast.plan, KINDS["text"], purpose, "save"), values, headers=FETCH)
    # The script says "Not saved, retrying" to this, and keeps the text; a page says whose fault it is not.
    assert (answer.status_code, "It is not your doing." in answer.text) == (500, True)
    assert cast.plan.texts.get(part="purpose").text == "<p>Before</p>"


@pytest.mark.django_db(transaction=True)
def test_control_if_reading_wrote_no_page_could_be_read(unwritable: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "current_progress", lambda plan, document=None: refresh_progress(plan, document))
    client = changed_since(district.make())
    unwritable()
    assert [client.get(page).status_code for page in ("/", PLAN + "check/")] == [500, 500]


@pytest.fixture
def silent_mail_server() -> Iterator[str]:
    """A mail server that takes connections and never says a word. Gives its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ("hangs", "refuses"))
def test_while_mail_is_down_plans_are_filed(start_worker: Any, silent_mail_server: str, fault: str) -> None:  # noqa: F811
    address = silent_mail_server if fault == "hangs" else f"smtp://127.0.0.1:{free_port()}"
    approve(district.make())
    if fault == "hangs":
        # Control: one who waits for the mail server as long as it likes does nothing else.
        patient = start_worker(EMAIL_URL=address, EMAIL_TIMEOUT="600")
        until(lambda: DBTaskResult.objects.running().exists())
        with pytest.raises(AssertionError):
            until(lambda: Filing.objects.get().is_filed, seconds=1.5)
        patient.kill()
        patient.wait(timeout=10)
    start_worker(EMAIL_URL=address, EMAIL_TIMEOUT="1")
    until(lambda: Filing.objects.get().is_filed)


@pytest.mark.django_db(transaction=True)
def test_without_a_worker_all_goes_on_and_filing_says_that_it_waits(settings: Any) -> None:
    settings.TASKS = QUEUED
    cast = district.make()
    approve(cast)
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.APPROVED
    page = signed_in(cast.lead).get(f"{PLAN}document/")
    assert "Approved; the files are on their way to the archive folder." in page.text
    office = signed_in(cast.reviewer)
    page = office.post("/queue/2020-21/export/", {"kind": "xlsx"}, follow=True)
    assert (page.status_code, "Waiting for its turn." in page.text) == (200, True)


@pytest.mark.django_db(transaction=True)
def test_a_task_whose_worker_is_killed_is_picked_up_by_another_by_itself(
    start_worker: Any,  # noqa: F811
    archive_folder: Path,
) -> None:
    cast, kills = district.make(), times(1, 5)
    for _kill in range(kills):
        approve(cast)
        filing = Filing.objects.order_by("-pk")[0]
        victim = start_worker(STOP_AT_SAVE="2", PATIENCE="1")
        until(lambda key=filing.pk: Filing.objects.get(pk=key).files and DBTaskResult.objects.running().exists())
        victim.kill()
        victim.wait(timeout=10)
        assert not Filing.objects.get(pk=filing.pk).is_filed
        other = start_worker(PATIENCE="1", SIGN_EVERY="0.2")
        until(lambda key=filing.pk: Filing.objects.get(pk=key).is_filed and not DBTaskResult.objects.running().exists())
        other.terminate()
        other.wait(timeout=20)
        lifecycle.reopen(cast.plan, by=cast.admin, reason="Again")
    figure("worker killed in the middle of filing: not filed by the next", kills, 0)
