"""The second factor: set up, asked for, required of those whose work needs it, and never gone around."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusdplans.accounts import second_factor
from tests.accounts.signing import arrived, code_now, give_app, is_in, sign_in
from tests.addresses import addresses, path_of
from tests.conftest import signed_in
from tests.district import Cast

pytestmark = pytest.mark.django_db
INDEX = "/accounts/second-factor/"


@pytest.fixture
def required(settings: Any) -> None:
    """A district that asks it of admins and reviewers."""
    settings.REQUIRE_SECOND_FACTOR = ["admins", "reviewers"]


def set_up(client: Client) -> Any:
    """Set up an app as a person does. Returns the last answer."""
    place = reverse("mfa_activate_totp")
    secret = client.get(place).context["form"].secret
    return client.post(place, {"code": code_now(secret)})


def secret_of(person: Any) -> str:
    """Return the secret of a person's app."""
    app = Authenticator.objects.get(user=person, type="totp")
    return second_factor.DistrictSecondFactor().decrypt(app.data["secret"])


def test_person_sets_up_an_app_and_is_asked_for_its_code(cast: Cast) -> None:
    client = arrived("lead@example.org")
    assert set_up(client).url == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    secret = secret_of(cast.lead)
    for code, answer in (("000000", 200), (codes[0], 302), (codes[0], 200), (code_now(secret), 302)):
        again = Client()
        assert sign_in(again, "lead@example.org").url == reverse("mfa_authenticate")
        assert not is_in(again)
        assert again.get("/").status_code == 302, "half a sign-in opens nothing"
        assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == answer
        assert is_in(again) == (answer == 302)


def test_change_of_factors_ends_every_other_session(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    here, elsewhere, other = (arrived(f"{who}@example.org") for who in ("lead", "lead", "viewer"))
    with django_capture_on_commit_callbacks(execute=True):
        set_up(here)
    assert [is_in(client) for client in (here, elsewhere, other)] == [True, False, True]
    sign_in(elsewhere, "lead@example.org")
    elsewhere.post(reverse("mfa_authenticate"), {"code": code_now(secret_of(cast.lead))})
    assert is_in(elsewhere)
    with django_capture_on_commit_callbacks(execute=True):
        here.post(reverse("mfa_deactivate_totp"))
    assert [is_in(client) for client in (here, elsewhere, other)] == [True, False, True]


def test_codes_are_guessed_five_times_a_minute_for_an_account(cast: Cast) -> None:
    give_app(cast.lead)
    with time_machine.travel("2026-10-05T15:00:00Z", tick=False):
        for number in range(6):
            client = Client(REMOTE_ADDR=f"203.0.113.{number}")
            sign_in(client, "lead@example.org")
            page = client.post(reverse("mfa_authenticate"), {"code": "000000"}).text
            assert ("Too many wrong tries" in page) == (number == 5)
        client = Client()
        sign_in(client, "lead@example.org")
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
        assert not is_in(client), "the right code, too, waits for the minute to pass"


def test_secrets_are_not_readable_in_the_database(cast: Cast) -> None:
    client = arrived("lead@example.org")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not [code for code in codes if code in stored]


def test_former_secret_key_still_reads_them(cast: Cast, settings: Any) -> None:
    adapter = second_factor.DistrictSecondFactor()
    kept = adapter.encrypt("words")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert adapter.decrypt(kept) == "words"


@pytest.mark.skipif(connection.vendor == "postgresql", reason="whom to lead there no database decides")
@pytest.mark.parametrize("who", ("admin", "reviewer"))
def test_whoever_must_is_led_to_set_it_up_and_nowhere_else(cast: Cast, required: None, who: str) -> None:
    """Every address there is, as a page and as a script asks for it, Django admin's own among them."""
    client = arrived(f"{who}@example.org")
    client.raise_request_exception = False
    let_in = []
    for address in addresses():
        if address.name in ("", "admin:") or address.name in second_factor_open():
            continue
        values = {name: "accounts" if name == "app_label" else "1" for name in address.parameters}
        place = reverse(address.name, kwargs=values) if address.is_admin else path_of(address, cast.plan)
        for method in ("GET", "POST"):
            for headers in ({}, {"X-Requested-With": "fetch"}):
                got = client.generic(method, place, headers=headers)
                refused = got.status_code in (403, 404, 405) or got.headers.get("Location", "").startswith(INDEX)
                if not refused:
                    let_in.append(f"{method} {place} {headers}: {got.status_code}")
    assert let_in == []
    assert "set one up to go on" in client.get("/", follow=True).text
    assert set_up(client).status_code == 302
    assert client.get("/queue/").status_code == 200
    assert client.get("/admin/").status_code == (200 if who == "admin" else 302)


def second_factor_open() -> set[str]:
    """Return what is open before: and nothing that shows a plan or a person is."""
    from plans.second_factor import OPEN

    assert all(name.startswith(("mfa_", "account_", "who_")) for name in OPEN)
    return set(OPEN)


def test_control_without_the_middleware_the_walk_finds_it(cast: Cast, required: None, monkeypatch: Any) -> None:
    from plans.second_factor import RequireSecondFactor

    monkeypatch.setattr(RequireSecondFactor, "process_view", lambda *args: None)
    assert arrived("admin@example.org").get("/admin/").status_code == 200


def test_visit_that_showed_no_factor_shows_it_first(cast: Cast, required: None) -> None:
    """A session of before the factor was set up, perhaps of somebody who knew the password, does not profit from it."""
    earlier = arrived("reviewer@example.org")
    give_app(cast.reviewer)
    answer = earlier.get("/queue/")
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next=%2Fqueue%2F"
    assert earlier.post(answer.url, {"code": code_now()}).url == "/queue/"
    assert earlier.get("/queue/").status_code == 200


def test_others_are_not_asked(cast: Cast, required: None) -> None:
    assert arrived("lead@example.org").get("/").status_code == 200


def test_last_factor_of_whoever_needs_one_stays(cast: Cast, required: None) -> None:
    client = arrived("reviewer@example.org")
    set_up(client)
    page = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "add another one before you take this away" in page.text
    assert Authenticator.objects.filter(user=cast.reviewer, type="totp").exists()


def test_admin_takes_a_lost_factor_away(cast: Cast) -> None:
    give_app(cast.lead)
    lead = signed_in(cast.lead)
    values = {"action": "take_second_factor_away", "_selected_action": [cast.lead.pk]}
    signed_in(cast.admin).post(reverse("admin:accounts_user_changelist"), values)
    assert not Authenticator.objects.exists()
    assert not is_in(lead)


def test_setting_costs_whoever_has_shown_it_no_statement(cast: Cast, settings: Any) -> None:
    client = arrived("reviewer@example.org")
    set_up(client)
    counts = []
    for asked in ([], ["admins", "reviewers"]):
        settings.REQUIRE_SECOND_FACTOR = asked
        client.get("/queue/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/queue/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
