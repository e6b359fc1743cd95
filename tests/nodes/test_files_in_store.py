"""Attached files and all else of the default storage in an S3-compatible store: served by our views alone; what a backup says."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from plans.models import AttachedFile, CycleExport, CycleExportState
from pusdplans.archive import cycle_export, filing
from tests import district, object_store
from tests.archive.filed import approve
from tests.conftest import signed_in
from tests.district import Cast
from tests.run import free_port
from tests.sample_files import GOOD
from tests.workspace.word_forms import uploaded, with_picture

PLAN = "/plans/2020-21/instructional-services/"
BUCKET = "district-files"
DOWN = "The place where files are kept does not answer."


@pytest.fixture
def bucket(store_server: str, settings: Any) -> Iterator[Any]:
    """An empty bucket, in use for attached files and as the archive."""
    bucket = object_store.make_bucket(store_server, BUCKET)
    both = {"default": "media", "archive": "archive"}
    stores = {name: object_store.storage(store_server, BUCKET, prefix) for name, prefix in both.items()}
    settings.STORAGES = {**settings.STORAGES, **stores}
    yield bucket
    object_store.remove(bucket)


def down(settings: Any) -> None:
    """Let nobody answer for the store any more."""
    nowhere = object_store.storage(f"http://127.0.0.1:{free_port()}", BUCKET, "media")
    settings.STORAGES = {**settings.STORAGES, "default": nowhere}


def attach(client: Client) -> AttachedFile:
    """Attach a picture."""
    client.post(f"{PLAN}files/budget/", {"file": SimpleUploadedFile("Chart.png", GOOD["png"])})
    return AttachedFile.objects.get()


def made(office: Client, kind: str) -> CycleExport:
    """Ask for the file of the cycle, and make it as the worker does."""
    office.post("/queue/2020-21/export/", {"kind": kind})
    cycle_export.make(CycleExport.objects.get().pk)
    return CycleExport.objects.get(state=CycleExportState.DONE)


@pytest.mark.django_db
def test_attached_file_is_stored_in_the_bucket_and_served_to_who_may_see_the_plan(
    cast: Cast, lead_client: Client, bucket: Any, stored_files: Path
) -> None:
    row = attach(lead_client)
    assert object_store.names(bucket) == [f"media/{row.file.name}"]
    assert not stored_files.exists()
    address = f"{PLAN}files/{row.id}/"
    answer = signed_in(cast.viewer).get(address)
    assert (answer.getvalue(), answer["Content-Disposition"]) == (GOOD["png"], 'attachment; filename="Chart.png"')
    assert signed_in(cast.other_lead).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.django_db
def test_store_gives_no_address_that_would_need_no_right(cast: Cast, lead_client: Client, bucket: Any) -> None:
    row = attach(lead_client)
    with pytest.raises(ValueError, match="ask who may have them"):
        _ = row.file.url


@pytest.mark.django_db
def test_file_of_a_cycle_is_stored_in_the_bucket_and_fetched(cast: Cast, bucket: Any) -> None:
    office = signed_in(cast.reviewer)
    approve(cast)
    export = made(office, "zip")
    assert object_store.names(bucket) == [f"media/cycle-exports/{export.pk}.zip"]
    with zipfile.ZipFile(io.BytesIO(office.get(f"/exports/{export.pk}/file/").getvalue())) as found:
        assert any(name.endswith(".docx") for name in found.namelist())


@pytest.mark.django_db
def test_picture_of_a_word_form_waits_in_the_bucket_and_is_attached_from_it(lead_client: Client, bucket: Any) -> None:
    reading, address = uploaded(lead_client, with_picture(GOOD["png"]))
    assert object_store.names(bucket) == [f"media/{reading.pictures.get().file.name}"]
    assert lead_client.get(f"{address}pictures/0/").getvalue() == GOOD["png"]
    lead_client.post(address, {"act": "apply"})
    row = AttachedFile.objects.get()
    assert lead_client.get(f"{PLAN}files/{row.id}/").getvalue() == GOOD["png"]
    assert f"media/{row.file.name}" in object_store.names(bucket)


@pytest.mark.django_db
def test_while_the_store_is_down_pages_say_so(cast: Cast, lead_client: Client, bucket: Any, settings: Any) -> None:
    row = attach(lead_client)
    office = signed_in(cast.reviewer)
    export = made(office, "xlsx")
    down(settings)
    page = lead_client.get(f"{PLAN}files/{row.id}/", follow=True)
    assert (page.status_code, DOWN in page.text) == (200, True)
    page = office.get(f"/exports/{export.pk}/file/", follow=True)
    assert (page.status_code, "This file is not there" in page.text) == (200, True)
    answer = lead_client.post(f"{PLAN}files/budget/", {"file": SimpleUploadedFile("Other.pdf", GOOD["pdf"])})
    assert (answer.status_code, AttachedFile.objects.count()) == (503, 1)
    assert Client().get("/readyz").json()["storage"] == "cannot be reached"


@pytest.fixture
def backed_up(transactional_db: None, bucket: Any, tmp_path: Path, capsys: Any) -> tuple[Path, AttachedFile]:
    """A backup of a district whose file and filed plan are in the bucket, and the file."""
    cast = district.make()
    row = attach(signed_in(cast.lead))
    filing.file_submission(approve(cast).pk)
    folder = tmp_path / "copies" / "today"
    call_command("backup", str(folder))
    said = capsys.readouterr().out
    assert " 0 files." in said
    assert "Not in it, since they are in a store elsewhere: attached files and filed plans." in said
    return folder, row


def test_backup_says_that_files_are_elsewhere_and_so_does_its_check(backed_up: Any, capsys: Any) -> None:
    folder, _row = backed_up
    assert not (folder / "files").exists()
    call_command("restore", str(folder), "--verify")
    said = capsys.readouterr().out
    assert "Not in the backup: attached files, which are in a store elsewhere." in said
    assert "Not in the backup: filed plans, which are in a store elsewhere." in said


def test_restore_names_what_the_store_does_not_hold_any_more(backed_up: Any, bucket: Any, capsys: Any) -> None:
    folder, row = backed_up
    call_command("restore", str(folder), "--overwrite")
    assert "Restored and compared" in capsys.readouterr().out
    assert default_storage.exists(row.file.name)
    bucket.Object(f"media/{row.file.name}").delete()
    with pytest.raises(CommandError, match=f"bring back their versions there:\n{row.file.name}") as caught:
        call_command("restore", str(folder), "--overwrite")
    assert caught.value.returncode == 2


def test_backup_names_what_the_store_does_not_hold(backed_up: Any, bucket: Any, tmp_path: Path) -> None:
    _folder, row = backed_up
    bucket.Object(f"media/{row.file.name}").delete()
    with pytest.raises(CommandError, match=f"files that are gone:\n{row.file.name}") as caught:
        call_command("backup", str(tmp_path / "copies" / "tomorrow"))
    assert caught.value.returncode == 2


def test_backup_with_files_restored_beside_a_store_says_that_they_are_to_be_copied(
    transactional_db: None, store_server: str, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    attach(signed_in(district.make().lead))
    call_command("backup", str(tmp_path / "today"))
    settings.STORAGES = {**settings.STORAGES, "default": object_store.storage(store_server, BUCKET, "media")}
    call_command("restore", str(tmp_path / "today"), "--overwrite")
    assert "Not restored: attached files, since they are in a store elsewhere here." in capsys.readouterr().out


def test_control_in_a_folder_they_are_in_the_backup(
    transactional_db: None, archive_folder: Path, tmp_path: Path, capsys: Any
) -> None:
    assert isinstance(storages["default"], FileSystemStorage)
    attach(signed_in(district.make().lead))
    call_command("backup", str(tmp_path / "today"))
    said = capsys.readouterr().out
    assert (" 1 files." in said, "elsewhere" in said) == (True, False)
