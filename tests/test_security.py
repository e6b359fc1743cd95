"""What keeps the door: scripts and styles, sign-in, production's start, the files of others, links, the clock."""

import datetime
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from plans.models import Plan, PlanText
from plans.rich_text import clean_inline, clean_rich
from pusdplans.document.submitting import submit_plan
from pusdplans.workspace.sections import SECTIONS
from tests.conftest import signed_in
from tests.district import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", SECTIONS)
def test_scripts_and_styles_are_files_of_ours(lead_client: Client, plan: Plan, part: str) -> None:
    page = lead_client.get(reverse("part", args=["2020-21", "instructional-services", part])).text
    scripts = re.findall(r"<script\b[^>]*>", page)
    assert scripts
    assert [tag for tag in scripts if 'src="/static/' not in tag] == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|(?:src|href)=\"(?:https?:)?//", page) == []


def test_sign_up_is_closed(db: None) -> None:
    values = {"email": "stranger@example.org", "password1": "a-long-password-1"}
    for answer in (Client().get(reverse("account_signup")), Client().post(reverse("account_signup"), values)):
        assert "password1" not in answer.text
    assert not get_user_model().objects.filter(email="stranger@example.org").exists()


def try_password(email: str, password: str, address: str = "10.0.0.1") -> bool:
    """Try to sign in from an address. Returns whether it worked."""
    values = {"login": email, "password": password}
    return Client(REMOTE_ADDR=address).post(reverse("account_login"), values).status_code == 302


def test_guessing_is_slowed_by_account_not_by_address(cast: Cast) -> None:
    cache.clear()
    for guess in range(6):
        assert not try_password("lead@example.org", f"guess {guess}", f"10.0.0.{guess}")
    assert not try_password("lead@example.org", PASSWORD, "10.0.1.1"), "guessing from many addresses is slowed too"
    assert try_password("reviewer@example.org", PASSWORD, "10.0.0.1"), "a whole school sits behind one address"
    cache.clear()
    assert try_password("lead@example.org", PASSWORD)


def test_sign_in_does_not_tell_who_has_an_account(cast: Cast) -> None:
    cache.clear()
    pages = []
    for email in ("lead@example.org", "stranger@example.org"):
        answer = Client().post(reverse("account_login"), {"login": email, "password": "wrong"})
        pages.append(re.sub(r'(?:value|nonce)="[^"]*"|nonce-\S+', "", answer.text))
    assert pages[0] == pages[1]


