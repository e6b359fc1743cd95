"""Submitting twice, by many at once, while somebody types: one submission, one event, one mail, and no text gone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from plans import lifecycle
from plans.models import Contact, EventKind, Plan, Status, SubmissionState
from plans.rows import saving
from plans.rows.kind import row_kinds
from pusdplans.document import submitting
from pusdplans.workspace import views
from pusdplans.workspace.views import place
from tests import district
from tests.conftest import signed_in
from tests.faults.lengths import figure, times
from tests.faults.plans import at_once, fill, mails

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> district.Cast:
    """The cast, with a plan that can be submitted."""
    made = district.make()
    fill(made.plan)
    return made


@pytest.fixture
def all_have_looked(monkeypatch: Any) -> Iterator[Callable[[int], None]]:
    """Let nobody go on before so many have passed the check of their right: `all_have_looked(2)`."""
    submit, gate = views.submit_plan, threading.Barrier(1)

    def submit_with_the_others(*args: Any, **options: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            gate.wait(5)
        return submit(*args, **options)

    def wait_for(number: int) -> None:
        nonlocal gate
        gate = threading.Barrier(number)

    monkeypatch.setattr(views, "submit_plan", submit_with_the_others)
    yield wait_for


def came_of_it(plan: Plan) -> tuple[int, int, int]:
    """Return how many submissions, events of submitting, and mails there are."""
    return plan.submissions.count(), plan.events.filter(kind=EventKind.SUBMITTED).count(), mails()


def submit_together(cast: district.Cast, people: int) -> list[int]:
    """Let the lead submit from so many windows at the same moment. Returns the statuses of the answers."""
    address = reverse("check", args=place(cast.plan))
    clients = [signed_in(cast.lead) for _number in range(people)]
    answers = at_once([partial(client.post, address) for client in clients])
    return sorted(answer.status_code for answer in answers)


def test_a_double_click_submits_once(cast: district.Cast, all_have_looked: Any) -> None:
    clicks = times(5, 50)
    for number in range(1, clicks + 1):
        all_have_looked(2)
        assert submit_together(cast, 2) == [302, 302]
        assert came_of_it(cast.plan) == (number, number, number + (number - 1) * 2)
        # Two people of the department are told of the return.
        lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Once more")
    figure("double clicks on Submit: more than one submission, event or mail", clicks, 0)


def test_twenty_who_submit_at_once_submit_once(cast: district.Cast, all_have_looked: Any) -> None:
    people = times(8, 20)
    all_have_looked(people)
    assert submit_together(cast, people) == [302] * people
    assert came_of_it(cast.plan) == (1, 1, 1)
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.SUBMITTED
    figure("people who submit at once: submissions beyond the first", people, 0)


def test_control_without_conditional_update_and_constraint_both_clicks_submit(
    cast: district.Cast, all_have_looked: Any, monkeypatch: Any
) -> None:
    def move(plan: Plan, event: EventKind, **values: Any) -> list[Any]:
        Plan.objects.filter(pk=plan.pk).update(status=lifecycle.TRANSITIONS[event][1], **values)
        # Only one submission of a plan may be open: the database's own guard, which is stepped round here.
        plan.submissions.update(state=SubmissionState.RETURNED)
        return []

    monkeypatch.setattr(lifecycle, "_move", move)
    monkeypatch.setattr(submitting, "hold_open", lambda plan, **options: None)
    all_have_looked(2)
    submit_together(cast, 2)
    assert came_of_it(cast.plan) == (2, 2, 2)


def save_while_submitting(cast: district.Cast, text: str) -> tuple[Any, Any]:
    """Let the contributor's text be saved while the lead submits. Returns what the save came to, and the row."""
    row = Contact.objects.get(plan=cast.plan)
    contact = row_kinds()["contact"]
    save = partial(
        saving.save_row, contact, cast.plan, row.id, revision=row.revision, data={"name": text}, by=cast.contributor
    )
    outcome, _submission = at_once([save, partial(submitting.submit_plan, cast.plan, by=cast.lead)])
    row.refresh_from_db()
    return outcome, row


def test_text_saved_while_somebody_submits_is_handed_in_or_refused(cast: district.Cast) -> None:
    rounds, refused = times(8, 60), 0
    for number in range(rounds):
        outcome, row = save_while_submitting(cast, f"Late {number}")
        [contact] = cast.plan.submissions.order_by("-number")[0].document["contacts"]
        # What the reviewer reads is what stands in the plan, and what the writer was told.
        assert contact["name"] == row.name
        assert (row.name == f"Late {number}") == (not isinstance(outcome, saving.NotEditable))
        refused += isinstance(outcome, saving.NotEditable)
        lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Once more")
    figure("text saved while somebody submits: neither handed in nor refused", rounds, 0, refused=refused)


def test_control_without_holding_the_plan_open_a_late_text_is_said_to_be_saved(
    cast: district.Cast, monkeypatch: Any
) -> None:
    monkeypatch.setattr(saving, "hold_open", lambda plan, **options: None)
    collected, collect = threading.Event(), submitting.collect

    def collect_and_say(plan: Plan) -> Any:
        document = collect(plan)
        collected.set()
        return document

    monkeypatch.setattr(submitting, "collect", collect_and_say)
    row = Contact.objects.get(plan=cast.plan)
    contact = row_kinds()["contact"]

    def save_late() -> Any:
        collected.wait(10)
        return saving.save_row(contact, cast.plan, row.id, revision=1, data={"name": "Too late"}, by=cast.contributor)

    outcome, _submission = at_once([save_late, partial(submitting.submit_plan, cast.plan, by=cast.lead)])
    row.refresh_from_db()
    [handed_in] = cast.plan.submissions.get().document["contacts"]
    assert (outcome.saved, row.name, handed_in["name"]) == (True, "Too late", "Ana Ruiz")


def test_two_who_decide_at_once_decide_once(cast: district.Cast) -> None:
    """One returns the plan, another approves it, at the same moment."""
    for _number in range(times(3, 20)):
        submitting.submit_plan(cast.plan, by=cast.lead)
        decided = at_once(
            [
                partial(lifecycle.return_plan, cast.plan, by=cast.reviewer, reason="Again"),
                partial(lifecycle.approve, cast.plan, by=cast.admin),
            ]
        )
        refused = [each for each in decided if isinstance(each, lifecycle.NotPossible)]
        submission = cast.plan.submissions.order_by("-number")[0]
        assert (len(refused), submission.decisions.count()) == (1, 1), decided
        if Plan.objects.get(pk=cast.plan.pk).status == Status.APPROVED:
            lifecycle.reopen(cast.plan, by=cast.admin, reason="Again")
