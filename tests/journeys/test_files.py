"""A lead attaches files without leaving the page, by keyboard, and the budget's totals follow what is typed."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from plans.models import AttachedFile, BudgetLine
from tests import district
from tests.browser import ready, saved, sign_in
from tests.sample_files import GOOD, jpeg, png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"
FIELD = "Attach a file (PDF, PNG, JPEG, Word or Excel, up to 10 MB)"


def chosen(name: str, content: bytes) -> dict[str, Any]:
    """Return a file as the browser's dialogue gives it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def on_page(page: Any, part: str) -> None:
    """Open a part of the plan as the lead."""
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}{part}/")
    ready(page)
    # What would be lost if the page loaded anew.
    page.evaluate("document.body.dataset.same = 'yes'")


def opened_by_key(page: Any) -> Any:
    """Return the dialogue that Enter opens. A busy browser now and then takes the first key for none of a person's."""
    for _time in range(3):
        with contextlib.suppress(PlaywrightTimeout), page.expect_file_chooser(timeout=5_000) as dialogue:
            page.keyboard.press("Enter")
        with contextlib.suppress(PlaywrightTimeout):
            return dialogue.value
    raise AssertionError("Enter opens no dialogue")


def test_file_is_attached_by_keyboard_downloaded_deleted_and_restored(page: Any, tmp_path: Path) -> None:
    cast = district.make()
    on_page(page, "organizational-chart")
    page.get_by_role("button", name="+ Position").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label(FIELD)).to_be_focused()
    opened_by_key(page).set_files(chosen("Chart 2020.png", png()))
    expect(page.locator(".attach-status")).to_have_text("Attached: Chart 2020.png (PNG picture, 67 bytes).")
    saved(page)
    row = page.locator('[data-kind="file"]')
    expect(row.get_by_label("Name of the file")).to_have_value("Chart 2020.png")

    page.get_by_label(FIELD).set_input_files(chosen("Chart.png", b"GIF89a=0;alert(1)"))
    sentence = "This is a GIF picture: save it as PNG or JPEG, then attach that."
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(page.get_by_label(FIELD)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(FIELD)).to_have_accessible_description(sentence)
    expect(page.get_by_label(FIELD)).to_be_focused()
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []

    row.get_by_label("Name of the file").fill("Our chart")
    saved(page)
    with page.expect_download() as download:
        row.get_by_role("link", name="Download").press("Enter")
    assert download.value.suggested_filename == "Our chart.png"
    assert Path(download.value.path()).read_bytes() == png()

    row.get_by_role("button", name="Delete this file").press("Enter")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(row.get_by_label("Name of the file")).to_have_value("Our chart")
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert AttachedFile.objects.live().get(plan=cast.plan).name == "Our chart"


def test_several_files_at_once_say_which_was_refused(page: Any) -> None:
    district.make()
    on_page(page, "budget")
    files = [chosen("One.png", png()), chosen("Two.txt", b"words"), chosen("Three.jpg", jpeg())]
    page.get_by_label(FIELD).set_input_files(files)
    expect(page.locator('[data-kind="file"]')).to_have_count(2)
    expect(page.get_by_role("alert")).to_contain_text("Two.txt: This is not a PDF")
    assert list(AttachedFile.objects.values_list("name", flat=True)) == ["One.png", "Three.jpg"]


def test_too_large_a_file_is_said_before_it_is_sent(page: Any, settings: Any) -> None:
    district.make()
    settings.ATTACHMENT_MAX_BYTES = 100_000
    on_page(page, "budget")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/files/" in request.url else None)
    page.get_by_label("Attach a file").set_input_files(chosen("Large.pdf", GOOD["pdf"] + bytes(100_000)))
    expect(page.get_by_role("alert")).to_contain_text("This file is larger than 100 KB")
    assert asked == []


def test_without_scripts_the_form_attaches_and_says_what_is_wrong(open_browser: Any) -> None:
    district.make()
    page = open_browser(java_script_enabled=False)
    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}budget/")
    page.get_by_label(FIELD).set_input_files(chosen("Plan.docx", b"words"))
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This is not a PDF")
    page.get_by_label(FIELD).set_input_files(chosen("Plan.docx", GOOD["docx"]))
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_label("Name of the file")).to_have_value("Plan.docx")
    expect(page.get_by_text("Word document")).to_have_count(2)
    assert AttachedFile.objects.get().content_type.endswith("wordprocessingml.document")


def test_totals_follow_what_is_typed(page: Any) -> None:
    cast = district.make()
    BudgetLine.objects.create(plan=cast.plan, fund="01", object="1100", amount="40000", fte="0.5")
    on_page(page, "budget")
    total = page.locator(".sums").first.locator("tfoot")
    expect(total).to_contain_text("$40,000.00")
    amount = page.get_by_label("Amount ($)")
    amount.fill("")
    amount.press_sequentially("1250.5", delay=30)
    expect(total).to_contain_text("$1,250.50")
    expect(amount).to_be_focused()
    expect(amount).to_have_value("1250.5")
    page.get_by_role("button", name="Delete this budget line").press("Enter")
    expect(page.get_by_text("once there is a line")).to_be_visible()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(total).to_contain_text("$1,250.50")
    assert page.evaluate("document.body.dataset.same") == "yes"
