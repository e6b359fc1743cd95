"""The acts of a conversation: what is kept, who is told, who is named."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans import commenting, lifecycle
from plans.commenting import Where, named_in, people_of
from plans.conversation import Thread, conversation_of
from plans.models import CommentThread, EventKind, MailKind, MailWhen, Membership, Plan, ReviewerAssignment
from pusdplans.document.submitting import submit_plan
from tests.district import Cast

pytestmark = pytest.mark.django_db


def ask(cast: Cast, text: str, *, by: Any = None, **where: Any) -> CommentThread:
    """Begin a thread on the goals."""
    by = by or cast.reviewer
    return commenting.start(cast.seen_by(by), Where("goals", **where), text, by=by, asked_in=1, link="/t/{thread}")


def read(cast: Cast) -> list[Thread]:
    """Read the conversation in the one statement that brings the plan."""
    key = cast.plan.pk
    with CaptureQueriesContext(connection) as captured:
        threads = conversation_of(Plan.objects.with_comments().get(pk=key))
    assert len(captured) == 1
    return threads


def told(django_capture_on_commit_callbacks: Any, act: Any) -> list[str]:
    """Return who gets an e-mail of what `act` does."""
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        act()
    return sorted(each.to[0].split("@")[0] for each in mail.outbox)


def test_a_thread_is_asked_answered_resolved_and_opened_again(cast: Cast) -> None:
    thread = ask(cast, "Which sites?", quote="specific teacher", prefix="x" * 200, suffix="y" * 200)
    commenting.reply(thread, "All 22.", by=cast.lead, link="")
    (one,) = read(cast)
    assert [(each.author, each.text) for each in one.said] == [
        ("David Rennie", "Which sites?"),
        ("Julianne Reynoso", "All 22."),
    ]
    assert (one.part, one.quote, one.prefix, one.suffix) == ("goals", "specific teacher", "x" * 60, "y" * 60)
    assert one.is_open and one.asked_in == 1

    commenting.resolve(thread, by=cast.lead, text="Done.")
    commenting.resolve(thread, by=cast.reviewer)
    (one,) = read(cast)
    assert (one.is_open, one.resolver, one.resolved_in) == (False, "Julianne Reynoso", 1)
    commenting.reopen(thread, by=cast.reviewer)
    (one,) = read(cast)
    assert (one.is_open, one.resolver, one.resolved_in) == (True, "", None)
    kinds = cast.plan.events.filter(kind__in=("commented", "resolved", "unresolved")).order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        EventKind.COMMENTED,
        EventKind.COMMENTED,
        EventKind.COMMENTED,
        EventKind.RESOLVED,
        EventKind.UNRESOLVED,
    ]


def test_the_version_at_work_is_the_one_being_written_or_the_one_handed_in(cast: Cast) -> None:
    assert commenting.version_at_work(cast.plan) == 1
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    assert commenting.version_at_work(cast.plan) == 1
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More")
    assert commenting.version_at_work(cast.plan) == 2


def test_full_names_of_those_who_take_part_are_mentions_and_others_stay_words(cast: Cast) -> None:
    people = list(people_of(cast.plan))
    assert [each.name for each in people] == ["David Rennie", "Julianne Reynoso", "Kristina Turley", "Vera Ito"]
    for text, names in (
        ("@Kristina Turley, and @vera  ito?", ["Kristina Turley", "Vera Ito"]),
        ("@Kristina Turleys list", []),
        ("me@Kristina Turley", []),
        ("@Morgan Ellis of another department", []),
        ("Kristina Turley", []),
    ):
        assert [each.name for each in named_in(text, people)] == names
    cast.viewer.name = "Kristina Turley Soto"
    assert [each.name for each in named_in("@Kristina Turley Soto", [cast.contributor, cast.viewer])] == [
        "Kristina Turley Soto"
    ]


def test_a_reviewer_asks_the_department_and_an_answer_goes_to_who_asked(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    threads: list[CommentThread] = []
    assert told(django_capture_on_commit_callbacks, lambda: threads.append(ask(cast, "Which?"))) == [
        "contributor",
        "lead",
    ]
    answer = lambda: commenting.reply(threads[0], "These.", by=cast.contributor, link="/t")  # noqa: E731
    assert told(django_capture_on_commit_callbacks, answer) == ["reviewer"]
    # Somebody who does not take part any more is not told.
    ReviewerAssignment.objects.all().delete()
    assert told(django_capture_on_commit_callbacks, answer) == []


def test_the_department_asks_its_reviewers_only_once_the_plan_is_with_them(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    def by_lead() -> None:
        ask(cast, "Is this right?", by=cast.lead)

    assert told(django_capture_on_commit_callbacks, by_lead) == ["contributor"]
    submitting = lambda: submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)  # noqa: E731
    assert told(django_capture_on_commit_callbacks, submitting) == ["reviewer"]
    assert told(django_capture_on_commit_callbacks, by_lead) == ["contributor", "reviewer"]


def test_who_is_named_gets_one_mail_that_says_so(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    named = lambda: ask(cast, "@Julianne Reynoso and @Vera Ito, which?")  # noqa: E731
    assert told(django_capture_on_commit_callbacks, named) == ["contributor", "lead", "viewer"]
    subjects = {each.to[0]: each.subject for each in mail.outbox}
    assert "asks you" in subjects["lead@example.org"] and "commented" in subjects["contributor@example.org"]
    thread = CommentThread.objects.get()
    assert f"/t/{thread.pk}" in mail.outbox[0].body
    assert read(cast)[0].said[0].mentions == ("Julianne Reynoso", "Vera Ito")
    Membership.objects.filter(person=cast.viewer).delete()
    assert told(django_capture_on_commit_callbacks, named) == ["contributor", "lead"]


def test_who_wants_no_mail_of_being_named_is_told_as_everybody_else(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    cast.lead.mail_choices.create(kind=MailKind.MENTIONED, when=MailWhen.OFF)
    people = told(django_capture_on_commit_callbacks, lambda: ask(cast, f"Which, @{cast.lead.name}?"))
    assert people.count("lead") == 1
    assert "names you" not in next(each.body for each in mail.outbox if each.to[0].startswith("lead"))
    cast.lead.mail_choices.create(kind=MailKind.COMMENTED, when=MailWhen.OFF)
    assert "lead" not in told(django_capture_on_commit_callbacks, lambda: ask(cast, f"Which, @{cast.lead.name}?"))
