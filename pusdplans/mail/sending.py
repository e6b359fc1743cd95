"""Sends what waits in the outbox. Each mail leaves once, whatever dies meanwhile and however many send at the same time.

A mail is taken up by one conditional update, and no transaction is open while the mail server is talked to. Right before
its content leaves, a second conditional update notes that ("handed over"): whoever lost the mail meanwhile, by being
stopped for long, sends nothing. So a sender that dies leaves no question about a mail that was not handed over: it waits
again. One that was handed over, and of which the server never said whether it took it, is in doubt. It is shown to the
admin, and not sent again by itself: some servers would deliver it twice.

A server that is down is asked once a round, before any mail is taken up, so no mail is put off by it.
"""

import datetime
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import MailState, OutgoingMail
from pusdplans.mail.drawing import draw

logger = logging.getLogger(__name__)

# For so long a mail belongs to the attempt that took it up; longer than every wait for the server together.
LEASE = datetime.timedelta(minutes=10)
# After the last word of a mail a server may look through it before it answers (RFC 5321 4.5.3.2.6 asks for 10 minutes).
ANSWER_SECONDS = 180
FIRST_WAIT = datetime.timedelta(minutes=1)
LONGEST_WAIT = datetime.timedelta(hours=1)
# A server that says "not now" for so long means no.
GIVEN_UP_AFTER = datetime.timedelta(days=3)
MOST_A_ROUND = 200


class Lost(Exception):
    """Somebody else has the mail now."""


class Ended(Exception):
    """The server is not to be talked to any more in this round; the reason was written down."""


@dataclass
class Round:
    """What one round did, in numbers."""

    sent: int = 0
    put_off: int = 0
    refused: int = 0
    in_doubt: int = 0
    problem: str = ""


def send_what_waits(most: int = MOST_A_ROUND) -> Round:
    """Send up to `most` mails that wait. Raises nothing the server does: that is written down, and tried again."""
    done = Round(in_doubt=take_back())
    waiting = OutgoingMail.objects.filter(state=MailState.WAITING, next_try__lte=timezone.now())
    keys = list(waiting.order_by("next_try", "pk").values_list("pk", flat=True)[:most])
    if not keys:
        return done
    connection = get_connection()
    try:
        for key in keys:
            _open(connection)
            _send(key, connection, done)
    except Ended as end:
        done.problem = str(end)
        logger.warning("Mails wait: %s", end)
    finally:
        _close(connection)
    return done


def take_back() -> int:
    """Let mails of senders that died wait again; those handed over are in doubt. Returns how many of these there are new."""
    now = timezone.now()
    lost = OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - LEASE)
    problem = _("The sender was stopped before the mail server answered.")
    lost.filter(handed_over_at=None).update(state=MailState.WAITING, next_try=now)
    return lost.exclude(handed_over_at=None).update(state=MailState.IN_DOUBT, problem=problem)


def wait_after(attempts: int) -> datetime.timedelta:
    """Return how long to wait after that many attempts: a minute, then twice as long each time, up to an hour."""
    return min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 10), LONGEST_WAIT)


def _open(connection: Any) -> None:
    """Open the connection, unless it is open. Raises Ended where the server cannot be reached."""
    server = getattr(connection, "connection", None)
    if isinstance(server, smtplib.SMTP) and server.sock is None:
        # The server hung up after the mail before.
        connection.connection = None
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Ended(_("The mail server cannot be reached: %(error)s") % {"error": _words(error)}) from error


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server hung up without a word")


def _send(key: int, connection: Any, done: Round) -> None:
    """Send one mail, if nobody else has it, and write down what became of it. Raises Ended where the server is the trouble."""
    mail = _take(key)
    if mail is None:
        return
    if not mail.person.is_active:
        _became(mail, MailState.DROPPED, problem=_("The person is not active any more."))
        return
    try:
        _hand_over(connection, draw(mail, connection), mail)
    except Lost:
        logger.warning("Mail %s was given to another sender meanwhile", mail.pk)
        # The server still waits for the content.
        _close(connection)
    except DatabaseError:
        # What became of it cannot be written down: after the lease it is taken back.
        raise
    except Exception as error:
        _went_wrong(mail, error, done)
    else:
        _became(mail, MailState.SENT, sent_at=timezone.now(), address=mail.person.email, problem="")
        done.sent += 1


