"""Every page in its main states, in a browser: axe-core finds nothing, on a desk by day and on a phone at night."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from tests.accessibility import showroom
from tests.accessibility.checks import AXE, too_small, too_wide, violations
from tests.accessibility.showroom import Showroom
from tests.accessibility.states import NO_PAGE, STATES, State, page_of
from tests.addresses import addresses, path_of
from tests.browser import watched

pytestmark = pytest.mark.browser

LOOKS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark", "has_touch": True, "is_mobile": True},
}


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database, in place of the one that is rolled back after each test: what is written stays for the whole module."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def room(db: None, tmp_path_factory: Any) -> Iterator[Showroom]:
    """One district for all these tests; they only look, but for the plan that is there to be tried on."""
    folder = tmp_path_factory.mktemp("showroom")
    with override_settings(MEDIA_ROOT=folder, STORAGES=stores(folder)):
        yield showroom.build()


def stores(folder: Path) -> dict[str, Any]:
    """Return the settings of where files are kept, with a folder of these tests' own as the archive."""
    from django.conf import settings

    archive = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder / "archive", "base_url": None},
    }
    return {**settings.STORAGES, "archive": archive}


@dataclass
class Window:
    """A page in a browser, and what its browser complained of since it was last asked for."""

    page: Any
    problems: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def windows(chromium: Any, room: Showroom) -> Iterator[Callable[[str, str], Window]]:
    """Give the window of a person ("" for nobody signed in) with a look: one for all the pages they look at."""
    server = LiveServer("localhost")
    opened: dict[tuple[str, str], Window] = {}

    def window(person: str, look: str) -> Window:
        if (person, look) not in opened:
            context = chromium.new_context(base_url=server.url, locale="en-US", **LOOKS[look])
            context.set_default_timeout(15_000)
            context.add_init_script(path=AXE)
            if person:
                client = Client()
                client.force_login(room.people[person])
                session = client.cookies["sessionid"].value
                context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
            made = opened[person, look] = Window(context.new_page())
            watched(made.page, server.url, made.problems)
        opened[person, look].problems.clear()
        return opened[person, look]

    yield window
    for each in opened.values():
        each.page.context.close()
    server.stop()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES, ids=str)
def test_page_is_open_to_everybody(
    state: State, look: str, windows: Callable[[str, str], Window], room: Showroom
) -> None:
    window = windows(state.person, look)
    page = window.page
    answer = page.goto(state.at(room))
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (state.status, "text/html")
    state.act(page, room)
    found = [*violations(page), *too_wide(page), *too_small(page), *window.problems]
    assert not found, "\n".join([f"{state} on a {look}:", *found])


def unseen_pages(shown: set[str], room: Showroom) -> dict[str, str]:
    """Return the addresses that answer somebody with a page, and are neither shown nor named as showing none."""
    unseen = {}
    for address in addresses():
        # The addresses without a name are Django admin's own, and lead elsewhere.
        if page_of(address) in shown or address.name in NO_PAGE or address.name == "admin:":
            continue
        for person in ("lead", "reviewer", "admin"):
            client = Client(raise_request_exception=False)
            client.force_login(room.people[person])
            answer = client.get(path_of(address, room.plans["tried on"]))
            if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
                unseen[address.name] = f"{answer.request['PATH_INFO']} answers {person} with a page"
    return unseen


def test_every_page_has_its_states(room: Showroom) -> None:
    assert unseen_pages({state.page for state in STATES}, room) == {}, "declare them in tests/accessibility/states.py"


# Negative controls: each check sees what it is there for.


def test_control_a_page_without_states_is_missed(room: Showroom) -> None:
    shown = {state.page for state in STATES} - {"queue"}
    assert unseen_pages(shown, room) == {"queue": "/queue/ answers admin with a page"}


def test_control_the_checks_see_what_is_wrong(windows: Callable[[str, str], Window]) -> None:
    page = windows("lead", "phone").page
    page.goto("/")
    assert [*violations(page), *too_wide(page), *too_small(page)] == []
    page.evaluate(
        """() => {
        const wide = Object.assign(document.createElement("input"), {id: "wide"});
        wide.setAttribute("width", "1");
        document.querySelector("main").append(wide);
        wide.attributeStyleMap.set("width", CSS.px(700));
        const small = Object.assign(document.createElement("button"), {textContent: "x"});
        small.attributeStyleMap.set("all", "unset");
        document.querySelector("main").append(small);
        }"""
    )
    assert [each.split(":")[0] for each in violations(page)] == ["label"]
    assert len(too_wide(page)) > 1
    assert len(too_small(page)) == 1
