"""What reminders and daily mails say."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import MailKind, OutgoingMail, Plan, PlanningCycle, Status
from plans.outbox import Message
from pusdplans.document.submitting import current_progress
from pusdplans.mail.marks import Mark

# Of how many plans a mail gives the names; the page has them all.
MOST_NAMES = 12
# How much of a person's words stands in a daily mail; the page has all of them.
MOST_LETTERS = 600


def reminder(plan: Plan, mark: Mark, today: datetime.date) -> Message:
    """Return a reminder of a plan's due date as of `today`, with its one next step."""
    words = _WORDS[mark.kind](plan, (plan.due_date - today).days)
    step, link, said = next_step(plan, is_late=mark.kind == MailKind.LATE)
    return Message(words[0], [*words[1:], said], step=step, link=link)


def _opening(plan: Plan, left: int) -> list[str]:
    names = _names(plan, left)
    return [
        _("%(plan)s can be written: due %(day)s") % names,
        _("The planning year %(year)s is open. The plan of %(department)s is due on %(day)s.") % names,
    ]


def _due_soon(plan: Plan, left: int) -> list[str]:
    names = _names(plan, left)
    if left == 0:
        return [
            _("%(plan)s is due today") % names,
            _("The plan of %(department)s for %(year)s is due today, %(day)s, until midnight.") % names,
        ]
    if left == 1:
        return [
            _("%(plan)s is due tomorrow, %(day)s") % names,
            _("The plan of %(department)s for %(year)s is due tomorrow, %(day)s.") % names,
        ]
    return [
        ngettext("%(plan)s is due in %(days)s day, %(day)s", "%(plan)s is due in %(days)s days, %(day)s", left) % names,
        ngettext(
            "The plan of %(department)s for %(year)s is due in %(days)s day, on %(day)s.",
            "The plan of %(department)s for %(year)s is due in %(days)s days, on %(day)s.",
            left,
        )
        % names,
    ]


def _late(plan: Plan, left: int) -> list[str]:
    names = _names(plan, left)
    subject = ngettext("%(plan)s is %(days)s day late", "%(plan)s is %(days)s days late", -left)
    said = _("The plan of %(department)s for %(year)s was due on %(day)s.")
    still = _("It is still taken, and marked late.")
    return [subject % names, said % names, *([still] if plan.cycle.late_allowed else [])]


_WORDS = {MailKind.OPENING: _opening, MailKind.REMINDER: _due_soon, MailKind.LATE: _late}


def _names(plan: Plan, left: int) -> dict[str, Any]:
    day = formats.date_format(plan.due_date, "l, F j, Y")
    department, year = plan.department, plan.cycle
    return {"plan": plan, "department": department, "year": year, "day": day, "days": abs(left)}


def next_step(plan: Plan, *, is_late: bool = False) -> tuple[str, str, str]:
    """Return the one thing to do next with a plan that is owed: the words of its link, where it leads, and a sentence."""
    here = reverse("plan", args=[plan.cycle.label, plan.department.slug])
    if is_late and not plan.cycle.late_allowed:
        return _("Open the plan"), here, _("No late plans are taken this year: ask your reviewer for more time.")
    if plan.status == Status.RETURNED:
        return _("Correct the plan"), here, _("Next: correct what the reviewer wrote, and submit it again.")
    progress = current_progress(plan)
    gap = progress["next"]
    if plan.status == Status.NOT_STARTED and gap:
        return _("Begin"), here, _("Next: begin with it. It can be left and gone on with at any time.")
    if gap is None:
        return _("Check and submit"), f"{here}check/", _("Nothing is missing. Next: check it and submit it.")
    done = _("%(done)s of %(of)s parts are complete.") % progress
    link = f"{here}{gap['part']}/" + (f"#{gap['anchor']}" if gap["anchor"] else "")
    return _("Go on there"), link, f"{done} {_('Next:')} {gap['message']}"


def review(plans: list[Plan], cycle: PlanningCycle, today: datetime.date) -> Message:
    """Return the mail to a reviewer for whom these plans wait, the longest first."""
    number = len(plans)
    subject = ngettext(
        "%(number)s plan of %(year)s waits for your review",
        "%(number)s plans of %(year)s wait for your review",
        number,
    ) % {"number": number, "year": cycle}
    names = [str(plan.department) for plan in plans[:MOST_NAMES]]
    if number > MOST_NAMES:
        more = number - MOST_NAMES
        names.append(ngettext("%(more)s more", "%(more)s more", more) % {"more": more})
    said = [
        ngettext("This department waits for you: %(names)s.", "These departments wait for you: %(names)s.", number)
        % {"names": ", ".join(names)},
        _("Next: read the one that has waited longest, since %(day)s.")
        % {"day": formats.date_format(timezone.localtime(plans[0].submitted_at), "l, F j")},
    ]
    link = f"{reverse('queue')}?cycle={cycle.label}&status=submitted&mine=1"
    return Message(subject, said, step=_("Open the review queue"), link=link)


def digest(mails: list[OutgoingMail], day: datetime.date) -> Message:
    """Return the daily mail of a person: what was kept for it, in the order it happened."""
    shown = formats.date_format(day, "l, F j")
    subject = ngettext(
        "Department plans, %(day)s: %(number)s message",
        "Department plans, %(day)s: %(number)s messages",
        len(mails),
    ) % {"day": shown, "number": len(mails)}
    said = _("This is what happened since your last daily mail.")
    entries = [_entry(mail.message) for mail in mails]
    return Message(
        subject, [said], step=_("Open your plans"), link=reverse(settings.LOGIN_REDIRECT_URL), entries=entries
    )


def _entry(message: dict[str, Any]) -> Message:
    """Return a message as it stands among others: its first sentence says more than its subject, and is its heading."""
    heading, *said = message["paragraphs"]
    quote = Truncator(message["quote"]).chars(MOST_LETTERS)
    return Message(heading, said, quote, step=message["step"], link=message["link"])