def _take(key: int) -> OutgoingMail | None:
    """Take up a mail that waits: by one conditional update, so that one alone has it."""
    now = timezone.now()
    taken = OutgoingMail.objects.filter(pk=key, state=MailState.WAITING).update(
        state=MailState.SENDING, claimed_at=now, handed_over_at=None, attempts=F("attempts") + 1, next_try=now
    )
    return OutgoingMail.objects.select_related("person").get(pk=key) if taken else None


def _hand_over(connection: Any, drawn: Any, mail: OutgoingMail) -> None:
    """Send by the open connection, noting right before the content leaves that it does."""
    server = getattr(connection, "connection", None)
    if not isinstance(server, smtplib.SMTP):
        # A file or the console: what fails there was not sent.
        _note(mail)
        handed_over_at, mail.handed_over_at = mail.handed_over_at, None
        connection.send_messages([drawn])
        mail.handed_over_at = handed_over_at
        return
    server.data = _noting(server, mail)  # type: ignore[method-assign, assignment]
    try:
        connection.send_messages([drawn])
    finally:
        del server.data


def _noting(server: smtplib.SMTP, mail: OutgoingMail) -> Callable[[Any], tuple[int, bytes]]:
    """Return the server's own `data`, which sends the content, with the note before it and the patience it needs."""
    plain = server.data

    def data(content: Any) -> tuple[int, bytes]:
        _note(mail)
        sock: Any = server.sock
        sock.settimeout(ANSWER_SECONDS)
        try:
            return plain(content)
        finally:
            if server.sock is not None:
                sock.settimeout(settings.EMAIL_TIMEOUT)

    return data


def _note(mail: OutgoingMail) -> None:
    mail.handed_over_at = timezone.now()
    if not _mine(mail).filter(state=MailState.SENDING).update(handed_over_at=mail.handed_over_at):
        raise Lost


def _mine(mail: OutgoingMail) -> Any:
    """The mail, as long as no later attempt has taken it up."""
    return OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts).exclude(state=MailState.SENT)


def _became(mail: OutgoingMail, state: MailState, **values: Any) -> None:
    _mine(mail).update(state=state, **values)


def _went_wrong(mail: OutgoingMail, error: Exception, done: Round) -> None:
    """Write down what became of a mail that was not taken. Raises Ended where the server is the trouble."""
    words = _words(error)
    code = _code(error)
    of_this_mail = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    of_the_server = isinstance(error, OSError | smtplib.SMTPException) and not of_this_mail
    if isinstance(error, smtplib.SMTPNotSupportedError):
        # The address holds signs that this server knows nothing of.
        of_the_server, code = False, 550
    answered = of_this_mail or isinstance(error, smtplib.SMTPResponseException)
    if mail.handed_over_at and of_the_server and not answered:
        _became(mail, MailState.IN_DOUBT, problem=words)
        done.in_doubt += 1
        logger.error("It is in doubt whether mail %s left: %s", mail.pk, words)
    elif of_the_server or 400 <= code < 500:
        _put_off(mail, words, done)
    else:
        _became(mail, MailState.REFUSED, problem=words)
        done.refused += 1
        logger.error("Mail %s was refused: %s", mail.pk, words, exc_info=not isinstance(error, smtplib.SMTPException))
    if of_the_server or code == 421:
        raise Ended(words) from error


def _put_off(mail: OutgoingMail, words: str, done: Round) -> None:
    now = timezone.now()
    if now - mail.made_at > GIVEN_UP_AFTER and mail.attempts > 10:
        _became(mail, MailState.REFUSED, problem=words)
        done.refused += 1
    else:
        _became(mail, MailState.WAITING, problem=words, next_try=now + wait_after(mail.attempts), handed_over_at=None)
        done.put_off += 1


def _code(error: Exception) -> int:
    """Return the server's answer in its own number, 550 where there is none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 550


def _words(error: Exception) -> str:
    """Return an error for a person to read."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"{code} {_text(said)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _text(said: Any) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
