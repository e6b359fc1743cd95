"""What is typed is never lost: slow server, two people, no network, signed out."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Clause, Contact, PlanText, Service
from plans.rows import saving
from tests import district
from tests.browser import ready, saved, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"


def open_part(page: Any, name: str, email: str = "lead@example.org") -> None:
    """Sign in, and open a part of the plan."""
    sign_in(page, email)
    page.goto(f"{PLAN}{name}/")
    ready(page)


def test_typing_on_a_slow_server_loses_no_character(page: Any, monkeypatch: Any) -> None:
    cast = district.make()
    quick = saving.hold_open

    def slow(plan: Any, *, by: Any) -> None:
        time.sleep(0.3)
        quick(plan, by=by)

    monkeypatch.setattr(saving, "hold_open", slow)
    open_part(page, "purpose")
    text = "The purpose of the Academics Division is to support our schools and programs to ensure access. " * 3
    writing(page, "Department statement of purpose").click()
    for word in text.strip().split(" "):
        page.keyboard.type(word + " ", delay=15)
        page.wait_for_timeout(60 if len(word) < 9 else 700)
    saved(page)
    stored = PlanText.objects.get(plan=cast.plan, part="purpose").text
    assert stored == f"<p>{text.strip()} </p>".replace(" </p>", "</p>") or stored == f"<p>{text.strip()} </p>"
    expect(writing(page, "Department statement of purpose")).to_have_text(text.strip())


def test_two_people_on_one_row_see_both_texts(open_browser: Any) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan, name="Julianne")
    first, second = open_browser(), open_browser()
    open_part(first, "contacts")
    open_part(second, "contacts", "contributor@example.org")
    first.get_by_label("Name").fill("Julianne S. Reynoso")
    saved(first)
    second.get_by_label("Name").fill("J. Reynoso")
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("Julianne Reynoso changed this")
    expect(conflict.locator("blockquote").nth(0)).to_have_text("J. Reynoso")
    expect(conflict.locator("blockquote").nth(1)).to_have_text("Julianne S. Reynoso")
    contact.refresh_from_db()
    assert contact.name == "Julianne S. Reynoso"
    second.get_by_role("button", name="Keep mine").click()
    saved(second)
    contact.refresh_from_db()
    assert contact.name == "J. Reynoso"


def test_taking_theirs_shows_their_text(open_browser: Any) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan, name="Julianne")
    page = open_browser()
    open_part(page, "contacts")
    Contact.objects.at_revision(contact.id, 1).change(by=cast.contributor, name="Theirs")
    page.get_by_label("Name").fill("Mine")
    page.get_by_role("button", name="Take theirs").click()
    expect(page.get_by_label("Name")).to_have_value("Theirs")
    saved(page)
    contact.refresh_from_db()
    assert contact.name == "Theirs"


def test_offline_text_is_kept_and_sent_when_back(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    page.context.set_offline(True)
    page.get_by_label("Name").fill("Typed in the tunnel")
    expect(page.locator("#save-status")).to_contain_text("you are offline")
    page.context.set_offline(False)
    saved(page)
    assert Contact.objects.get().name == "Typed in the tunnel"


def test_text_typed_while_signed_out_is_saved_after_signing_in_on_another_page(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Name").fill("Typed too late")
    expect(page.locator("#save-status")).to_contain_text("You are signed out")
    assert Contact.objects.get().name == ""
    open_part(page, "contacts")
    expect(page.get_by_label("Name")).to_have_value("Typed too late")
    saved(page)
    assert Contact.objects.get().name == "Typed too late"


def test_text_kept_over_somebody_elses_change_is_a_conflict(page: Any) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    page.context.set_offline(True)
    page.get_by_label("Name").fill("Typed in the tunnel")
    expect(page.locator("#save-status")).to_contain_text("offline")
    Contact.objects.filter(pk=contact.pk).change(by=cast.contributor, name="Written at the desk")
    page.context.set_offline(False)
    page.goto("/")
    page.goto(f"{PLAN}contacts/")
    expect(page.get_by_role("alert")).to_contain_text("Written at the desk")
    assert Contact.objects.get().name == "Written at the desk"


def test_kept_text_stays_with_its_person(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Name").fill("The lead's own words")
    expect(page.locator("#save-status")).to_contain_text("You are signed out")
    open_part(page, "contacts", "contributor@example.org")
    expect(page.get_by_label("Name")).to_have_value("")
    page.wait_for_timeout(1500)
    assert Contact.objects.get().name == ""


def test_wrong_field_says_so_and_the_others_are_saved(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan)
    open_part(page, "contacts")
    page.get_by_label("E-mail").fill("not an address")
    page.get_by_label("Name").fill("Kristina Turley")
    expect(page.get_by_text("An e-mail address looks like name@pusd.us.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("not an address")
    expect(page.locator("#save-status")).to_contain_text("Saved")
    row = Contact.objects.get()
    assert (row.name, row.email) == ("Kristina Turley", "")


def test_deleted_row_comes_back_by_undo(page: Any) -> None:
    cast = district.make()
    for position, name in enumerate(("One", "Two", "Three")):
        Contact.objects.create(plan=cast.plan, name=name, position=position)
    open_part(page, "contacts")
    page.get_by_label("Name").nth(1).focus()
    page.get_by_role("button", name="Delete this contact").nth(1).click()
    expect(page.get_by_label("Name")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Name").nth(1)).to_have_value("Two")
    assert Contact.objects.live().count() == 3


def test_rows_move_by_keys_and_keep_the_focus(page: Any) -> None:
    cast = district.make()
    for position, text in enumerate(("first,", "second,", "third.")):
        Clause.objects.create(plan=cast.plan, kind="and", text=text, position=position)
    open_part(page, "theory-of-action")
    page.get_by_label("Clause", exact=True).nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Clause", exact=True).nth(1)).to_have_value("third.")
    expect(page.get_by_label("Clause", exact=True).nth(1)).to_be_focused()
    expect(page.locator("[data-sentence]")).to_have_text("AND first, AND third. AND second,")
    assert [clause.text for clause in Clause.objects.live().filter(plan=cast.plan)] == ["first,", "third.", "second,"]


def test_pasted_list_becomes_one_row_per_item_at_its_level(page: Any) -> None:
    cast = district.make()
    Service.objects.create(plan=cast.plan, text="Opening line")
    open_part(page, "services")
    writing(page, "Service").click()
    page.evaluate(
        """() => {
        const data = new DataTransfer();
        data.setData("text/plain", "• One\\n    • Under one\\n• Two");
        data.setData("text/html", "<ul><li>One<ul><li><b>Under</b> one</li></ul></li><li>Two</li></ul>");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.locator("form[data-kind=service]")).to_have_count(4)
    rows = Service.objects.live().filter(plan=cast.plan).values_list("level", "text")
    assert list(rows) == [(0, "Opening line"), (0, "One"), (1, "<strong>Under</strong> one"), (0, "Two")]


