"""Wrong tries count by account: a school behind one address gets in, and no address helps who guesses."""

import subprocess
import sys
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.urls import reverse

from tests.accounts.signing import is_in, sign_in
from tests.district import PASSWORD, Cast

pytestmark = pytest.mark.django_db
REFUSED = "Too many wrong tries for this account. Wait a minute, then try again."
SCHOOL = {"REMOTE_ADDR": "203.0.113.7"}


def tries(email: str, count: int, **more: Any) -> None:
    """Try that many wrong passwords."""
    for number in range(count):
        assert "do not belong together" in sign_in(Client(**more), email, f"wrong {number}").text


def test_sixth_wrong_try_in_a_minute_is_refused_from_everywhere(cast: Cast) -> None:
    with time_machine.travel("2026-10-05T15:00:00Z", tick=False) as clock:
        for number in range(5):
            tries("lead@example.org", 1, REMOTE_ADDR=f"203.0.113.{number}")
        # However the address is written, and by whichever name of the host: it is the same account.
        for email in ("lead@example.org", " LEAD@Example.org "):
            for host in ("127.0.0.1", "localhost"):
                client = Client(REMOTE_ADDR="198.51.100.9", HTTP_HOST=host)
                assert REFUSED in sign_in(client, email, PASSWORD).text
                assert not is_in(client)
        tries("reviewer@example.org", 1, REMOTE_ADDR="203.0.113.1")
        clock.shift(61)
        assert sign_in(Client(), "lead@example.org").status_code == 302


def test_letters_that_the_database_takes_for_others_are_no_second_account(cast: Cast) -> None:
    get_user_model().objects.create_user("kim.silva@example.org", PASSWORD, name="Kim Silva")
    for email in (
        "kim.silva@example.org",
        "k\u0131m.silva@example.org",
        "\u212aim.silva@example.org",
        "kim.\u017filva@example.org",
    ):
        sign_in(Client(), email, "wrong")
    sign_in(Client(), "kim.silva@example.org", "wrong")
    assert REFUSED in sign_in(Client(), "kim.silva@example.org").text


def test_five_hundred_people_behind_one_address_get_in(db: None, settings: Any) -> None:
    # The same limits, counted in memory, where it takes a third of the time.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    people = get_user_model()
    password = make_password(PASSWORD)
    people.objects.bulk_create(
        people(email=f"teacher-{number}@example.org", name=f"Teacher {number}", password=password)
        for number in range(500)
    )
    statuses = [sign_in(Client(**SCHOOL), f"teacher-{number}@example.org").status_code for number in range(500)]
    assert statuses == [302] * 500


def test_control_with_a_limit_by_address_a_school_is_shut_out(cast: Cast, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    people = ("lead", "contributor", "viewer")
    statuses = [sign_in(Client(**SCHOOL), f"{person}@example.org").status_code for person in people]
    assert statuses == [302, 302, 429]


def test_no_limit_of_ours_goes_by_address(settings: Any) -> None:
    from allauth.account import app_settings as account
    from allauth.mfa import app_settings as mfa

    rates = {**account.RATE_LIMITS, **mfa.RATE_LIMITS}
    # What is left of allauth's own belongs to pages that are refused here.
    refused = {"request_login_code", "verify_phone"}
    assert {name for name, rate in rates.items() if rate and "/ip" in rate} == refused


def test_links_to_a_new_password_are_not_sent_without_end(cast: Cast, mailoutbox: list[Any]) -> None:
    statuses = [
        Client(REMOTE_ADDR=f"203.0.113.{number}")
        .post(reverse("account_reset_password"), {"email": "lead@example.org"})
        .status_code
        for number in range(6)
    ]
    assert statuses == [302] * 5 + [429]
    assert len(mailoutbox) == 5


COUNT_IN_ANOTHER_PROCESS = """
import django; django.setup()
from django.core.cache import cache
print(cache.get("counted-elsewhere"))
cache.set("counted-elsewhere", "and here", 60)
"""


@pytest.mark.django_db(transaction=True)
def test_what_is_counted_holds_across_processes() -> None:
    """Another process reads and writes the same cache, which is a table that a migration makes."""
    from django.db import connection

    assert isinstance(caches["default"], DatabaseCache)
    cache.set("counted-elsewhere", "here", 60)
    address = {**connection.settings_dict, "NAME": connection.settings_dict["NAME"]}
    url = (
        f"sqlite:///{address['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{address['NAME']}"
    )
    result = subprocess.run(
        [sys.executable, "-c", COUNT_IN_ANOTHER_PROCESS],
        cwd=site.BASE_DIR,
        env={"DATABASE_URL": url, "ENVIRONMENT": "test", "DJANGO_SETTINGS_MODULE": "pusdplans.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.strip() == "here", result.stderr
    assert cache.get("counted-elsewhere") == "and here"
