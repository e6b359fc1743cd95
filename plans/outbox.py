"""The outbox: mails are written here, in the transaction of what they tell about, and leave after it.

Whether they leave at once is not decided here: the package that can send announces itself, as filing does, and looks into
the outbox by itself every now and then.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from plans.models import CHOSEN_KINDS, MailChoice, MailKind, MailState, MailWhen, OutgoingMail, Plan

LONGEST_SUBJECT = 200
_announced: list[Callable[[], object]] = []


@dataclass(frozen=True)
class Message:
    """What a mail says, as plain text throughout.

    `quote`: a person's own words. `step`: the one next step, as the words of a link to `link` (a path). `entries`: the
    messages that a daily mail gathers.
    """

    subject: str
    paragraphs: list[str] = field(default_factory=list)
    quote: str = ""
    step: str = ""
    link: str = ""
    entries: list["Message"] = field(default_factory=list)


def announce(start: Callable[[], object]) -> None:
    """Name who begins to send what waits, once it is committed."""
    _announced[:] = [start]


def put(people: Iterable[Any], kind: MailKind, message: Message, *, reason: str, plan: Plan | None = None) -> int:
    """Write a mail to each person who wants mails of this kind. Returns how many of them leave at once.

    Each mail's reason is `reason` with the person's key after it; it must be new, so the act it names happened once.
    """
    people = list(people)
    when = _choices(people, kind)
    mails = [
        outgoing(person.pk, kind, message, reason=f"{reason}:{person.pk}", plan=plan, state=_STATES[wanted])
        for person in people
        if (wanted := when.get(person.pk, MailWhen.AT_ONCE)) != MailWhen.OFF
    ]
    OutgoingMail.objects.bulk_create(mails)
    at_once = sum(each.state == MailState.WAITING for each in mails)
    if at_once:
        leave()
    return at_once


def put_once(mails: list[OutgoingMail]) -> int:
    """Write those mails whose reason is not there yet, also while another process does the same. Returns how many are new."""
    if not mails:
        return 0
    mine = {each.message_id for each in mails}
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=500)
    reasons = [each.reason for each in mails]
    written = 0
    for start in range(0, len(reasons), 500):
        found = OutgoingMail.objects.filter(reason__in=reasons[start : start + 500])
        written += sum(each in mine for each in found.values_list("message_id", flat=True))
    return written


def outgoing(
    person: int,
    kind: MailKind,
    message: Message,
    *,
    reason: str,
    plan: Plan | None = None,
    state: MailState = MailState.WAITING,
) -> OutgoingMail:
    """Return a mail to the person of this key, not yet written."""
    return OutgoingMail(
        person_id=person,
        kind=kind,
        reason=reason,
        plan=plan,
        subject=one_line(message.subject),
        message=asdict(message),
        message_id=f"<{uuid.uuid4()}@{mail_domain()}>",
        state=state,
    )


def say(mail: OutgoingMail, message: Message) -> None:
    """Give a mail that was written blank its words."""
    mail.subject, mail.message = one_line(message.subject), asdict(message)
    mail.save(update_fields=["subject", "message"])


def leave() -> None:
    """Let what waits leave after the commit. What goes wrong there reaches nobody: the mails are in the outbox."""
    for start in _announced:
        transaction.on_commit(start, robust=True)


def send_again(mails: QuerySet[OutgoingMail]) -> int:
    """Let mails that were refused or are in doubt wait again, because an admin says so. Returns how many."""
    ended = mails.filter(state__in=[MailState.REFUSED, MailState.IN_DOUBT])
    count = ended.update(state=MailState.WAITING, next_try=timezone.now(), handed_over_at=None, problem="")
    if count:
        leave()
    return count


def drop_reminders(plan: Plan) -> None:
    """Take back the reminders of a plan's due date that have not left: nobody owes it any more."""
    about = plan.mails.filter(kind__in=(MailKind.OPENING, MailKind.REMINDER, MailKind.LATE))
    about.filter(state=MailState.WAITING).update(state=MailState.DROPPED)


def one_line(text: str) -> str:
    """Return text fit to be a header: on one line, without control characters, of a bearable length."""
    line = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def mail_domain() -> str:
    """Return the domain our mails come from."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"


_STATES = {MailWhen.AT_ONCE: MailState.WAITING, MailWhen.DAILY: MailState.HELD}


def _choices(people: list[Any], kind: MailKind) -> dict[int, MailWhen]:
    if kind not in CHOSEN_KINDS:
        return {}
    found = MailChoice.objects.filter(person__in=people, kind=kind).values_list("person_id", "when")
    return {person: MailWhen(when) for person, when in found}
