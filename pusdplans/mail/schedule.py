"""What falls due by itself: reminders, daily mails, sending, and tidying up. Safe to run at any time, and twice at once.

`manage.py run_schedule` does it once; the worker does it every half minute.
"""

import datetime
import logging
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import MailState, OutgoingMail
from pusdplans.mail.digests import make_digests
from pusdplans.mail.reminders import make_reminders
from pusdplans.mail.sending import send_what_waits

logger = logging.getLogger(__name__)

# Each returns what it did, in words, or nothing.
Chore = Callable[[], str]
_chores: list[Chore] = []


def register(chore: Chore) -> Chore:
    """Have a chore done with the rest. It must be cheap where there is nothing to do, and do no harm twice at once."""
    _chores.append(chore)
    return chore


def run_schedule() -> list[str]:
    """Do everything that is due. Returns what was done, in words; what fails is logged, and does not keep the rest from it."""
    said = []
    for chore in _chores:
        try:
            said.append(chore())
        except Exception:  # one chore that fails stops no other
            logger.exception("%s failed; it is tried again", chore.__name__)
            said.append(_("%(chore)s failed: see the log.") % {"chore": chore.__name__})
    return [each for each in said if each]


@register
def remind() -> str:
    """Write the reminders that are due."""
    made = make_reminders()
    return ngettext("%(made)s reminder written.", "%(made)s reminders written.", made) % {"made": made} if made else ""


@register
def gather() -> str:
    """Write the daily mails."""
    made = make_digests()
    words = ngettext("%(made)s daily mail written.", "%(made)s daily mails written.", made)
    return words % {"made": made} if made else ""


@register
def send() -> str:
    """Send what waits."""
    done = send_what_waits()
    said = []
    if done.sent:
        said.append(ngettext("%(sent)s mail sent.", "%(sent)s mails sent.", done.sent) % {"sent": done.sent})
    waiting = OutgoingMail.objects.filter(state=MailState.WAITING).count()
    if waiting:
        said.append(ngettext("%(number)s mail waits.", "%(number)s mails wait.", waiting) % {"number": waiting})
    ended = done.refused + done.in_doubt
    if ended:
        words = ngettext(
            "%(number)s mail was refused or is in doubt: see Mails in the admin.",
            "%(number)s mails were refused or are in doubt: see Mails in the admin.",
            ended,
        )
        said.append(words % {"number": ended})
    return " ".join([*said, *([done.problem] if done.problem else [])])


@register
def tidy() -> str:
    """Forget sessions that are over, and the words of mails that are long sent: that they were sent, stays."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    before = timezone.now() - datetime.timedelta(days=settings.MAIL_TEXTS_KEPT_DAYS)
    old = OutgoingMail.objects.filter(made_at__lt=before).exclude(message={})
    old.exclude(state__in=[MailState.HELD, MailState.WAITING, MailState.SENDING]).update(message={})
    return ""
