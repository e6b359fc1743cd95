"""How allauth behaves here: nobody signs up, limits go by account, a new password ends other visits."""

import time
import unicodedata
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pusdplans.accounts import invitations
from pusdplans.accounts.sessions import BROWSER, end_sessions


class InvitedPeopleOnly(DefaultAccountAdapter):
    """Keep sign-up closed: an admin makes each person."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many wrong tries for this account. Wait a minute, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "email_password_mismatch": _("That e-mail address and that password do not belong together."),
        "incorrect_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no, always."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, with a new session even where the same person is signed in already."""
        if request.user.is_authenticated:
            request.session.flush()
        super().login(request, user)
        request.session[BROWSER] = request.headers.get("User-Agent", "")[:300]

    def set_password(self, user: Any, password: str) -> None:
        """Save a new password: every other visit ends, and earlier wrong tries are forgotten."""
        super().set_password(user, password)
        request = context.request
        end_sessions(user, but=request.session.session_key if request.user == user else None)
        invitations.accept_all(user)
        self._delete_login_attempts_cached_email(request, email=user.email)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask for the password once more: not of somebody who has just given it."""
        request = context.request
        proofs = get_authentication_records(request, request.user)
        recent = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(proof.get("at", 0) > recent for proof in proofs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Name the account that is tried: alike by whichever host name, and however the address is written.

        The database compares addresses in upper case, where letters outside ASCII can turn into an “I” or an “S”.
        """
        address = unicodedata.normalize("NFKC", credentials.get("email") or "").strip()
        return f"account:{address.upper().casefold()}"
