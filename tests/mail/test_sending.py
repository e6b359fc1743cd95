"""Sending, to a real mail server that is down, hangs, refuses, and comes back: each mail arrives once, or says why not."""

import datetime
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.conf import settings as site
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from plans import notices, outbox
from plans.models import MailKind, MailState, Membership, OutgoingMail, Plan, PlanningCycle, Status
from pusdplans.mail import sending
from pusdplans.mail.schedule import run_schedule
from tests import district
from tests.conftest import signed_in
from tests.mail.server import free_port, serving, silent, use


@pytest.fixture(autouse=True)
def later_only(settings: Any) -> None:
    """Nothing leaves right after the commit: a test says when."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def tell(cast: district.Cast, *names: str, subject: str = "Hello") -> None:
    """Put a mail to each into the outbox."""
    people = [getattr(cast, name) for name in names]
    outbox.put(people, MailKind.COMMENTED, outbox.Message(subject, ["There."]), reason=f"test:{subject}")


def states() -> dict[str, str]:
    """Return the state of each mail, by the first part of the person's address."""
    return {
        address.split("@")[0]: state for address, state in OutgoingMail.objects.values_list("person__email", "state")
    }


def later(**passed: float) -> Any:
    """Stand that much later."""
    return time_machine.travel(timezone.now() + datetime.timedelta(**passed), tick=False)


