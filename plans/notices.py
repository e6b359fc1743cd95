"""The mails a plan's life sends: each is written to the outbox in the transaction of the act it tells about."""

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from plans import outbox
from plans.models import MailKind, Plan, ReviewerAssignment, Role, Submission


def submitted(plan: Plan, submission: Submission, *, by: Any) -> None:
    """Tell the reviewers that a plan waits for them; nobody is reminded to submit it any more."""
    said = [
        _("%(by)s submitted %(plan)s (version %(version)s). It waits for your review.") % _names(plan, by, submission)
    ]
    if submission.is_late:
        said.append(_("It came after the due date."))
    subject = _("%(plan)s was submitted: it waits for your review") % {"plan": plan}
    message = outbox.Message(subject, said, step=_("Read it and decide"), link=_place("plan", plan))
    outbox.drop_reminders(plan)
    _put(_reviewers(plan), MailKind.SUBMITTED, message, plan, submission.pk)


def returned(plan: Plan, submission: Submission, *, by: Any, reason: str) -> None:
    """Tell the department that its plan came back, and why."""
    names = _names(plan, by, submission)
    said = [
        _("%(by)s returned %(plan)s (version %(version)s) to you. Correct it and submit it again.") % names,
        _("The reason:"),
    ]
    subject = _("%(plan)s was returned to you") % {"plan": plan}
    message = outbox.Message(subject, said, reason, step=_("Correct the plan"), link=_place("plan", plan))
    _put(_department(plan), MailKind.RETURNED, message, plan, submission.pk)


def approved(plan: Plan, submission: Submission, *, by: Any, note: str = "") -> None:
    """Tell the department that its plan is approved."""
    said = [
        _("%(by)s approved %(plan)s (version %(version)s). There is nothing more to do.") % _names(plan, by, submission)
    ]
    if note.strip():
        said.append(_("With this note:"))
    subject = _("%(plan)s is approved") % {"plan": plan}
    message = outbox.Message(subject, said, note, step=_("Read the approved plan"), link=_place("read", plan))
    _put(_department(plan), MailKind.APPROVED, message, plan, submission.pk)


def reopened(plan: Plan, submission: Submission, *, by: Any, reason: str) -> None:
    """Tell the department that its approved plan is open again."""
    said = [
        _("%(by)s reopened %(plan)s: it can be changed, and is to be submitted again.") % _names(plan, by, submission),
        _("The reason:"),
    ]
    subject = _("%(plan)s was reopened") % {"plan": plan}
    message = outbox.Message(subject, said, reason, step=_("Change the plan"), link=_place("plan", plan))
    _put(_department(plan), MailKind.REOPENED, message, plan, submission.pk)


def extended(plan: Plan, *, by: Any, reason: str) -> None:
    """Tell the department its new due date; reminders of the old one that have not left do not leave."""
    day = formats.date_format(plan.due_date, "l, F j, Y")
    said = [
        _("%(by)s gave %(plan)s more time: it is now due %(day)s.") % {"by": by, "plan": plan, "day": day},
        _("The reason:"),
    ]
    subject = _("%(plan)s is now due %(day)s") % {"plan": plan, "day": day}
    message = outbox.Message(subject, said, reason, step=_("Go on with the plan"), link=_place("plan", plan))
    outbox.drop_reminders(plan)
    _put(_department(plan), MailKind.EXTENDED, message, plan, uuid.uuid4())


def commented(plan: Plan, *, by: Any, text: str, link: str, people: Any) -> None:
    """Tell `people` (a queryset) that somebody wrote a comment; `link` is the path of the place it stands at."""
    names = {"by": by, "plan": plan}
    said = [_("%(by)s wrote a comment on %(plan)s:") % names]
    subject = _("%(by)s commented on %(plan)s") % names
    message = outbox.Message(subject, said, text, step=_("Read it in its place"), link=link or _place("plan", plan))
    _put(people.exclude(pk=by.pk), MailKind.COMMENTED, message, plan, uuid.uuid4())


def mentioned(plan: Plan, *, by: Any, text: str, link: str, people: Any) -> None:
    """Tell `people` (a queryset) that a comment names them; `link` is the path of the place it stands at."""
    names = {"by": by, "plan": plan}
    said = [_("%(by)s names you in a comment on %(plan)s:") % names]
    subject = _("%(by)s asks you about %(plan)s") % names
    message = outbox.Message(subject, said, text, step=_("Answer in its place"), link=link or _place("plan", plan))
    _put(people.exclude(pk=by.pk), MailKind.MENTIONED, message, plan, uuid.uuid4())


def _department(plan: Plan) -> Any:
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(
        memberships__department=plan.department_id, memberships__role__in=[Role.LEAD, Role.CONTRIBUTOR]
    )


def _reviewers(plan: Plan) -> Any:
    people = get_user_model().objects.filter(is_active=True)
    assigned = ReviewerAssignment.objects.filter(
        Q(department=None) | Q(department=plan.department_id), cycle=plan.cycle_id
    )
    return people.filter(pk__in=assigned.values("person"))


def _put(people: Any, kind: MailKind, message: outbox.Message, plan: Plan, act: Any) -> None:
    """Write the mails of an act, which its kind and the key of what it made name."""
    outbox.put(people.distinct(), kind, message, reason=f"{kind.value}:{act}", plan=plan)


def _names(plan: Plan, by: Any, submission: Submission) -> dict[str, Any]:
    return {"by": by, "plan": plan, "version": submission.number}


def _place(view: str, plan: Plan) -> str:
    return reverse(view, args=[plan.cycle.label, plan.department.slug])
