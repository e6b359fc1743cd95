"""`python -m tests.faults.outages`: PostgreSQL is stopped, killed or frozen while somebody types, and comes back.

The browser must say "Not saved, retrying" within 3 s of the keystroke and have saved within 15 s of the return. The
worker must go on by itself too. CHROMIUM says where the browser is.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.browser import FLAGS, ready
from tests.faults.lengths import figure
from tests.faults.processes import QUIET, PostgreSQL, session_of, set_up, web
from tests.run import chromium

SAID_WITHIN, SAVED_WITHIN = 3.0, 15.0
SHORT, LONG = 2.0, 35.0
PLAN = "/plans/2020-21/instructional-services/"
RETRYING = "Not saved, retrying"
# How the database goes away, and for how long. The long one is longer than the script's waits grow at first.
OUTAGES = [("fast", SHORT)] * 4 + [("immediate", SHORT)] * 3 + [("frozen", SHORT)] * 2 + [("fast", LONG)]


def go_away(database: PostgreSQL, how: str) -> Callable[[], None]:
    """Take the database away. Returns what brings it back."""
    if how == "frozen":
        database.freeze()
        return database.thaw
    database.stop(how)
    return database.start


def until_said(page: Any, text: str, seconds: float) -> float:
    """Wait until the page says something about saving. Returns the seconds that took; too many where it never did."""
    from playwright.sync_api import Error, expect

    began = time.monotonic()
    try:
        expect(page.locator("#save-status")).to_contain_text(text, timeout=seconds * 1000)
    except (AssertionError, Error):
        return float("inf")
    return time.monotonic() - began


def outage(database: PostgreSQL, page: Any, how: str, seconds: float, text: str) -> tuple[float, float, bool]:
    """Take the database away, type, bring it back. Returns the seconds until said, until saved, and whether it is stored."""
    from django.db import connection

    from plans.models import Contact

    back = go_away(database, how)
    page.get_by_label("Name").fill(text)
    said = until_said(page, RETRYING, SAID_WITHIN * 2)
    time.sleep(seconds)
    back()
    saved = until_said(page, "Saved", SAVED_WITHIN * 2)
    connection.close()
    return said, saved, Contact.objects.get().name == text


def browse(address: str, session: str, stack: ExitStack) -> Any:
    """Open the contacts in a browser, signed in."""
    from playwright.sync_api import sync_playwright

    playwright = stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    stack.callback(browser.close)
    context = browser.new_context(base_url=address)
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    page.goto(f"{PLAN}contacts/")
    ready(page)
    return page


def without_retry(page: Any) -> None:
    """Open the page anew with a script that does not try again, for the control."""

    def strip(route: Any) -> None:
        answer, guard = route.fetch(), "state.timer = setTimeout(() => save(form), state.retry);"
        assert guard in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(guard, ""))

    page.route("**/js/autosave.js", strip)
    page.reload()
    ready(page)


def main() -> None:
    """Let it go away ten times, and once for the control."""
    with tempfile.TemporaryDirectory(prefix="pusdplans-outages-") as folder, ExitStack() as stack:
        database = PostgreSQL(Path(folder))
        stack.callback(database.stop, "immediate")
        os.environ["DATABASE_URL"] = database.address()
        set_up()
        from plans.models import Contact
        from tests import district

        cast = district.make()
        Contact.objects.create(plan=cast.plan)
        address, _master = stack.enter_context(web())
        # The worker lives in another environment, in which tasks wait for it.
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "work"],
            env={**os.environ, "ENVIRONMENT": "development", "EMAIL_URL": "dummymail://", "LOG_LEVEL": "CRITICAL"},
            **QUIET,
        )
        stack.callback(worker.wait)
        stack.callback(worker.terminate)
        page = browse(address, session_of(cast.lead), stack)
        found = [outage(database, page, how, seconds, f"Typed in {n}") for n, (how, seconds) in enumerate(OUTAGES)]
        wrong = sum(said > SAID_WITHIN or saved > SAVED_WITHIN or not stored for said, saved, stored in found)
        times = {"said within s": max(said for said, _saved, _stored in found)}
        times |= {"saved within s": max(saved for _said, saved, _stored in found)}
        times = {name: round(value, 1) for name, value in times.items()}
        figure("database away while somebody types: not said in 3 s, or not saved in 15 s", len(found), wrong, **times)
        figure("database away: worker does not go on by itself", len(found), int(worker.poll() is not None))
        without_retry(page)
        _said, saved, _stored = outage(database, page, "fast", SHORT, "Typed without the guard")
        figure("control, script without retries: not saved in 15 s", 1, int(saved > SAVED_WITHIN), control=True)


if __name__ == "__main__":
    main()
