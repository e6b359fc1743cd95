"""The acts in a plan's life: start, submit, return, approve, reopen, extend.

Each is one transaction: a conditional update of the plan (so that two people at once cannot both do it), the record of
it, one `Event`; its e-mails leave after the commit. An act that is not possible raises `NotPossible` with a sentence.
Whether a *person* may do it is asked of `plans.permissions` by the caller; here it is only asked whether the plan can.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import filing, notices, row_changes, trail
from plans.models import (
    EDITABLE,
    Decision,
    DecisionKind,
    Department,
    Event,
    EventKind,
    Plan,
    PlanningCycle,
    PlanPart,
    PlanText,
    Status,
    Submission,
    SubmissionState,
    TheoryOfAction,
)

# What a date is moved by beyond this is a slip of the hand.
LONGEST_EXTENSION = datetime.timedelta(days=366)
# From which states each act leads to which: the one table of transitions.
TRANSITIONS: dict[EventKind, tuple[tuple[Status, ...], Status]] = {
    EventKind.SUBMITTED: (EDITABLE, Status.SUBMITTED),
    EventKind.RETURNED: ((Status.SUBMITTED,), Status.RETURNED),
    EventKind.APPROVED: ((Status.SUBMITTED,), Status.APPROVED),
    EventKind.REOPENED: ((Status.APPROVED,), Status.IN_PROGRESS),
}


class NotPossible(Exception):
    """The plan is not in a state for this act; the message says so to the person."""


def start_plans(
    cycle: PlanningCycle,
    departments: list[Department] | None = None,
    *,
    by: Any = None,
    carries_on: Mapping[int, list[str]] | None = None,
) -> int:
    """Make the plan of every active department (or of those given) that has none yet in the cycle. Returns how many.

    carries_on: by the key of a department, the names of those it carries on, for the trail.
    """
    wanted = Department.objects.filter(is_active=True) if departments is None else departments
    with transaction.atomic():
        have = set(Plan.objects.filter(cycle=cycle).values_list("department_id", flat=True))
        plans = Plan.objects.bulk_create([Plan(cycle=cycle, department=each) for each in wanted if each.pk not in have])
        texts = PlanText.objects.bulk_create([PlanText(plan=plan, part=part) for plan in plans for part in PlanPart])
        theories = TheoryOfAction.objects.bulk_create([TheoryOfAction(plan=plan) for plan in plans])
        trail.add([_made(plan, [*texts, *theories], by, carries_on or {}) for plan in plans])
    return len(plans)


def _made(plan: Plan, rows: list[Any], by: Any, carries_on: Mapping[int, list[str]]) -> Event:
    made = [row_changes.added(row) for row in rows if row.plan_id == plan.pk]
    before = carries_on.get(plan.department_id)
    about: dict[str, Any] = {"carries_on": before} if before else {}
    return trail.prepared(plan, EventKind.CREATED, by, rows=made, **about)


@transaction.atomic
def submit(plan: Plan, *, by: Any, document: dict[str, Any], sha256: str) -> Submission:
    """Hand the plan in: freeze `document` (its JSON, with its SHA-256) as the next numbered submission."""
    now = timezone.now()
    is_late = now >= plan.deadline
    if is_late and not plan.cycle.late_allowed:
        raise NotPossible(
            _("The due date has passed, and this year no late plans are taken. Ask your reviewer for more time.")
        )
    rows = _move(plan, EventKind.SUBMITTED, submitted_at=now)
    last = plan.submissions.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            submission = plan.submissions.create(
                number=last + 1,
                document=document,
                sha256=sha256,
                submitted_at=now,
                submitted_by=by,
                is_late=is_late,
                wording=plan.cycle.wording,
            )
    except IntegrityError as error:
        raise NotPossible(_("This plan was submitted a moment ago.")) from error
    trail.note(plan, EventKind.SUBMITTED, by, rows=rows, version=submission.number, late=is_late)
    notices.submitted(plan, submission, by=by)
    return submission


@transaction.atomic
def return_plan(plan: Plan, *, by: Any, reason: str) -> Submission:
    """Give the open submission back to the department, with the reason it needs."""
    submission = _decide(plan, EventKind.RETURNED, DecisionKind.RETURN, SubmissionState.RETURNED, by, reason)
    notices.returned(plan, submission, by=by, reason=reason)
    return submission


@transaction.atomic
def approve(plan: Plan, *, by: Any, note: str = "", version: int | None = None) -> Submission:
    """Approve the open submission: from now on the plan is read-only, and it is to be filed.

    `version`, if given, is the one that was read.
    """
    submission = _decide(plan, EventKind.APPROVED, DecisionKind.APPROVE, SubmissionState.APPROVED, by, note)
    if version is not None and submission.number != version:
        raise NotPossible(_("The department has submitted a newer version meanwhile: read that one first."))
    filing.to_be_filed(submission)
    notices.approved(plan, submission, by=by, note=note)
    return submission


@transaction.atomic
def reopen(plan: Plan, *, by: Any, reason: str) -> Submission:
    """Open an approved plan again, which starts its next version."""
    submission = _decide(plan, EventKind.REOPENED, DecisionKind.REOPEN, SubmissionState.REOPENED, by, reason)
    notices.reopened(plan, submission, by=by, reason=reason)
    return submission


@transaction.atomic
def extend(plan: Plan, *, by: Any, due_date: datetime.date, reason: str) -> None:
    """Move this one plan's due date, or what it was moved by.

    Raises NotPossible for a date that has passed, is the present one, comes before that of all plans, or a year after it.
    """
    if due_date < timezone.localdate():
        raise NotPossible(_("This date has passed already: choose today or a later day."))
    if due_date == plan.due_date:
        raise NotPossible(_("The plan is due on this day already: choose another one."))
    if due_date < plan.cycle.due_date:
        raise NotPossible(_("All plans of this year are due later than this: choose a later day."))
    if due_date > plan.cycle.due_date + LONGEST_EXTENSION:
        raise NotPossible(_("This is more than a year after all other plans are due: choose an earlier day."))
    if not reason.strip():
        raise NotPossible(_("Write the reason: the department reads it."))
    before = plan.due_date
    names = ("extended_due_date", "extension_reason")
    then = {name: getattr(plan, name) for name in names}
    changed = Plan.objects.filter(pk=plan.pk, status__in=EDITABLE).update(
        extended_due_date=due_date, extension_reason=reason.strip()
    )
    if not changed:
        raise NotPossible(_("The plan is submitted already: there is nothing to extend."))
    plan.extended_due_date, plan.extension_reason = due_date, reason.strip()
    rows = [row_changes.changed(plan, then, {name: getattr(plan, name) for name in names})]
    detail = {"from": before.isoformat(), "to": due_date.isoformat(), "reason": reason.strip()}
    trail.note(plan, EventKind.EXTENDED, by, rows=rows, **detail)
    notices.extended(plan, by=by, reason=reason)


def _decide(
    plan: Plan, event: EventKind, kind: DecisionKind, state: SubmissionState, by: Any, reason: str
) -> Submission:
    reason = reason.strip()
    if kind != DecisionKind.APPROVE and not reason:
        raise NotPossible(_("Write the reason: the department reads it."))
    rows = _move(plan, event)
    before = SubmissionState.APPROVED if kind == DecisionKind.REOPEN else SubmissionState.OPEN
    submission = plan.submissions.filter(state=before).order_by("-number").first()
    if submission is None:
        raise NotPossible(_("There is no submission of this plan to decide about."))
    submission.state = state
    submission.save(update_fields=["state"])
    Decision.objects.create(submission=submission, kind=kind, reason=reason, decided_by=by, decided_at=timezone.now())
    trail.note(plan, event, by, rows=rows, version=submission.number, reason=reason)
    return submission


def _move(plan: Plan, event: EventKind, **values: Any) -> list[row_changes.RowChange]:
    """Take the plan to the status the act leads to. Returns that for the trail. Raises NotPossible."""
    allowed, to = TRANSITIONS[event]
    after = {"status": to, **values}
    before = {name: getattr(plan, name) for name in after}
    if not Plan.objects.filter(pk=plan.pk, status__in=allowed).update(**after):
        raise NotPossible(
            {
                EventKind.SUBMITTED: _("This plan is submitted or approved already."),
                EventKind.RETURNED: _("This plan is not waiting for review any more."),
                EventKind.APPROVED: _("This plan is not waiting for review any more."),
                EventKind.REOPENED: _("This plan is not approved, so there is nothing to reopen."),
            }[event]
        )
    for name, value in after.items():
        setattr(plan, name, value)
    return [row_changes.changed(plan, before, after)]
