"""In a browser: nobody retypes a plan. The Word form goes in, is checked, taken in, submitted, approved, filed, fetched."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import FormReading
from pusdplans.document.collect import collect
from tests import district
from tests.archive.filed import FILES
from tests.browser import ready, saved, sign_in
from tests.journeys.test_filing import fetched
from tests.workspace.word_forms import PLAN, REAL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GAPS = (
    ("Goal 3 names no outcomes (B).", "Each senior defends a portfolio."),
    ("Goal 3 is for nobody yet: name its audience (B).", "Seniors"),
    ("Goal 4 names no outcomes (B).", "More students complete a pathway."),
    ("Goal 4 is for nobody yet: name its audience (B).", "High school students"),
)


def test_word_form_becomes_an_approved_plan_in_the_archive(open_browser: Any, archive_folder: Path) -> None:
    cast = district.make()
    lead = open_browser()
    sign_in(lead, "lead@example.org")
    lead.get_by_role("link", name="Start from a Word form").click()
    lead.get_by_label("Word form (.docx)").set_input_files(REAL)
    lead.get_by_role("button", name="Upload and check").click()
    expect(lead.get_by_role("heading", name="Check what was found")).to_be_visible()
    expect(lead.locator(".word-count")).to_contain_text("1,769 in the file")
    expect(lead.locator(".word-count")).to_contain_text("0 lost")

    # What needs a look first is a link that leads there; it is sent where it belongs, and kept at once.
    lead.get_by_role("link", name="Department Actions (E), goal 2").click()
    piece = lead.locator("#piece-unplaced-0")
    expect(piece).to_be_in_viewport()
    piece.get_by_label("Goes to").select_option("Goal 2: outcomes")
    expect(lead.locator("#save-status")).to_contain_text("Kept")
    # A metric that stands beside the wrong goal goes to another, in better words.
    metric = lead.locator("#piece-goals-0-metrics-2")
    metric.get_by_label("Goes to").select_option("Goal 4: a metric (C)")
    metric.get_by_text("Correct the text").click()
    words = metric.locator(".ProseMirror")
    words.click()
    lead.keyboard.press("Control+A")
    lead.keyboard.type("Pathway completion rate")
    expect(lead.locator("#save-status")).to_contain_text("Kept")

    # A closed browser loses nothing.
    lead.reload()
    expect(piece.get_by_label("Goes to")).to_have_value("goals-1-outcomes")
    metric.get_by_text("Correct the text").click()
    expect(metric.locator(".ProseMirror")).to_have_text("Pathway completion rate")
    assert collect(cast.plan).goals == ()

    lead.get_by_role("button", name="Take it into the plan").click()
    expect(lead.locator("#messages")).to_contain_text("From “academics-2020-21.docx”")
    document = collect(cast.plan)
    assert [each.text for each in document.goals[3].metrics] == ["<p>Pathway completion rate</p>"]
    assert [len(goal.metrics) for goal in document.goals] == [2, 2, 1, 1]
    assert str(document.goals[1].outcomes).endswith("Commitment to Black Students</p>")
    assert [each.where for each in document.unplaced] == ["Due"]

    for gap, text in GAPS:
        lead.goto(PLAN + "check/")
        lead.get_by_role("link", name=gap).click()
        ready(lead)
        lead.keyboard.type(text)
        saved(lead)
    lead.goto(PLAN + "check/")
    lead.get_by_role("button", name="Submit to David Rennie").click()
    expect(lead.get_by_text("Submitted as version 1.")).to_be_visible()

    reviewer = open_browser()
    sign_in(reviewer, "reviewer@example.org")
    reviewer.goto(PLAN + "document/")
    reviewer.get_by_role("link", name="Approve…").click()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.locator(".filing")).to_contain_text("Filed in Department Plans 2020 - 2021 on ")
    got = {}
    for label in ("PDF", "Word", "JSON"):
        name, content = fetched(reviewer, reviewer.locator(".filing").get_by_role("link", name=label))
        got[name] = content
    assert got == {name.split("/")[1]: (archive_folder / name).read_bytes() for name in FILES[:3]}
    filed = json.loads(got[FILES[2].split("/")[1]])
    assert [goal["outcomes"] for goal in filed["goals"]][2:] == [f"<p>{GAPS[0][1]}</p>", f"<p>{GAPS[2][1]}</p>"]


def test_word_form_is_checked_without_scripts(open_browser: Any) -> None:
    cast = district.make()
    page = open_browser(java_script_enabled=False)
    sign_in(page, "lead@example.org")
    page.goto(PLAN + "word-form/")
    page.get_by_label("Word form (.docx)").set_input_files(REAL)
    page.get_by_role("button", name="Upload and check").click()
    page.locator("#piece-contacts-1").get_by_label("Goes to").select_option("Leave it out")
    page.get_by_role("button", name="Keep, and go on later").click()
    page.wait_for_load_state()
    assert FormReading.objects.get().choices["pieces"] == {"contacts-1": {"place": "out", "texts": {}}}
    contact = page.locator("#piece-contacts-0")
    contact.get_by_text("Correct the text").click()
    contact.get_by_label("Telephone").fill("X1")
    page.get_by_role("button", name="Take it into the plan").click()
    expect(page.locator("#messages")).to_contain_text("1 was left out")
    assert [(each.name, each.phone) for each in collect(cast.plan).contacts] == [("Julianne S. Reynoso", "X1")]
    assert len(collect(cast.plan).goals) == 4


def test_pages_read_well_on_a_phone_and_to_a_screen_reader(phone: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    district.make()
    sign_in(phone, "lead@example.org")
    phone.goto(PLAN + "word-form/")
    for step in ("upload", "check"):
        if step == "check":
            phone.get_by_label("Word form (.docx)").set_input_files(REAL)
            phone.get_by_role("button", name="Upload and check").click()
            phone.locator(".look-first").wait_for()
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(phone).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
