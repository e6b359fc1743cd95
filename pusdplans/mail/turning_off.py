"""Turning mails of one kind off with one click, without signing in: the address in each such mail names whose and which."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.urls import reverse

from plans.models import CHOSEN_KINDS, MailChoice, MailKind, MailState, MailWhen, OutgoingMail

SIGNER = signing.Signer(sep=".", salt="turn mails off")


def off_address(person: Any, kind: MailKind) -> str:
    """Return the path that turns mails of this kind off for this person. It never ends: a mail may lie for months."""
    return reverse("mail_off", args=[SIGNER.sign(f"{person.pk}.{kind.value}")])


def read_token(token: str) -> tuple[Any, MailKind] | None:
    """Return the active person and the kind that a token of `off_address` names; None for what is not of ours."""
    try:
        key, kind = SIGNER.unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    person = get_user_model().objects.filter(pk=key, is_active=True).first()
    return (person, MailKind(kind)) if person else None


def kinds_of(person: Any, kind: MailKind) -> list[MailKind]:
    """Return the kinds that are meant: of the daily mail, all that come in it."""
    if kind != MailKind.DIGEST:
        return [kind]
    daily = person.mail_choices.filter(when=MailWhen.DAILY).values_list("kind", flat=True)
    return [each for each in CHOSEN_KINDS if each in set(daily)]


def are_off(person: Any, kind: MailKind) -> bool:
    """Whether mails of this kind are off for the person already; the daily mail is, once nothing comes in it."""
    meant = kinds_of(person, kind)
    return person.mail_choices.filter(kind__in=meant, when=MailWhen.OFF).count() == len(meant)


@transaction.atomic
def turn_off(person: Any, kind: MailKind) -> None:
    """Turn mails of this kind off for the person."""
    choose(person, dict.fromkeys(kinds_of(person, kind), MailWhen.OFF))


@transaction.atomic
def choose(person: Any, choices: dict[MailKind, MailWhen]) -> None:
    """Keep when the person wants mails of these kinds. What is kept for the daily mail does not come once that is off."""
    if not choices:
        return
    MailChoice.objects.bulk_create(
        [MailChoice(person=person, kind=kind, when=when) for kind, when in choices.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["when"],
    )
    off = [kind for kind, when in choices.items() if when == MailWhen.OFF]
    OutgoingMail.objects.filter(person=person, kind__in=off, state=MailState.HELD).update(state=MailState.DROPPED)
