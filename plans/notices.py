"""The e-mails a plan's life sends: each is a background task, started only once the change is committed."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from plans.models import Plan, ReviewerAssignment, Role, Submission
from plans.rich_text import clean_plain


def submitted(plan: Plan, submission: Submission, *, by: Any) -> None:
    """Tell the reviewers that a plan waits for them."""
    subject = _("%(plan)s was submitted: it waits for your review") % {"plan": plan}
    _send(_reviewers(plan), subject, "submitted", plan, by, version=submission.number, late=submission.is_late)


def returned(plan: Plan, submission: Submission, *, by: Any, reason: str) -> None:
    """Tell the department that its plan came back, and why."""
    subject = _("%(plan)s was returned to you") % {"plan": plan}
    _send(_department(plan), subject, "returned", plan, by, version=submission.number, reason=reason)


def approved(plan: Plan, submission: Submission, *, by: Any, note: str = "") -> None:
    """Tell the department that its plan is approved."""
    subject = _("%(plan)s is approved") % {"plan": plan}
    _send(_department(plan), subject, "approved", plan, by, version=submission.number, reason=note)


def reopened(plan: Plan, submission: Submission, *, by: Any, reason: str) -> None:
    """Tell the department that its approved plan is open again."""
    subject = _("%(plan)s was reopened") % {"plan": plan}
    _send(_department(plan), subject, "reopened", plan, by, version=submission.number, reason=reason)


def extended(plan: Plan, *, by: Any, reason: str) -> None:
    """Tell the department its new due date."""
    subject = _("%(plan)s has a new due date") % {"plan": plan}
    _send(_department(plan), subject, "extended", plan, by, reason=reason)


def commented(plan: Plan, *, by: Any, text: str, link: str, people: Any) -> None:
    """Tell `people` (a queryset) that somebody wrote a comment; `link` is the path of the place it stands at."""
    subject = _("%(by)s commented on %(plan)s") % {"by": by, "plan": plan}
    _send(people.exclude(pk=by.pk), subject, "commented", plan, by, reason=text, path=link)


def mentioned(plan: Plan, *, by: Any, text: str, link: str, people: Any) -> None:
    """Tell `people` (a queryset) that a comment names them; `link` is the path of the place it stands at."""
    subject = _("%(by)s asks you about %(plan)s") % {"by": by, "plan": plan}
    _send(people.exclude(pk=by.pk), subject, "mentioned", plan, by, reason=text, path=link)


@task()
def send_mail(to: str, subject: str, body: str) -> None:
    """Send one plain-text e-mail to one person."""
    EmailMessage(subject=subject, body=body, to=[to], from_email=settings.DEFAULT_FROM_EMAIL).send()


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


def _send(people: Any, subject: str, what: str, plan: Plan, by: Any, *, path: str = "", **context: Any) -> None:
    address = path or reverse("plan", args=[plan.cycle.label, plan.department.slug])
    context |= {"plan": plan, "by": by, "what": what, "link": settings.SITE_URL + address}
    subject = " ".join(clean_plain(subject).split())
    for person in people.distinct():
        body = render_to_string("mail/plan.txt", {**context, "person": person})
        transaction.on_commit(lambda to=person.email, body=body: send_mail.enqueue(to, subject, body))
