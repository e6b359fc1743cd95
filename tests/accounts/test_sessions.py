"""Sessions: a new key at sign-in, an end at once, limits in idleness and age, and a list of one's own."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusdplans.accounts.models import Session
from pusdplans.accounts.sessions import browser_name
from tests.accounts.signing import arrived, is_in, sign_in
from tests.conftest import signed_in
from tests.district import PASSWORD, Cast

pytestmark = pytest.mark.django_db
LEAD = "lead@example.org"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


def test_sign_in_has_a_new_key(cast: Cast) -> None:
    client = Client()
    client.session.save()
    planted = client.session
    planted["planted"] = "by somebody who knows the key"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    sign_in(client, LEAD)
    assert key_of(client) != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()
    assert Session.objects.get().person == cast.lead


def test_sign_out_ends_the_session(cast: Cast) -> None:
    client = arrived(LEAD)
    key = key_of(client)
    client.post(reverse("account_logout"))
    client.cookies["sessionid"] = key
    assert not is_in(client)
    assert not Session.objects.filter(pk=key).exists()


def test_new_password_ends_every_other_session(cast: Cast) -> None:
    here, elsewhere = arrived(LEAD), arrived(LEAD)
    values = {"oldpassword": PASSWORD, "password1": "a-new-long-one", "password2": "a-new-long-one"}
    assert here.post(reverse("account_change_password"), values).status_code == 302
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert cast.lead.sessions.count() == 1


def test_deactivation_ends_sessions_for_good(cast: Cast) -> None:
    office, lead = signed_in(cast.admin), arrived(LEAD)
    place = reverse("admin:accounts_user_change", args=[cast.lead.pk])
    forms = {f"{name}-{what}": 0 for name in ("memberships", "reviews") for what in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert office.post(place, {"name": "Julianne", "email": LEAD, **forms}).status_code == 302
    assert not is_in(lead)
    # Open again, the account asks for a sign-in: what was open before is not.
    type(cast.lead).objects.filter(pk=cast.lead.pk).update(is_active=True)
    assert not is_in(lead)


def test_admin_signs_people_out_everywhere(cast: Cast) -> None:
    office, lead, again, other = signed_in(cast.admin), arrived(LEAD), arrived(LEAD), arrived("viewer@example.org")
    chosen = {"action": "sign_out_everywhere", "_selected_action": [cast.lead.pk]}
    page = office.post(reverse("admin:accounts_user_changelist"), chosen, follow=True).text
    assert "2 sessions have ended." in page
    assert [is_in(client) for client in (office, lead, again, other)] == [True, False, False, True]
    assert LogEntry.objects.get().change_message == "Signed out everywhere"


def test_ending_a_session_asks_once_more_who_is_there(cast: Cast) -> None:
    place = reverse("account_sessions")
    with time_machine.travel("2026-10-05T15:00:00Z", tick=False) as clock:
        here, elsewhere = arrived(LEAD), arrived(LEAD)
        clock.shift(datetime.timedelta(minutes=10))
        assert here.get(place).status_code == 200
        asked = here.post(place)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert is_in(elsewhere)
        here.post(asked.url, {"password": PASSWORD}, follow=True)
        here.post(place)
        assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_session_ends_when_idle_or_old(cast: Cast, settings: Any) -> None:
    settings.SESSION_IDLE_LIMIT = datetime.timedelta(minutes=30)
    settings.SESSION_ABSOLUTE_LIMIT = datetime.timedelta(hours=2)
    with time_machine.travel("2026-10-05T15:00:00Z", tick=False) as clock:
        idle, busy = arrived(LEAD), arrived(LEAD)
        for _quarter in range(7):
            clock.shift(datetime.timedelta(minutes=15))
            assert is_in(busy)
        assert not is_in(idle)
        clock.shift(datetime.timedelta(minutes=16))
        assert not is_in(busy), "two hours are over, however busy"


def test_being_seen_is_written_now_and_then(cast: Cast) -> None:
    client = arrived(LEAD)
    place = reverse("home")
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        client.get(place)
        counts = []
        for minutes in (1, 1, 5, 1):
            clock.shift(datetime.timedelta(minutes=minutes))
            with CaptureQueriesContext(connection) as captured:
                client.get(place)
            counts.append(sum("last_seen_at" in each["sql"] and each["sql"].startswith("UPDATE") for each in captured))
        assert counts == [0, 0, 1, 0]


def test_person_sees_and_ends_their_sessions_and_nobody_elses(cast: Cast) -> None:
    here, phone, other = Client(HTTP_USER_AGENT=WINDOWS), Client(HTTP_USER_AGENT=PHONE), Client()
    for client, email in ((here, LEAD), (phone, LEAD), (other, "viewer@example.org")):
        sign_in(client, email)
    page = here.get(reverse("account_sessions")).text
    assert page.index("Chrome on Windows") < page.index("Safari on iPhone")
    assert not [client for client in (here, phone, other) if key_of(client) in page], "a key would let the reader in"
    handles = {
        name: Session.objects.get(pk=key_of(client)).handle for name, client in (("phone", phone), ("other", other))
    }
    here.post(reverse("account_sessions"), {"session": handles["other"]})
    assert is_in(other)
    here.post(reverse("account_sessions"), {"session": handles["phone"]})
    assert (is_in(here), is_in(phone)) == (True, False)
    again = [arrived(LEAD), arrived(LEAD)]
    here.post(reverse("account_sessions"))
    assert [is_in(client) for client in (here, *again, other)] == [True, False, False, True]


def test_text_written_for_one_person_is_not_saved_by_another(cast: Cast) -> None:
    """The page says for whom it was opened: with another person signed in meanwhile, nothing is taken."""
    from plans.models import Contact

    contact = Contact.objects.create(plan=cast.plan, name="")
    place = f"/plans/2020-21/instructional-services/rows/contact/{contact.pk}/save/"
    values = {"name": "The lead's words", "revision": 1}
    headers = {"X-Requested-With": "fetch", "X-Person": str(cast.lead.pk)}
    answer = signed_in(cast.contributor).post(place, values, headers=headers)
    assert (answer.status_code, answer.json()["message"][:15]) == (401, "Kristina Turley")
    assert Client().post(place, values, headers=headers).status_code == 401
    contact.refresh_from_db()
    assert contact.name == ""
    assert signed_in(cast.lead).post(place, values, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("agent", "name"),
    ((WINDOWS, ("Chrome", "Windows")), (PHONE, ("Safari", "iPhone")), ("", ("", "")), ("curl/8", ("", ""))),
)
def test_browsers_are_called_as_people_call_them(agent: str, name: tuple[str, str]) -> None:
    assert browser_name(agent) == name
