"""In a browser: an approved plan's files are fetched from the archive, and a cycle's file is watched while it is made."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import CycleExport, Filing
from pusdplans.archive import cycle_export
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.archive.filed import FILES
from tests.browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/plans/2020-21/instructional-services/"


def fetched(page: Any, link: Any) -> tuple[str, bytes]:
    """Follow a link to a file. Returns its name and content."""
    with page.expect_download() as waiting:
        link.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_approving_files_the_plan_and_each_file_can_be_fetched(
    page: Any, real_document: dict[str, Any], archive_folder: Path
) -> None:
    cast = district.make()
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    sign_in(page, "reviewer@example.org")
    page.goto(PLAN + "document/")
    page.get_by_role("link", name="Approve…").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".filing")).to_contain_text("Filed in Department Plans 2020 - 2021 on ")
    links = page.locator(".filing a")
    got = [fetched(page, links.nth(number)) for number in range(links.count())]
    assert got == [(name.split("/")[1], (archive_folder / name).read_bytes()) for name in FILES]
    manifest = json.loads(got[-1][1])
    assert [(each["name"], each["sha256"]) for each in manifest["files"]] == [
        (name, hashlib.sha256(content).hexdigest()) for name, content in got[:-1]
    ]
    assert Filing.objects.get().submission.sha256 == manifest["submission_sha256"]


def test_a_cycle_being_made_is_watched_until_it_can_be_fetched(page: Any) -> None:
    cast = district.make()
    export = CycleExport.objects.create(cycle=cast.cycle, person=cast.reviewer, kind="zip")
    sign_in(page, "reviewer@example.org")
    page.goto(f"/exports/{export.pk}/")
    expect(page.get_by_role("status")).to_have_text("Waiting for its turn.")
    CycleExport.objects.update(state="running", done=1, total=2)
    expect(page.get_by_role("status")).to_have_text("1 of 2 plans")
    expect(page.get_by_label("Plans in the file")).to_have_attribute("value", "1")
    cycle_export.make(export.pk)
    name, content = fetched(page, page.get_by_role("link", name="Download"))
    export.refresh_from_db()
    assert (name, hashlib.sha256(content).hexdigest()) == ("Department Plans 2020 - 2021.zip", export.sha256)
