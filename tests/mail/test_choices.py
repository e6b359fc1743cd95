"""When a person gets which mails: at once, in one mail a day, or not at all; and turning them off with one click."""

import email.policy
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from plans import notices, outbox
from plans.models import (
    CHOSEN_KINDS,
    MailChoice,
    MailKind,
    MailState,
    MailWhen,
    OutgoingMail,
    Plan,
    ReviewerAssignment,
)
from pusdplans.mail.sending import send_what_waits
from pusdplans.mail.turning_off import choose, off_address
from tests import district
from tests.conftest import signed_in
from tests.mail.clock import at, sent_by_run

pytestmark = pytest.mark.django_db
PAGE = "/emails-and-calendar/"


def comment(cast: district.Cast, text: str) -> None:
    """Let the reviewer write a comment, which the lead and the contributor hear of."""
    people = type(cast.lead).objects.filter(pk__in=[cast.lead.pk, cast.contributor.pk, cast.reviewer.pk])
    notices.commented(
        cast.plan, by=cast.reviewer, text=text, link="/plans/2020-21/instructional-services/goals/#g", people=people
    )


def message_to(address: str) -> Any:
    """Return the last mail to an address, as a mail program reads it."""
    sent = [each for each in mail.outbox if each.to == [address]][-1]
    return email.message_from_bytes(sent.message().as_bytes(), policy=email.policy.default)


def test_each_mail_says_the_same_as_text_and_html_with_the_way_to_turn_it_off(cast: district.Cast) -> None:
    comment(cast, "Which sites?\n<b>All</b> & more")
    send_what_waits()
    assert sorted(each.to[0] for each in mail.outbox) == ["contributor@example.org", "lead@example.org"]
    message = message_to("lead@example.org")
    text, html = (part.get_content() for part in message.iter_parts())
    assert message.get_content_type() == "multipart/alternative"
    link = "http://127.0.0.1:8000/plans/2020-21/instructional-services/goals/#g"
    off = message["List-Unsubscribe"].strip(" <>")
    for words in ("Hello Julianne,", "David Rennie wrote a comment on Instructional Services 2020-21:", link, off):
        assert (words in text, words in html) == (True, True), words
    assert "Which sites?\n<b>All</b> & more" in text
    assert "Which sites?<br>&lt;b&gt;All&lt;/b&gt; &amp; more" in html
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.findall(r"https?://[^/\"\s]+", html) == ["http://127.0.0.1:8000"] * 3


def test_mail_of_a_due_date_cannot_be_turned_off_and_says_when_it_ends(cast: district.Cast) -> None:
    choose(cast.lead, dict.fromkeys(CHOSEN_KINDS, MailWhen.OFF))
    sent_by_run(cast.cycle.due_date)
    message = message_to("lead@example.org")
    assert message["List-Unsubscribe"] is None
    for part in message.iter_parts():
        assert "They end when the plan is submitted." in part.get_content()


def test_one_click_turns_mails_of_that_kind_off_without_signing_in(cast: district.Cast) -> None:
    place = off_address(cast.lead, MailKind.COMMENTED)
    stranger = Client(enforce_csrf_checks=True)
    # Looking at the page changes nothing: mail scanners open every link.
    assert "Somebody comments on a plan that you write or review" in stranger.get(place).text
    assert not MailChoice.objects.exists()
    # RFC 8058, 3.2: what a mail program posts.
    assert stranger.post(place, {"List-Unsubscribe": "One-Click"}).status_code == 200
    comment(cast, "Which sites?")
    notices.extended(cast.plan, by=cast.reviewer, reason="Illness")
    kinds = OutgoingMail.objects.filter(person=cast.lead).values_list("kind", flat=True)
    assert list(kinds) == [MailKind.EXTENDED]
    assert OutgoingMail.objects.filter(person=cast.contributor).count() == 2


