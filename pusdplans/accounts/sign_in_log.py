"""Writes down who signed in and by what, and whose account a wrong try was for: by number, never by an address."""

import logging
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest

log = logging.getLogger(__name__)


def note_sign_in(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    """Note that somebody is signed in, and by what: password, google, totp and so on, in the order they were shown."""
    shown = get_authentication_records(request, user)
    by = [each.get("type") or each.get("provider") or each["method"] for each in shown]
    log.info("signed in", extra={"fields": {"account": user.pk, "by": by}})


def note_wrong_try(sender: Any, credentials: dict[str, Any], **_more: Any) -> None:
    """Note that a try to sign in was wrong; account is None where there is none with that address."""
    address = credentials.get("email") or credentials.get("username") or ""
    account = get_user_model().objects.filter(email__iexact=address).values_list("pk", flat=True).first()
    log.warning("wrong try to sign in", extra={"fields": {"account": account}})


def listen() -> None:
    """Have both called by Django."""
    user_logged_in.connect(note_sign_in, dispatch_uid="note_sign_in")
    user_login_failed.connect(note_wrong_try, dispatch_uid="note_wrong_try")
