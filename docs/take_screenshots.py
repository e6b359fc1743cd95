"""Take the README's screenshots: the demonstration district with the real plan, in a database of its own, in Chromium.

`python -m docs.take_screenshots`, or `make screenshots`. CHROMIUM says where the browser is, if not on the path.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PORT = 8765
PAGES = {
    "workspace": ("lead@example.org", "/plans/2020-21/instructional-services/goals/"),
    "queue": ("reviewer@example.org", "/queue/"),
}


def main() -> None:
    """Take each picture at 1280 pixels."""
    with tempfile.TemporaryDirectory(prefix="pusdplans-screenshots-") as folder:
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/district.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
        fill()
        with served():
            take()


def fill() -> None:
    """Load the demonstration, and bring this year's plans into different states."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "pusdplans.settings"
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from plans import lifecycle
    from plans.models import Plan, PlanningCycle
    from pusdplans.document.apply import apply
    from pusdplans.document.schema import parse
    from pusdplans.document.submitting import refresh_progress, submit_plan

    call_command("migrate", verbosity=0)
    call_command("load_demo")
    people = {person.email.partition("@")[0]: person for person in get_user_model().objects.all()}
    real = Plan.objects.get(cycle__label="2020-21", department__slug="instructional-services")
    # The real plan is approved; it is shown as its lead wrote it.
    lifecycle.reopen(real, by=people["admin"], reason="For the picture")
    document = parse(json.loads((HERE.parent / "fixtures" / "academics-2020-21.json").read_text()))
    plans = Plan.objects.with_place().filter(cycle=PlanningCycle.objects.current())
    for number, plan in enumerate(plans.order_by("department__name")):
        if number % 3 == 2:
            continue
        apply(plan, document, by=people["lead"])
        refresh_progress(plan)
        if number % 3 == 0:
            submit_plan(plan, by=people["lead"], in_spite_of_gaps=True)
            if number == 0:
                lifecycle.approve(plan, by=people["reviewer"])
            elif number == 3:
                lifecycle.return_plan(plan, by=people["reviewer"], reason="Which sites does goal 2 reach?")


@contextmanager
def served() -> Iterator[None]:
    """Serve the district while the pictures are taken."""
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{PORT}", "--noreload"]
    server = subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/accounts/login/").close()
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def take() -> None:
    """Sign in as each person and take the page's picture."""
    from playwright.sync_api import sync_playwright

    folder = HERE / "screenshots"
    folder.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (email, path) in PAGES.items():
            page: Any = browser.new_context(base_url=f"http://127.0.0.1:{PORT}", color_scheme="light").new_page()
            page.set_viewport_size({"width": 1280, "height": 860})
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(email)
            page.locator("input[name=password]").fill("demo-plan")
            page.locator("form button[type=submit]").first.click()
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=folder / f"{name}.png")
            print(f"docs/screenshots/{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
