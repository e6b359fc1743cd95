"""Every page in its main states, in a browser: axe-core finds nothing, on a desk by day and on a phone at night."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
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

# What the browser is told for each look. A page is opened at the desk and then looked at as the phone shows it too.
LOOKS: dict[str, dict[str, dict[str, Any]]] = {
    "desk": {
        "setDeviceMetricsOverride": {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        "setTouchEmulationEnabled": {"enabled": False},
        "setEmulatedMedia": {"features": [{"name": "prefers-color-scheme", "value": "light"}]},
    },
    "phone": {
        "setDeviceMetricsOverride": {"width": 360, "height": 780, "deviceScaleFactor": 1, "mobile": True},
        "setTouchEmulationEnabled": {"enabled": True},
        "setEmulatedMedia": {"features": [{"name": "prefers-color-scheme", "value": "dark"}]},
    },
}
# Colors that fade into those of the other look are there at once.
SETTLED = "document.getAnimations().forEach((each) => { if (each instanceof CSSTransition) each.finish(); })"
SEEN = """[innerWidth, matchMedia("(pointer: coarse)").matches, matchMedia("(prefers-color-scheme: dark)").matches]"""


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
    """A page in a browser, and what its browser complained of since somebody last sat down at it."""

    page: Any
    server: LiveServer
    people: dict[str, Any]
    problems: list[str] = field(default_factory=list)
    sessions: dict[str, str] = field(default_factory=dict)

    def sit_down(self, person: str) -> None:
        """Let a person ("" for nobody signed in) be at it, at a desk, with nothing of the one before."""
        context = self.page.context
        context.clear_cookies()
        self.told.send("Storage.clearDataForOrigin", {"origin": self.server.url, "storageTypes": "local_storage"})
        if person:
            if person not in self.sessions:
                client = Client()
                client.force_login(self.people[person])
                self.sessions[person] = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": self.sessions[person], "url": self.server.url}])
        self.look("desk")
        self.problems.clear()

    def look(self, name: str) -> None:
        """Show the page that is open on a desk by day or on a phone at night."""
        for command, values in LOOKS[name].items():
            self.told.send(f"Emulation.{command}", values)
        self.page.evaluate(SETTLED)

    @cached_property
    def told(self) -> Any:
        """What the browser is told through: playwright itself has no way to turn an open page into a phone's."""
        return self.page.context.new_cdp_session(self.page)


@pytest.fixture(scope="module")
def window(chromium: Any, room: Showroom) -> Iterator[Window]:
    """Return the window that shows all these pages, so that it loads each style, script and font once."""
    server = LiveServer("localhost")
    context = chromium.new_context(base_url=server.url, locale="en-US", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.add_init_script(path=AXE)
    made = Window(context.new_page(), server, room.people)
    watched(made.page, server.url, made.problems)
    yield made
    context.close()
    server.stop()


@pytest.mark.parametrize("state", STATES, ids=str)
def test_page_is_open_to_everybody(state: State, window: Window, room: Showroom) -> None:
    window.sit_down(state.person)
    page = window.page
    answer = page.goto(state.at(room))
    assert (answer.status, answer.headers["content-type"].split(";")[0]) == (state.status, "text/html")
    state.act(page, room)
    found = []
    for look in LOOKS:
        window.look(look)
        seen = [*violations(page), *too_wide(page), *too_small(page)]
        found += [f"{state} on a {look}:", *seen] if seen else []
    assert [*found, *window.problems] == []


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


def test_control_a_page_that_is_open_becomes_a_phones(window: Window) -> None:
    window.sit_down("lead")
    window.page.goto("/")
    seen = {}
    for look in ("desk", "phone", "desk"):
        window.look(look)
        seen[look] = window.page.evaluate(SEEN)
    assert seen == {"desk": [1280, False, False], "phone": [360, True, True]}


def test_control_the_checks_see_what_is_wrong(window: Window) -> None:
    window.sit_down("lead")
    page = window.page
    page.goto("/")
    window.look("phone")
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