def test_link_of_mails_that_are_off_already_says_so_and_asks_nothing(cast: district.Cast) -> None:
    place, daily = (off_address(cast.lead, kind) for kind in (MailKind.COMMENTED, MailKind.DIGEST))
    already = "These mails are turned off already."
    choose(cast.lead, {MailKind.COMMENTED: MailWhen.DAILY})
    for asks in (place, daily):
        html = Client().get(asks).text
        assert (already in html, 'method="post"' in html) == (False, True)
    assert already not in Client().post(place).text, "this press turned them off"
    for off in (place, daily):
        html = Client().get(off).text
        assert (already in html, 'method="post"' in html, f'href="{PAGE}"' in html) == (True, False, True)
    assert already not in Client().get(off_address(cast.contributor, MailKind.COMMENTED)).text


def test_nobody_turns_off_with_a_token_that_is_not_ours(cast: district.Cast) -> None:
    place = off_address(cast.lead, MailKind.COMMENTED)
    for wrong in (place.replace("/emails-off/", "/emails-off/x"), "/emails-off/nothing/", place[:-4] + "/"):
        assert Client().post(wrong).status_code == 400
    cast.lead.is_active = False
    cast.lead.save()
    assert Client().post(place).status_code == 400
    assert not MailChoice.objects.exists()


def test_daily_mail_gathers_what_came_before_its_hour(cast: district.Cast) -> None:
    choose(cast.lead, {MailKind.COMMENTED: MailWhen.DAILY, MailKind.EXTENDED: MailWhen.DAILY})
    Plan.objects.all().update(status="approved")
    with at("2026-10-31", 9):
        comment(cast, "First")
    with at("2026-11-01", 0, 30):
        notices.extended(cast.plan, by=cast.reviewer, reason="Illness")
    with at("2026-11-01", 6, 30):
        comment(cast, "After its hour")
    mine = {
        day_hour: [s for to, s in sent_by_run(*day_hour) if to == "lead@example.org"]
        for day_hour in (
            ("2026-11-01", 5),
            ("2026-11-01", 7),
            ("2026-11-01", 23),
            ("2026-11-02", 5),
            ("2026-11-02", 6),
            ("2026-11-03", 6),
        )
    }
    assert {moment: subjects for moment, subjects in mine.items() if subjects} == {
        ("2026-11-01", 7): ["Department plans, Sunday, November 1: 2 messages"],
        ("2026-11-02", 6): ["Department plans, Monday, November 2: 1 message"],
    }
    first, second = (each for each in mail.outbox if each.to == ["lead@example.org"])
    assert [each in first.body for each in ("First", "Illness", "After its hour")] == [True, True, False]
    assert [each in second.body for each in ("First", "Illness", "After its hour")] == [False, False, True]
    # The contributor had each at once.
    assert sum(each.to == ["contributor@example.org"] for each in mail.outbox) == 3
    # One click in the daily mail turns off all that comes in it.
    off = str(first.message()["List-Unsubscribe"]).strip(" <>").removeprefix("http://127.0.0.1:8000")
    assert Client().post(off).status_code == 200
    assert set(cast.lead.mail_choices.values_list("kind", "when")) == {("commented", "off"), ("extended", "off")}


def test_daily_mail_does_not_hold_what_was_turned_off_meanwhile(cast: district.Cast) -> None:
    Plan.objects.all().update(status="approved")
    choose(cast.lead, {MailKind.COMMENTED: MailWhen.DAILY})
    with at("2026-11-01"):
        comment(cast, "First")
    choose(cast.lead, {MailKind.COMMENTED: MailWhen.OFF})
    assert [to for to, _subject in sent_by_run("2026-11-02")] == ["contributor@example.org"]


