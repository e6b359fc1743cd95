"""Who may do what with a plan: the one place that answers, with the sentence the page can show.

The plan must come from `Plan.objects.visible_to(person)`, or `handed_down_to(person)`: they note on it what the person
is to it. A plan that is not visible does not exist for that person (404); a visible one answers each right here (403 with
the sentence).
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from plans.models import Plan, ReviewerAssignment, Role, Status
from pusdplans.prepared import Prepared


class Right(enum.StrEnum):
    """What a person can ask to do with a plan they may see."""

    VIEW = "view"
    EDIT = "edit"
    SUBMIT = "submit"
    REVIEW = "review"
    EXTEND = "extend"
    REOPEN = "reopen"
    READ_COMMENTS = "read_comments"
    COMMENT = "comment"


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the sentence that says why."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)
_REVIEWS = Prepared(
    ReviewerAssignment,
    lambda person: ReviewerAssignment.objects.filter(person=person).order_by().values_list("pk")[:1],
)


def answer(person: Any, right: Right, plan: Plan) -> Answer:
    """Say whether `person` may do `right` with `plan`, as both are now."""
    return _ANSWERS[right](person, plan)


def rights(person: Any, plan: Plan) -> dict[str, Answer]:
    """Return every right's answer by its name, for templates."""
    return {right.value: answer(person, right, plan) for right in Right}


def may_see_queue(person: Any) -> bool:
    """Whether the person has plans to review, in any cycle, or runs the year."""
    return person.is_staff or _reviews(person)


def _reviews(person: Any) -> bool:
    return bool(_REVIEWS.tuples(person.pk))


def needs_second_factor(person: Any) -> bool:
    """Whether the person's work asks for a second factor at sign-in, as the setting says."""
    asked = settings.REQUIRE_SECOND_FACTOR
    if "admins" in asked and person.is_staff:
        return True
    return "reviewers" in asked and _reviews(person)


def _view(person: Any, plan: Plan) -> Answer:
    return YES


def _edit(person: Any, plan: Plan) -> Answer:
    if plan.role not in (Role.LEAD, Role.CONTRIBUTOR):
        return Answer(False, _("You can read this plan. Its department's leads and contributors write it."))
    return _while_editable(plan)


def _submit(person: Any, plan: Plan) -> Answer:
    if plan.role != Role.LEAD:
        return Answer(False, _("A lead of the department submits the plan."))
    return _while_editable(plan)


def _while_editable(plan: Plan) -> Answer:
    if plan.status == Status.SUBMITTED:
        return Answer(False, _("This plan is with its reviewer: it can be changed again when it is returned."))
    if plan.status == Status.APPROVED:
        return Answer(False, _("This plan is approved: a reviewer or an admin can reopen it."))
    return YES


def _review(person: Any, plan: Plan) -> Answer:
    if not plan.is_reviewed_by_me:
        return Answer(False, _("A reviewer of this department decides about its plan."))
    if plan.status != Status.SUBMITTED:
        return Answer(False, _("Only a submitted plan can be returned or approved."))
    return YES


def _extend(person: Any, plan: Plan) -> Answer:
    if not (plan.is_reviewed_by_me or person.is_staff):
        return Answer(False, _("A reviewer of this department, or an admin, can extend the due date."))
    if not plan.is_editable:
        return Answer(False, _("The plan is submitted already: there is nothing to extend."))
    return YES


def _reopen(person: Any, plan: Plan) -> Answer:
    if not (plan.is_reviewed_by_me or person.is_staff):
        return Answer(False, _("A reviewer of this department, or an admin, can reopen an approved plan."))
    if plan.status != Status.APPROVED:
        return Answer(False, _("Only an approved plan can be reopened."))
    return YES


def _read_comments(person: Any, plan: Plan) -> Answer:
    # Not for admins either: somebody who only runs the year is no part of the conversation.
    if plan.role or plan.is_reviewed_by_me:
        return YES
    return Answer(False, _("The comments on a plan are between its department and its reviewers."))


def _comment(person: Any, plan: Plan) -> Answer:
    """Say it in every state: a plan that is with its reviewer is asked about, an approved one is thanked for."""
    if plan.is_reviewed_by_me or plan.role in (Role.LEAD, Role.CONTRIBUTOR):
        return YES
    if plan.role:
        return Answer(
            False, _("You can read the comments. The department's leads and contributors and its reviewers write them.")
        )
    return _read_comments(person, plan)


_ANSWERS: dict[Right, Callable[[Any, Plan], Answer]] = {
    Right.VIEW: _view,
    Right.EDIT: _edit,
    Right.SUBMIT: _submit,
    Right.REVIEW: _review,
    Right.EXTEND: _extend,
    Right.REOPEN: _reopen,
    Right.READ_COMMENTS: _read_comments,
    Right.COMMENT: _comment,
}