def test_sign_in_leads_to_no_other_site(cast: Cast) -> None:
    values = {"login": "lead@example.org", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post(reverse("account_login"), values).url == "/"


def start(command: str = "check", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with only this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    blank = dict.fromkeys(("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"), "")
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=site.BASE_DIR,
        env={**kept, **blank, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


NEEDED = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "plans.example.org", "DATABASE_URL": "sqlite:///never-made.sqlite3"}


@pytest.mark.parametrize("missing", (*NEEDED, "all"))
def test_production_names_what_it_misses(missing: str) -> None:
    there = {name: value for name, value in NEEDED.items() if missing not in (name, "all")}
    result = start(ENVIRONMENT="production", **there)
    assert result.returncode != 0
    for name in NEEDED:
        assert (name in result.stderr.splitlines()[-1]) == (name not in there)


def test_production_refuses_debug() -> None:
    result = start(ENVIRONMENT="production", DEBUG="1", **NEEDED)
    assert result.returncode != 0
    assert "DEBUG must not be on in production" in result.stderr


@pytest.mark.parametrize("command", ("load_demo", "seed_demo"))
def test_demo_data_is_refused_in_production(command: str, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command(command)
    assert not get_user_model().objects.exists()


# The files we serve that others wrote, by the packages in requirements.txt. A new release must be looked at first.
THIRD_PARTY = {
    "bootstrap/css/bootstrap.min.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    "lato/Lato-Regular.ttf": "e82542aed8293f49fc83c4aaea566b1f6b4fc7a9ab5da11e6fb9bc0973b5324b",
    "lato/Lato-Italic.ttf": "3be26bf6973f49df6a7dfd130041017354342bfbb023e6b9610b42daeba6de34",
    "lato/Lato-Bold.ttf": "d7f0b7f2570f2f28b504da1181b4d71b1420b10be2c4fd690927f1c8ee3b19c3",
    "lato/Lato-BoldItalic.ttf": "e38611f4c0ff3251a58fe751991c39784d8f9be420b004891e0b9277228ec32f",
}


@pytest.mark.parametrize("name", THIRD_PARTY)
def test_third_party_file_is_the_one_we_looked_at(name: str) -> None:
    found = finders.find(name)
    assert found, f"{name} is not installed"
    assert hashlib.sha256(Path(found).read_bytes()).hexdigest() == THIRD_PARTY[name]


def test_every_third_party_file_used_is_listed() -> None:
    used = set()
    for path in [*(site.BASE_DIR / "templates").rglob("*.html"), *(site.BASE_DIR / "static").glob("*.css")]:
        used |= set(re.findall(r"[\"'(]((?:bootstrap|lato)/[\w./-]+)", path.read_text()))
    assert used == set(THIRD_PARTY)


@pytest.mark.parametrize("clean", (clean_rich, clean_inline))
@pytest.mark.parametrize(
    "attack",
    (
        "<script>alert(1)</script>words",
        "words<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">words</a>',
        '<a href="JaVa&#x09;script:alert(1)">words</a>',
        '<a href="data:text/html,<script>alert(1)</script>">words</a>',
        '<p onclick="alert(1)" style="color:red" class="x">words</p>',
        "<svg><script>alert(1)</script></svg>words",
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>words',
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>words",
        '<a href="https://example.org" target="_blank">words</a>',
        "<form action=https://evil.example><input name=password></form>words",
    ),
)
def test_rich_text_loses_what_could_run(clean: Any, attack: str) -> None:
    text = clean(attack)
    assert not re.search(
        r"<script|<[^>]*\son\w+|javascript:|<[^>]*data:|style=|target=|<(?:img|iframe|svg|form|input)", text, re.I
    )
    assert clean(text) == text


def test_links_in_text_open_safely(lead_client: Client, plan: Plan) -> None:
    row = PlanText.objects.get(plan=plan, part="purpose")
    link = '<p><a href="https://example.org/" target="_blank" rel="opener" onclick="x()">The report</a></p>'
    save = f"/plans/2020-21/instructional-services/rows/text/{row.id}/save/"
    lead_client.post(save, {"text": link, "revision": row.revision})
    answer = lead_client.get(reverse("preview", args=["2020-21", "instructional-services"]))
    # No new window, so no opener; and the other site is told nothing of where its reader came from.
    assert '<p><a href="https://example.org/">The report</a></p>' in answer.text
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


# The clock: a due date is a day in the district, whatever the server's zone and the season.


@pytest.mark.parametrize(
    ("due", "moment", "late"),
    (
        ("2020-10-05", "2020-10-06T06:59:59Z", False),
        ("2020-10-05", "2020-10-06T07:00:00Z", True),
        ("2020-10-31", "2020-11-01T06:59:59Z", False),
        ("2020-11-01", "2020-11-02T07:59:59Z", False),
        ("2020-11-01", "2020-11-02T08:00:00Z", True),
        ("2021-03-14", "2021-03-15T06:59:59Z", False),
        ("2021-03-14", "2021-03-15T07:00:00Z", True),
    ),
)
def test_deadline_is_the_end_of_the_local_day(cast: Cast, due: str, moment: str, late: bool) -> None:
    cast.cycle.opens, cast.cycle.due_date = datetime.date(2020, 8, 3), datetime.date.fromisoformat(due)
    cast.cycle.save()
    with time_machine.travel(datetime.datetime.fromisoformat(moment), tick=False):
        submission = submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    assert submission.is_late is late


@pytest.mark.parametrize(
    ("moment", "shown"),
    (
        ("2020-10-05T23:42:00Z", "Oct 5, 2020, 16:42"),
        ("2020-12-06T00:42:00Z", "Dec 5, 2020, 16:42"),
        ("2020-11-01T09:30:00Z", "Nov 1, 2020, 1:30"),
    ),
)
def test_times_are_shown_in_the_district_zone(cast: Cast, moment: str, shown: str) -> None:
    with time_machine.travel(datetime.datetime.fromisoformat(moment), tick=False):
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
        page = signed_in(cast.lead).get(reverse("read", args=["2020-21", "instructional-services"]))
    assert shown in page.text