def test_submitted_meanwhile_keeps_the_late_text(open_browser: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    page = open_browser()
    open_part(page, "contacts")
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(status="submitted")
    page.get_by_label("Name").fill("Too late")
    expect(page.locator("#save-status")).to_contain_text("with its reviewer")
    expect(page.get_by_label("Name")).to_have_value("Too late")
    assert Contact.objects.get().name == ""


def test_enter_in_a_field_saves_and_moves_nothing(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="First", position=0)
    Contact.objects.create(plan=cast.plan, name="Second", position=1)
    open_part(page, "contacts")
    page.get_by_label("Name").nth(1).fill("Second, saved by Enter")
    page.keyboard.press("Enter")
    saved(page)
    names = Contact.objects.order_by("position").values_list("name", flat=True)
    assert list(names) == ["First", "Second, saved by Enter"]


def test_tools_of_an_editor_are_icons_and_what_has_no_use_is_hidden(page: Any) -> None:
    district.make()
    open_part(page, "purpose")
    writing(page, "Department statement of purpose").click()
    tools = page.locator(".prose-menubar__button:visible")
    expect(tools).to_have_count(7)
    for tool in tools.all():
        expect(tool).to_have_css("font-family", re.compile("Material Icons"))
        assert tool.bounding_box()["width"] < 50
