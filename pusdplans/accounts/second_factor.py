"""The second factor: an authenticator app, passkeys, recovery codes. Their secrets are kept encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pusdplans.accounts.sessions import end_sessions

# What proves somebody; recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class DistrictSecondFactor(DefaultMFAAdapter):
    """Names as the district says them, and secrets that the database alone does not give away."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code does not fit. Codes change every half minute: try the one that shows now."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt by the site's secret key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what was encrypted by the site's secret key, or by one of its former ones."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that an authenticator app shows."""
        return f"{settings.DISTRICT_SHORT_NAME} {gettext('Department plans')}"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Return a name for the next passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.sha256(b"pusdplans.accounts.second_factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def is_proven(request: HttpRequest) -> bool:
    """Whether this visit has shown a second factor. Asks the database nothing."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def prove_by(request: HttpRequest, factor: Authenticator) -> None:
    """Note that this visit has shown a factor: it was set up in it just now."""
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)


def factors_of(person: Any) -> Any:
    """Return a person's factors, recovery codes not among them."""
    return Authenticator.objects.filter(user=person, type__in=FACTORS)


def forget_factors(person: Any) -> None:
    """Take all of a person's factors away, recovery codes too."""
    Authenticator.objects.filter(user=person).delete()


def end_other_sessions(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    """End the sessions that a change of somebody's factors did not come from."""
    end_sessions(user, but=request.session.session_key)


def listen() -> None:
    """Have that called by allauth."""
    for changed in (authenticator_added, authenticator_removed):
        changed.connect(end_other_sessions, dispatch_uid="end_other_sessions")
