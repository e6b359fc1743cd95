"""Without JavaScript each row has a Save button, and everything still works."""

from typing import Any

import pytest
from playwright.sync_api import expect

from plans.models import Contact, Service
from tests import district
from tests.browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"


def test_rows_are_added_saved_moved_deleted_and_restored(open_browser: Any) -> None:
    district.make()
    page = open_browser(java_script_enabled=False)
    sign_in(page, "lead@example.org")
    page.goto(PLAN + "contacts/")
    page.get_by_role("button", name="+ Contact").click()
    page.get_by_label("Name").fill("Julianne Reynoso")
    page.get_by_label("E-mail").fill("not an address")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("An e-mail address looks like name@pusd.us.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("not an address")
    page.get_by_label("E-mail").fill("julianne@pusd.us")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/contacts/**")
    assert Contact.objects.values_list("name", "email").get() == ("Julianne Reynoso", "julianne@pusd.us")

    page.get_by_role("button", name="+ Contact").click()
    page.get_by_label("Name").nth(1).fill("Kristina Turley")
    page.get_by_role("button", name="Save").nth(1).click()
    page.get_by_role("button", name="Move this contact up").nth(1).click()
    expect(page.get_by_label("Name").first).to_have_value("Kristina Turley")
    page.get_by_role("button", name="Delete this contact").first.click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url("**/contacts/**")
    assert Contact.objects.live().count() == 2

    page.goto(PLAN + "services/")
    page.get_by_role("button", name="+ Line").click()
    page.locator("form[data-row] textarea[name=text]").fill("Professional development")
    page.get_by_role("button", name="Save").click()
    assert Service.objects.values_list("text", flat=True).get() == "Professional development"
