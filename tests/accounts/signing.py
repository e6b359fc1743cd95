"""What tests of sign-in do again and again."""

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.district import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    """Send the sign-in form."""
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def arrived(email: str, password: str = PASSWORD) -> Client:
    """Return a client that has signed in as a person does."""
    client = Client()
    assert sign_in(client, email, password).status_code == 302
    return client


def is_in(client: Client) -> bool:
    """Whether the client is signed in."""
    return bool(client.get(reverse("who_is_here")).json()["person"])


def code_now(secret: str = SECRET) -> str:
    """Return the code that an authenticator app with this key shows."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def give_app(person: Any) -> None:
    """Set up an authenticator app for a person."""
    TOTP.activate(person, SECRET)
