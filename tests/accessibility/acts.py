"""What is done to a page before it is looked at."""

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from playwright.sync_api import expect

from plans.rows.kind import row_kinds
from tests.accessibility.showroom import Showroom
from tests.browser import ready

Act = Callable[[Any, Showroom], None]

# Sends a row's form as a browser without scripts does.
SEND_PLAINLY = """(form, values) => {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  HTMLFormElement.prototype.submit.call(form);
}"""


def loaded(page: Any, room: Showroom) -> None:
    """Wait for the scripts of a part's page, and the editors they make."""
    ready(page)
    expect(page.locator("textarea[data-rich]:visible")).to_have_count(0)


def pressed(name: str) -> Act:
    """Return what takes every tick away, presses a button and waits for what it leads to."""

    def act(page: Any, room: Showroom) -> None:
        for each in page.locator("main form [type=checkbox]").all():
            each.uncheck()
        with page.expect_navigation():
            page.get_by_role("button", name=name).click()

    return act


def opened(selector: str) -> Act:
    """Return what opens menus and folds."""

    def act(page: Any, room: Showroom) -> None:
        for each in page.locator(selector).all():
            each.evaluate("each => { each.open = true; }")

    return act


def in_trouble(kind: str, field: str, wrong: tuple[str, str] | None = None) -> Act:
    """Return what gets into trouble with rows of one kind: the last is deleted, the first has a wrong value.

    `field`: the text of the second row (the only one, if a part has just one) that somebody else changes meanwhile.
    """
    model = row_kinds()[kind].model

    def act(page: Any, room: Showroom) -> None:
        loaded(page, room)
        rows = page.locator(f'form[data-row][data-kind="{kind}"]')
        if rows.count() > 2:
            rows.last.locator("[data-act=delete]").evaluate("button => button.click()")
            expect(page.locator("form[data-undo]")).to_be_visible()
        mine = rows.nth(1 if rows.count() > 1 else 0)
        row = model.objects.filter(pk=mine.get_attribute("data-row"))
        row.change(by=room.cast.contributor, **{field: "Written by somebody else"})
        box = mine.locator(f'[name="{field}"]')
        if box.get_attribute("data-rich") is not None:
            box = mine.locator(f'.rich:has([name="{field}"]) .ProseMirror')
        box.fill("Written by me")
        box.blur()
        expect(page.locator(".conflict")).to_be_visible()
        if wrong:
            name, value = wrong
            asked = rows.first.locator('[name="additional_resources"]')
            if asked.count():
                asked.select_option("true")
            rows.first.locator(f'[name="{name}"]').fill(value)
            rows.first.locator(f'[name="{name}"]').blur()
            expect(page.locator(".field-error:not(:empty)")).to_be_visible()

    return act


def refused_file(page: Any, room: Showroom) -> None:
    """Attach a file that is none of those taken."""
    loaded(page, room)
    page.locator("#attach-file").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"no"})
    page.get_by_role("button", name="Attach").click()
    expect(page.locator("#attach-error")).not_to_be_empty()


def sent_plainly(values: dict[str, str]) -> Act:
    """Return what sends the first contact without scripts."""

    def act(page: Any, room: Showroom) -> None:
        loaded(page, room)
        with page.expect_navigation():
            page.locator("form[data-kind=contact]").first.evaluate(SEND_PLAINLY, values)

    return act


def drawn_alone(template: str) -> Act:
    """Return what shows a page that stands alone, since it is drawn when nothing else works."""

    def act(page: Any, room: Showroom) -> None:
        html = render_to_string(template)
        page.route("**/broken/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto("/broken/")

    return act


def nothing(page: Any, room: Showroom) -> None:
    """Look at the page as it comes."""


def opened_wrongly(page: Any, room: Showroom) -> None:
    """Open the next cycle with a department that is renamed, to nothing."""
    page.locator(".departments select").first.select_option("renamed")
    with page.expect_navigation():
        page.locator(".open-cycle input[type=submit]").click()


def sheet(name: str) -> Act:
    """Return what uploads a sheet with one department of this name for the dry run."""

    def act(page: Any, room: Showroom) -> None:
        content = f"slug,name,division,is_active\nfiscal-services,{name},Academics,1\n".encode()
        page.locator("input[type=file]").set_input_files(
            {"name": "departments.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.locator("select[name=format]").select_option(label="csv")
        with page.expect_navigation():
            page.locator("form input[type=submit], form button[type=submit]").last.click()

    return act
