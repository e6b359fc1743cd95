"""The session ends while somebody types: the page says so, they sign in again in place, and every character is saved."""

from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Contact, PlanText
from pusdplans.accounts.models import Session
from pusdplans.accounts.sessions import end_sessions
from tests import district
from tests.accessibility.checks import AXE, too_small, too_wide, violations
from tests.accounts.signing import code_now, give_app
from tests.browser import ready, saved, sign_in, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"
PURPOSE = "Department statement of purpose"
WORDS = "The purpose of the Academics Division is to support our schools and programs to ensure access for all. "


def open_part(page: Any, name: str, email: str = "lead@example.org") -> None:
    """Sign in, and open a part of the plan."""
    sign_in(page, email)
    page.goto(f"{PLAN}{name}/")
    ready(page)


def told_that_out(page: Any) -> None:
    """Wait until the page says that its person is signed out."""
    expect(page.locator("#save-status")).to_contain_text("You are signed out. Your text is safe on this device")


def password_in_place(page: Any, password: str = district.PASSWORD) -> None:
    """Sign in again on the page itself."""
    page.get_by_role("link", name="Sign in again").click()
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Password")).to_be_focused()
    dialog.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_typing_across_the_end_of_the_session_loses_no_character(page: Any) -> None:
    page.context.add_init_script(path=AXE)
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "purpose")
    box = writing(page, PURPOSE)
    box.click()
    page.keyboard.type(WORDS, delay=5)
    saved(page)
    end_sessions(cast.lead)
    # Nothing opens by itself and takes the keys away: the typing goes on through the end, and after it was said.
    page.keyboard.type(WORDS, delay=12)
    told_that_out(page)
    assert [*violations(page), *too_wide(page), *too_small(page)] == []
    page.keyboard.type(WORDS, delay=5)
    expect(box).to_be_focused()
    where = page.url
    password_in_place(page, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    assert [*violations(page), *too_wide(page), *too_small(page)] == []
    page.get_by_role("dialog").get_by_label("Password").fill(district.PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Sign in").click()
    saved(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Sign in again")).to_be_hidden()
    assert page.url == where
    stored = PlanText.objects.get(plan=cast.plan, part="purpose").text
    assert stored.removeprefix("<p>").removesuffix("</p>").strip() == (WORDS * 3).strip()
    # The page goes on as before: rows are added and saved with the new visit's token.
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("And on.")
    saved(page)
    assert "And on." in PlanText.objects.get(plan=cast.plan, part="purpose").text
    assert {each.person for each in Session.objects.exclude(person=None)} == {cast.lead}
    contact.refresh_from_db()
    assert contact.name == ""


SLOW_LOOK = """const ask = window.fetch;
window.fetch = async (...asked) => {
  const isSlow = window.isSlow;
  const answer = await ask(...asked);
  if (isSlow) await new Promise((done) => setTimeout(done, 3000));
  return answer;
};"""


def test_look_that_began_before_the_password_does_not_answer_for_it(page: Any) -> None:
    page.context.add_init_script(SLOW_LOOK)
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    end_sessions(cast.lead)
    page.get_by_label("Name").fill("Typed too late")
    told_that_out(page)
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("dialog").get_by_label("Password").fill(district.PASSWORD)
    page.evaluate("window.isSlow = true; window.dispatchEvent(new Event('focus')); window.isSlow = false;")
    page.keyboard.press("Enter")
    saved(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert Contact.objects.get().name == "Typed too late"


def test_somebody_else_who_signs_in_gets_nothing_and_it_waits_for_its_writer(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    sign_in(other, "contributor@example.org")
    page.get_by_label("Name").fill("The lead's own words")
    expect(page.locator("#save-status")).to_contain_text("Kristina Turley is signed in here now")
    other.goto(f"{PLAN}contacts/")
    ready(other)
    expect(other.get_by_label("Name")).to_have_value("")
    page.get_by_label("Name").press("End")
    page.keyboard.type(", more of them")
    page.wait_for_timeout(1500)
    assert Contact.objects.get().name == ""
    # The other leaves; the writer signs in again in place, and now it is saved.
    other.goto("/accounts/logout/")
    other.locator("main form button[type=submit]").click()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    told_that_out(page)
    password_in_place(page)
    saved(page)
    row = Contact.objects.get()
    assert (row.name, row.updated_by) == ("The lead's own words, more of them", cast.lead)


def test_second_factor_is_shown_in_another_tab(phone: Any) -> None:
    page = phone
    page.context.add_init_script(path=AXE)
    cast = district.make()
    Contact.objects.create(plan=cast.plan, name="")
    open_part(page, "contacts")
    give_app(cast.lead)
    end_sessions(cast.lead)
    page.get_by_label("Name").fill("Typed too late")
    told_that_out(page)
    password_in_place(page)
    expect(page.get_by_role("alert")).to_contain_text("One more step is needed")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in another way, in a new tab").click()
    tab = opened.value
    assert [*violations(tab), *too_wide(tab), *too_small(tab)] == []
    tab.get_by_label("Code").fill(code_now())
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(lambda url: "/accounts/" not in url)
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    assert Contact.objects.get().name == "Typed too late"


def test_passkey_is_added_and_signs_in_alone(page: Any) -> None:
    """With the authenticator that Chromium plays: the page, its script, and the server's check of the signature."""
    cast = district.make()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in(page, "lead@example.org")
    page.goto("/accounts/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("School laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    page.goto("/accounts/second-factor/webauthn/")
    expect(page.get_by_text("School laptop").first).to_be_visible()
    end_sessions(cast.lead)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    expect(page.get_by_text("Julianne").first).to_be_visible()