def test_page_keeps_what_is_chosen_of_what_can_reach_the_person(cast: district.Cast) -> None:
    client = signed_in(cast.lead)
    html = client.get(PAGE).text
    assert re.findall(r'name="(\w+)" value="at-once" checked', html) == [
        "returned",
        "approved",
        "reopened",
        "extended",
        "commented",
        "mentioned",
    ]
    client.post(PAGE, {"returned": "daily", "commented": "off", "mentioned": "nonsense", "submitted": "off"})
    assert set(cast.lead.mail_choices.values_list("kind", "when")) == {("returned", "daily"), ("commented", "off")}
    assert re.findall(r'name="(\w+)" value="(?:daily|off)" checked', client.get(PAGE).text) == ["returned", "commented"]
    assert re.findall(r'name="(\w+)" value="at-once"', signed_in(cast.reviewer).get(PAGE).text) == [
        "submitted",
        "commented",
        "mentioned",
    ]
    assert f'href="{PAGE}"' in client.get("/").text


def test_no_text_of_a_person_becomes_a_header(cast: district.Cast) -> None:
    cast.department.name = "A\r\nBcc: everybody@example.org\r\n\r\nHello \x07 \u2028" + "long " * 27
    cast.department.save()
    cast.reviewer.name = "Eve\nBcc: all@example.org"
    cast.reviewer.save()
    cast.plan.refresh_from_db()
    comment(cast, "Hello")
    assert send_what_waits().refused == 0
    message = message_to("lead@example.org")
    assert message["Bcc"] is None
    assert (
        message["Subject"]
        .strip()
        .startswith("Eve Bcc: all@example.org commented on A Bcc: everybody@example.org Hello long")
    )
    assert len(message["Subject"].strip()) <= outbox.LONGEST_SUBJECT


def test_admin_sees_the_outbox_and_cannot_write_in_it(cast: district.Cast) -> None:
    comment(cast, "Which sites?")
    client = signed_in(cast.admin)
    one = OutgoingMail.objects.filter(person=cast.lead).get()
    assert "David Rennie commented on" in client.get("/admin/plans/outgoingmail/").text
    assert "Which sites?" in client.get(f"/admin/plans/outgoingmail/{one.pk}/change/").text
    client.post(f"/admin/plans/outgoingmail/{one.pk}/change/", {"state": "sent"})
    client.post("/admin/plans/outgoingmail/", {"action": "send_again", "_selected_action": [one.pk]})
    one.refresh_from_db()
    assert (one.state, one.attempts) == (MailState.WAITING, 0)


@pytest.mark.parametrize(
    ("days", "kept", "problem"),
    [
        ("0, 3,14, 3", "14, 3, 0", ""),
        ("", "", ""),
        ("7; 3", None, "“7; 3” is no number of days"),
        ("7,,3", None, "“” is no number of days"),
        ("-1", None, "“-1” is no number of days"),
        ("999", None, "999 days are too many"),
    ],
)
def test_days_of_reminders_are_a_setting_of_the_year(
    cast: district.Cast, days: str, kept: str | None, problem: str
) -> None:
    values = {"label": "2020-21", "opens": cast.cycle.opens, "due_date": cast.cycle.due_date, "late_every": "5"}
    values |= {"reminder_days": days, "reviewers-TOTAL_FORMS": "0", "reviewers-INITIAL_FORMS": "0"}
    answer = signed_in(cast.admin).post(f"/admin/plans/planningcycle/{cast.cycle.pk}/change/", values)
    cast.cycle.refresh_from_db()
    assert (answer.status_code, problem in answer.text) == (302 if kept is not None else 200, True)
    assert cast.cycle.reminder_days == (kept if kept is not None else "14, 7, 3, 1, 0")


def test_mails_of_acts_reach_whom_they_concern(cast: district.Cast) -> None:
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=cast.reviewer, department=cast.department)
    comment(cast, "Which sites?")
    assert OutgoingMail.objects.filter(person=cast.reviewer).count() == 0, "nobody hears of their own comment"
    people = type(cast.lead).objects.filter(pk=cast.viewer.pk)
    notices.mentioned(cast.plan, by=cast.reviewer, text="Vera?", link="", people=people)
    mine = OutgoingMail.objects.get(person=cast.viewer)
    assert (mine.kind, mine.message["link"]) == (MailKind.MENTIONED, "/plans/2020-21/instructional-services/")
