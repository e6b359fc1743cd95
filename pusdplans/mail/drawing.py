"""A mail of the outbox as it leaves: plain text and HTML that say the same, and headers that no text can break."""

from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from plans.models import CHOSEN_KINDS, MailKind, OutgoingMail
from plans.outbox import one_line
from pusdplans.mail.turning_off import off_address

# A person can turn these off with one click: in a daily mail, all that comes in it.
CAN_BE_OFF = (*CHOSEN_KINDS, MailKind.DIGEST)


def draw(mail: OutgoingMail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail as it leaves, to the address the person has now."""
    context = words_of(mail)
    drawn = EmailMultiAlternatives(
        subject=one_line(mail.subject),
        body=render_to_string("mail/message.txt", context).strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.person.email],
        headers=headers_of(mail, context["off"]),
        connection=connection,
    )
    drawn.attach_alternative(render_to_string("mail/message.html", context), "text/html")
    return drawn


def headers_of(mail: OutgoingMail, off: str) -> dict[str, str]:
    """Return the headers beside subject and addresses; `off` is where the person turns mails of this kind off, or ""."""
    headers = {
        "Message-ID": mail.message_id,
        # When it was written: one that was delayed must not say "in 3 days" as of today.
        "Date": format_datetime(mail.made_at),
        # No answer by machine, please (RFC 3834; the second is Exchange's).
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if off:
        # One click, without signing in (RFC 8058).
        headers |= {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def words_of(mail: OutgoingMail) -> dict[str, Any]:
    """Return what the templates show."""
    off = site(off_address(mail.person, MailKind(mail.kind))) if mail.kind in CAN_BE_OFF else ""
    return {
        "mail": mail,
        "name": one_line(mail.person.get_short_name()),
        "message": _with_address(mail.message),
        "entries": [_with_address(each) for each in mail.message.get("entries", ())],
        "off": off,
        "choices": site(reverse("mail_choices")),
        "district_name": settings.DISTRICT_NAME,
        "is_digest": mail.kind == MailKind.DIGEST,
        "is_review": mail.kind == MailKind.REVIEW,
    }


def site(path: str) -> str:
    """Return a path of ours as an address that works from a mail program."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _with_address(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"address": site(message["link"]) if message.get("link") else ""}
