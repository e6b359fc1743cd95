"""Which edition of a plan leaves the program: its newest submission, or the draft; with what stands beside it."""

import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from plans.conversation import Thread
from plans.models import DecisionKind, Plan, PlanningCycle, Status, Submission, SubmissionState
from plans.prompts import prompts_of
from pusdplans.document.collect import collect
from pusdplans.document.schema import PlanDocument, frozen
from pusdplans.exports.edition import Edition
from pusdplans.exports.remarks import Remark, Words

# What a submission's state says of that version. Reopening starts the next version: the one that was approved stays so,
# and its files come out the same whenever they are made.
STATUSES = {
    SubmissionState.OPEN: Status.SUBMITTED,
    SubmissionState.RETURNED: Status.RETURNED,
    SubmissionState.APPROVED: Status.APPROVED,
    SubmissionState.REOPENED: Status.APPROVED,
}


def document_of(plan: Plan, *, draft: bool = False) -> tuple[PlanDocument, Submission | None]:
    """Return what is exported of a plan: the newest submission's document with that submission.

    A plan that was never submitted, or any plan with `draft`, gives the document as it stands in the tables, and None.
    `plan` should come `with_place()`.
    """
    submission = None if draft else plan.submissions.order_by("-number").first()
    return (frozen(submission.document), submission) if submission else (collect(plan), None)


def edition_of(plan: Plan, submission: Submission | None) -> Edition:
    """Return what stands beside the plan's document; `submission` None means the draft. `plan` comes `with_place()`."""
    status = STATUSES[SubmissionState(submission.state)] if submission else Status(plan.status)
    return Edition(
        prompts=prompts_of(plan.cycle, plan.department.name, submission.wording if submission else None),
        district=settings.DISTRICT_NAME,
        folder=plan.cycle.folder,
        status=str(status.label),
        version=submission.number if submission else None,
        approved_on=_approved_on(submission) if submission and status == Status.APPROVED else None,
    )


def remarks_of(threads: Iterable[Thread]) -> tuple[Remark, ...]:
    """Return what is said about a plan as a Word file carries it, its times as the district's clocks show them."""
    return tuple(
        Remark(
            part=each.part,
            row=each.row,
            quote=each.quote,
            said=tuple(Words(one.author, timezone.localtime(one.at), one.text) for one in each.said),
            is_done=not each.is_open,
        )
        for each in threads
    )


def submitted_in(cycle: PlanningCycle) -> Iterator[tuple[PlanDocument, Edition]]:
    """Go through the newest submission of every plan of a cycle that has one, by division and department.

    One statement, one more for each 100 plans, and no more than these in memory at once.
    """
    newest = Submission.objects.filter(plan=OuterRef("plan")).order_by("-number").values("number")[:1]
    submissions = (
        Submission.objects.filter(plan__cycle=cycle, number=Subquery(newest))
        .order_by("plan__department__division__name", "plan__department__name")
        .select_related("plan__cycle", "plan__department__division")
        .prefetch_related("decisions")
    )
    for submission in submissions.iterator(chunk_size=100):
        yield frozen(submission.document), edition_of(submission.plan, submission)


def _approved_on(submission: Submission) -> datetime.date | None:
    days = [each.decided_at for each in submission.decisions.all() if each.kind == DecisionKind.APPROVE]
    return timezone.localdate(max(days)) if days else None
