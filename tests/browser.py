"""Chromium for tests: each page fails its test when the browser reports an error, a refused script or another host."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.run import chromium as installed_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process."""
    # Playwright runs an event loop of its own in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import expect, sync_playwright

    # On a machine that has much to do, what is waited for comes late; what must come soon is timed by its test.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open windows of separate people: `open_browser(width=1280)` gives a page of its own context."""
    contexts, problems = [], []

    def open_one(width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            base_url=live_server.url,
            locale="en-US",
            timezone_id=settings.TIME_ZONE,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)

        watched(page, live_server.url, problems)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


def watched(page: Any, origin: str, problems: list[str]) -> None:
    """Note what the page's browser complains of, a refused script or style among it, and hosts asked other than its own."""

    def heard(message: Any) -> None:
        expected = "Failed to load resource" in message.text or "ERR_" in message.text
        if message.type == "error" and not expected:
            problems.append(message.text)

    def asked(request: Any) -> None:
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            problems.append(f"another host was asked: {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", asked)


@pytest.fixture
def page(open_browser: Callable[..., Any]) -> Any:
    """A window of an office computer."""
    return open_browser()


@pytest.fixture
def phone(open_browser: Callable[..., Any]) -> Any:
    """A window of a phone."""
    return open_browser(width=360, height=780, has_touch=True)


def sign_in(page: Any, email: str, password: str = "demo-plan") -> None:
    """Sign in as a person would."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def saved(page: Any) -> None:
    """Wait until everything typed is saved, and the page says so."""
    from playwright.sync_api import expect

    expect(page.locator("#save-status[data-mood=saved]")).to_contain_text("Saved")


def ready(page: Any) -> None:
    """Wait until the page's scripts have taken over; before that, a button is a plain form's."""
    page.locator("[data-plan][data-ready]").wait_for()


def writing(page: Any, name: str) -> Any:
    """Find the rich text editor with this label, once it has taken the place of its text area."""
    return page.locator(".ProseMirror").and_(page.get_by_role("textbox", name=name, exact=True))
