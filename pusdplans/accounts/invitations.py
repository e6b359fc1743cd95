"""Inviting people: an admin has made them, a link by mail lets them choose a password, once and for a while."""

import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from pusdplans.accounts.models import Invitation

SIGNER = signing.Signer(salt="pusdplans.accounts.invitation", sep=".")


class NotOpen(Exception):
    """The invitation was accepted, has expired, or the account has a password or is closed."""


@transaction.atomic
def invite(person: Any, *, by: Any) -> Invitation:
    """Make an invitation for a person; earlier ones of theirs work no more. The caller sends the mail.

    Raises NotOpen if the person has a password already, or is not active.
    """
    if person.has_usable_password() or not person.is_active:
        raise NotOpen
    now = timezone.now()
    person.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
    return Invitation.objects.create(
        person=person,
        invited_by=by,
        nonce=get_random_string(32),
        created_at=now,
        expires_at=now + datetime.timedelta(days=settings.INVITATION_DAYS),
    )


def link_of(invitation: Invitation) -> str:
    """Return the address that the mail names. Only the site's secret key makes it: the database does not hold it."""
    token = SIGNER.sign(f"{invitation.pk}-{invitation.nonce}")
    return settings.SITE_URL.rstrip("/") + reverse("invitation", args=[token])


def find(token: str) -> Invitation | None:
    """Return the invitation that a link names, open or not; None if it is no link of ours."""
    try:
        key, _dash, nonce = SIGNER.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("person").filter(pk=key, nonce=nonce).first()


def is_open(invitation: Invitation) -> bool:
    """Whether a password can be chosen by it now: it is no way to change one that there is."""
    person = invitation.person
    current = invitation.accepted_at is None and invitation.expires_at > timezone.now()
    return current and person.is_active and not person.has_usable_password()


@transaction.atomic
def accept(invitation: Invitation, password: str) -> Any:
    """Give the person the password they chose. Returns the person. Raises NotOpen if the invitation does not work."""
    now = timezone.now()
    # The condition stands in the statement: of two who follow the link at once, one gets in.
    mine = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=now).update(accepted_at=now)
    person = type(invitation.person).objects.select_for_update().get(pk=invitation.person_id)
    if not mine or not person.is_active or person.has_usable_password():
        raise NotOpen
    person.set_password(password)
    person.save(update_fields=["password"])
    return person


def accept_all(person: Any) -> None:
    """Note that a person came in another way: by Google, Microsoft, or “Forgot your password?”."""
    person.invitations.filter(accepted_at=None).update(accepted_at=timezone.now())
