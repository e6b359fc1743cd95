"""The daily mail: one mail a person and day with what was kept for it, from a set hour of the local day on."""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from plans import outbox
from plans.models import MailKind, MailState, OutgoingMail
from pusdplans.mail import wording


def make_digests(now: datetime.datetime | None = None) -> int:
    """Write the daily mails of today, once their hour has come. Returns how many.

    What came after that hour is for tomorrow's, also where today's is late.
    """
    moment = timezone.localtime(now)
    if moment.hour < settings.MAIL_HOUR:
        return 0
    until = moment.replace(hour=settings.MAIL_HOUR, minute=0, second=0, microsecond=0)
    held = OutgoingMail.objects.filter(state=MailState.HELD, made_at__lt=until)
    people = list(held.order_by("person").values_list("person", "person__is_active").distinct())
    gone = [person for person, is_active in people if not is_active]
    if gone:
        held.filter(person__in=gone).update(state=MailState.DROPPED)
    return sum(_make(person, moment.date(), until) for person, is_active in people if is_active)


def _make(person: int, day: datetime.date, until: datetime.datetime) -> bool:
    """Gather what is kept for a person into one mail: all of it in one transaction, by whoever comes first."""
    mine = OutgoingMail.objects.filter(person=person, state=MailState.HELD, made_at__lt=until)
    try:
        with transaction.atomic():
            digest = outbox.outgoing(person, MailKind.DIGEST, outbox.Message(""), reason=f"digest:{day}:{person}")
            digest.save()
            mine.update(state=MailState.GATHERED, digest=digest)
            mails = list(digest.gathered.order_by("made_at", "pk"))
            if not mails:
                raise _NothingLeft
            outbox.say(digest, wording.digest(mails, day))
    except (IntegrityError, _NothingLeft):
        return False
    return True


class _NothingLeft(Exception):
    """Another process gathered it all, or the person turned it off."""
