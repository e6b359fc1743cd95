"""What a person sees and loses, which is nothing, when an answer is lost, the server is away, or a click was double."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from plans import lifecycle
from plans.models import Contact, Submission
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.browser import ready, saved, sign_in
from tests.faults.lengths import figure, times
from tests.faults.plans import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/plans/2020-21/instructional-services/"
RETRYING = "Not saved, retrying. Your text is safe on this device."


def open_contacts(page: Any, email: str = "lead@example.org") -> None:
    """Sign in, and open the contacts."""
    sign_in(page, email)
    page.goto(f"{PLAN}contacts/")
    ready(page)


def lose_next_answer(page: Any, pattern: str, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Let the server do what it is asked next, and lose its answer on the way back, after what is done meanwhile."""

    def lose(route: Any) -> None:
        route.fetch()
        meanwhile()
        route.abort("connectionreset")

    page.route(pattern, lose, times=1)


def without(page: Any, script: str, guard: str) -> None:
    """Serve a script without a piece of it."""

    def strip(route: Any) -> None:
        answer = route.fetch()
        assert guard in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(guard, ""))

    page.route(f"**/js/{script}", strip)


def type_while_the_answer_is_lost(page: Any) -> None:
    """Type a name whose save is carried out and never answered, and go on typing."""
    field = page.get_by_label("Name")
    lose_next_answer(page, "**/save/")
    field.fill("Julianne")
    expect(page.locator("#save-status")).to_have_text(RETRYING)
    field.press_sequentially(" Reynoso")


def test_an_answer_lost_while_typing_goes_on_is_no_conflict_with_oneself(page: Any) -> None:
    cast = district.make()
    contact = Contact.objects.create(plan=cast.plan)
    open_contacts(page)
    tries = times(1, 20)
    for _try in range(tries):
        type_while_the_answer_is_lost(page)
        saved(page)
        expect(page.locator(".conflict")).to_have_count(0)
        contact.refresh_from_db()
        assert contact.name == "Julianne Reynoso"
    figure("answer lost while typing goes on, in the browser: conflict with oneself, or text lost", tries, 0)


def test_control_newer_text_under_the_same_revision_meets_its_own_earlier_text(page: Any) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan)
    without(page, "autosave.js", "state.unanswered = data;")
    open_contacts(page)
    type_while_the_answer_is_lost(page)
    expect(page.locator(".conflict")).to_contain_text("Julianne Reynoso changed this")


def press_add_until_answered(page: Any) -> None:
    """Press “+ Contact”, whose answer is lost, and press it again."""
    lose_next_answer(page, "**/contact/add/")
    page.get_by_role("button", name="+ Contact").click()
    expect(page.locator("#save-status")).to_contain_text("That did not work")
    page.get_by_role("button", name="+ Contact").click()
    expect(page.locator("#save-status")).to_contain_text("Saved")


def test_adding_again_after_a_lost_answer_adds_one_row(page: Any) -> None:
    cast = district.make()
    open_contacts(page)
    press_add_until_answered(page)
    expect(page.locator("form[data-kind=contact]")).to_have_count(1)
    # The next one is another one; of a double click the second is none.
    page.get_by_role("button", name="+ Contact").dblclick()
    expect(page.locator("form[data-kind=contact]")).to_have_count(2)
    assert Contact.objects.filter(plan=cast.plan).count() == 2


def test_control_without_its_name_the_request_adds_two(page: Any) -> None:
    cast = district.make()
    without(page, "structure.js", 'data.set("once", name.text);')
    open_contacts(page)
    press_add_until_answered(page)
    assert Contact.objects.filter(plan=cast.plan).count() == 2


@pytest.mark.parametrize("fault", ("refuses", "hangs", "answers 500"))
def test_while_the_server_is_away_the_page_says_so_within_three_seconds(page: Any, fault: str) -> None:
    cast = district.make()
    Contact.objects.create(plan=cast.plan)
    open_contacts(page)
    held: list[Any] = []
    page.route(
        "**/save/",
        {
            "refuses": lambda route: route.abort("connectionrefused"),
            "hangs": lambda route: held.append(route),
            "answers 500": lambda route: route.fulfill(status=500, body="<h1>Server Error</h1>"),
        }[fault],
    )
    page.get_by_label("Name").fill("Typed meanwhile")
    began = time.monotonic()
    expect(page.locator("#save-status")).to_have_text(RETRYING, timeout=5_000)
    assert time.monotonic() - began < 3
    # Those that hang are answered first: taking the route away would let them go on by itself.
    for route in held:
        route.continue_()
    page.unroute("**/save/")
    expect(page.locator("#save-status")).to_contain_text("Saved", timeout=15_000)
    assert Contact.objects.get().name == "Typed meanwhile"


def click_submit_twice(page: Any) -> Any:
    """Click Submit, and again once the server has done it and has not answered yet. Returns the answer under way."""
    fill(district.make().plan)
    under_way: list[Any] = []

    def hold(route: Any) -> None:
        under_way.append((route, route.fetch(max_redirects=0)))

    sign_in(page, "lead@example.org")
    page.goto(f"{PLAN}check/")
    page.route("**/check/", hold, times=1)
    button = page.get_by_role("button", name="Submit to")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    # With the mouse itself, since a locator would wait for the page that is on its way.
    for _click in range(2):
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        while not under_way:
            page.wait_for_timeout(20)
    return under_way[0]


def test_a_double_click_on_submit_ends_on_the_page_that_says_it_is_submitted(page: Any) -> None:
    route, answer = click_submit_twice(page)
    route.fulfill(response=answer)
    expect(page.get_by_text("Submitted as version 1.")).to_be_visible()
    assert Submission.objects.count() == 1


def test_control_without_the_script_the_second_click_is_answered_by_a_refusal(page: Any) -> None:
    without(page, "once.js", "event.preventDefault()")
    click_submit_twice(page)
    expect(page.get_by_role("heading", name="This page is not open to you")).to_be_visible()
    assert Submission.objects.count() == 1


def test_text_typed_after_somebody_submitted_is_there_for_its_author_when_the_plan_comes_back(page: Any) -> None:
    cast = district.make()
    fill(cast.plan)
    open_contacts(page, "contributor@example.org")
    submit_plan(cast.plan, by=cast.lead)
    page.get_by_label("Name").fill("Typed too late")
    expect(page.locator("#save-status")).to_contain_text("with its reviewer")
    expect(page.get_by_label("Name")).to_have_value("Typed too late")
    assert Contact.objects.get().name == "Ana Ruiz"
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Who is it?")
    page.goto("/")
    page.goto(f"{PLAN}contacts/")
    expect(page.get_by_label("Name")).to_have_value("Typed too late")
    saved(page)
    assert Contact.objects.get().name == "Typed too late"