@pytest.mark.django_db
def test_server_is_down_then_hangs_then_refuses_and_everything_arrives_once(cast: district.Cast, settings: Any) -> None:
    tell(cast, "lead", "contributor", "viewer", "reviewer")
    use(settings, free_port())
    assert "cannot be reached" in sending.send_what_waits().problem
    with silent(settings):
        assert "cannot be reached" in sending.send_what_waits().problem
    # A server that is down puts no mail off.
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(MailState.WAITING, 0)}
    with serving(settings) as post:
        post.answers = {"viewer@example.org": "550 No such user", "reviewer@example.org": "451 Later, please"}
        done = sending.send_what_waits()
        assert (done.sent, done.put_off, done.refused, done.in_doubt) == (2, 1, 1, 0)
        expected = {"lead": "sent", "contributor": "sent", "viewer": "refused", "reviewer": "waiting"}
        assert states() == expected
        assert OutgoingMail.objects.get(state=MailState.REFUSED).problem == "550 No such user"
        post.answers = {}
        sending.send_what_waits()
        assert states() == expected, "it is tried again after a while, not at once"
        with later(minutes=2):
            sending.send_what_waits()
        assert states() == {**expected, "reviewer": "sent"}
        # The address is corrected, and an admin says so.
        cast.viewer.email = "vera@example.org"
        cast.viewer.save()
        place = "/admin/plans/outgoingmail/"
        everything = [str(key) for key in OutgoingMail.objects.values_list("pk", flat=True)]
        signed_in(cast.admin).post(place, {"action": "send_again", "_selected_action": everything})
        sending.send_what_waits()
    assert post.addresses == sorted(
        ["lead@example.org", "contributor@example.org", "vera@example.org", "reviewer@example.org"]
    )
    assert set(post.ids.values()) == {1}
    assert set(post.ids) == set(OutgoingMail.objects.values_list("message_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("behaviour", ("hangs_at_content", "hangs_up_at_content"))
def test_mail_the_server_never_answered_about_is_in_doubt_and_not_sent_twice(
    cast: district.Cast, settings: Any, monkeypatch: Any, behaviour: str
) -> None:
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.5)
    tell(cast, "lead", "viewer")
    with serving(settings) as post:
        setattr(post, behaviour, True)
        assert sending.send_what_waits().in_doubt == 1
        assert states() == {"lead": "in-doubt", "viewer": "waiting"}
        setattr(post, behaviour, False)
        for hours in (0, 1, 100):
            with later(hours=hours):
                sending.send_what_waits()
        assert states() == {"lead": "in-doubt", "viewer": "sent"}
        assert post.addresses == ["lead@example.org", "viewer@example.org"]
        # An admin who asked the person sends it again: it is the same mail.
        outbox.send_again(OutgoingMail.objects.all())
        sending.send_what_waits()
    assert sorted(post.ids.values()) == [1, 2]
    assert set(states().values()) == {"sent"}


@pytest.mark.django_db
def test_change_that_is_undone_sends_nothing(cast: district.Cast) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notices.extended(cast.plan, by=cast.reviewer, reason="Illness")
        assert OutgoingMail.objects.count() == 2
        raise ZeroDivisionError
    assert OutgoingMail.objects.count() == 0


@pytest.mark.django_db
def test_mail_to_somebody_who_left_does_not_leave(cast: district.Cast, mailoutbox: Any) -> None:
    tell(cast, "lead")
    cast.lead.is_active = False
    cast.lead.save()
    sending.send_what_waits()
    assert (states(), mailoutbox) == ({"lead": "dropped"}, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("hangs_at", "expected", "arrived"),
    (("hangs_at_address", MailState.SENT, 1), ("hangs_at_content", MailState.IN_DOUBT, 1)),
    ids=("before its content left", "after its content left"),
)
def test_mail_of_a_sender_that_is_killed(settings: Any, hangs_at: str, expected: str, arrived: int) -> None:
    """Killed before the content left, it is sent by the next; after that, nobody can know, and it is not sent twice."""
    cast = district.make()
    PlanningCycle.objects.update(opens="2100-01-01", due_date="2100-02-01")
    tell(cast, "lead")
    with serving(settings) as post:
        setattr(post, hangs_at, True)
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_schedule"],
            cwd=site.BASE_DIR,
            env={
                **os.environ,
                "ENVIRONMENT": "development",
                "DATABASE_URL": database_address(),
                "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            },
        )
        until(lambda: bool(post.arrived) if hangs_at == "hangs_at_content" else post.reached.is_set())
        process.kill()
        process.wait()
        setattr(post, hangs_at, False)
        sending.send_what_waits()
        assert OutgoingMail.objects.get().state == MailState.SENDING, "for a while it may still live"
        with later(minutes=11):
            sending.send_what_waits()
    assert (OutgoingMail.objects.get().state, len(post.arrived)) == (expected, arrived)


def database_address() -> str:
    """Return the address of the test's database."""
    values = connection.settings_dict
    if connection.vendor != "postgresql":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def meanwhile(act: Callable[[], Any]) -> Callable[[], None]:
    """Return the act for another thread: its connection to the database is closed after it."""

    def do() -> None:
        try:
            act()
        finally:
            connection.close()

    return do


def overtaken(settings: Any) -> Counter[str]:
    """Let a sender stand still in the middle of a mail until another one has it. Returns how often each mail arrived."""
    cast = district.make()
    tell(cast, "lead")

    def another() -> None:
        OutgoingMail.objects.update(claimed_at=timezone.now() - datetime.timedelta(minutes=11))
        sending.send_what_waits()

    with serving(settings) as post:
        settings.EMAIL_TIMEOUT = 20
        post.at_address = meanwhile(another)
        sending.send_what_waits()
    return post.ids


@pytest.mark.django_db(transaction=True)
def test_sender_that_stood_still_for_long_does_not_send_what_another_has_sent(settings: Any) -> None:
    assert list(overtaken(settings).values()) == [1]
    assert OutgoingMail.objects.get().state == MailState.SENT


@pytest.mark.django_db(transaction=True)
def test_control_without_the_second_look_it_arrives_twice(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "_note", lambda mail: None)
    assert list(overtaken(settings).values()) == [2]


def two_at_once(settings: Any) -> Counter[str]:
    """Run the schedule twice at once over reminders and a mail that waits. Returns how often each subject arrived."""
    cast = district.make()
    PlanningCycle.objects.update(due_date=timezone.localdate())
    Membership.objects.filter(person=cast.other_lead).update(department=cast.department)
    settings.MAIL_HOUR = 0
    tell(cast, "viewer")
    barrier = threading.Barrier(2)

    def run() -> None:
        barrier.wait()
        run_schedule()

    with serving(settings) as post:
        settings.EMAIL_TIMEOUT = 20
        # The first address is answered once both have connected: each has its list of what waits by then.
        post.at_address = lambda: until(lambda: post.connections >= 2, seconds=10)
        threads = [threading.Thread(target=meanwhile(run)) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return Counter(f"{each['To']}: {each['Subject'].split(',')[0]}" for each in post.arrived)


EACH = {
    "viewer@example.org: Hello",
    "lead@example.org: Instructional Services 2020-21 is due today",
    "other-lead@example.org: Instructional Services 2020-21 is due today",
}


@pytest.mark.django_db(transaction=True)
def test_two_schedules_at_once_send_each_mail_once(settings: Any) -> None:
    assert two_at_once(settings) == dict.fromkeys(EACH, 1)
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_mails_are_sent_twice(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "_take", lambda key: OutgoingMail.objects.select_related("person").get(pk=key))
    monkeypatch.setattr(sending, "_note", lambda mail: None)
    assert max(two_at_once(settings).values()) == 2


@pytest.mark.django_db
def test_schedule_says_in_a_line_what_it_did(cast: district.Cast, capsys: Any, settings: Any) -> None:
    settings.MAIL_HOUR = 0
    # Nobody owes anything any more.
    Plan.objects.update(status=Status.APPROVED)
    call_command("run_schedule")
    tell(cast, "lead", "viewer")
    call_command("run_schedule")
    assert capsys.readouterr().out == "Nothing was due.\n2 mails sent.\n"
