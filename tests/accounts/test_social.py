"""Google Workspace and Microsoft: the provider's answer decides, read on the server; no word of the browser counts.

The exchange with the provider is answered here, at the one place where the server asks over the network.
"""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import environ
import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from pusdplans.accounts import invitations
from pusdplans.accounts.providers import configured
from tests.accounts.signing import give_app, is_in
from tests.district import Cast

pytestmark = pytest.mark.django_db
TENANT = "0f0e0d0c-0b0a-4908-8706-050403020100"
DOMAINS = ["example.org"]
ENVIRONMENT = {
    "GOOGLE_CLIENT_ID": "google-client",
    "GOOGLE_CLIENT_SECRET": "google-secret",
    "MICROSOFT_CLIENT_ID": "microsoft-client",
    "MICROSOFT_CLIENT_SECRET": "microsoft-secret",
    "MICROSOFT_TENANT": TENANT,
}
ISSUERS = {
    "google": "https://accounts.google.com",
    "microsoft": f"https://login.microsoftonline.com/{TENANT}/v2.0",
}


def settings_for(values: dict[str, str], monkeypatch: Any, domains: list[str]) -> dict[str, Any]:
    """Return the settings that an environment gives."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return configured(environ.Env(), domains)


@pytest.fixture(autouse=True)
def offered(settings: Any, monkeypatch: Any) -> None:
    """Both are configured."""
    settings.SIGN_IN_DOMAINS = DOMAINS
    settings.SOCIALACCOUNT_PROVIDERS = settings_for(ENVIRONMENT, monkeypatch, DOMAINS)


def claims(provider: str, **changed: Any) -> dict[str, Any]:
    """Return what the provider says of the lead, as an ID token has it."""
    said = {"iss": ISSUERS[provider], "aud": f"{provider}-client", "exp": time.time() + 600, "sub": "77", "tid": TENANT}
    said |= {"email": "lead@example.org", "email_verified": True, "hd": "example.org"}
    return {name: value for name, value in {**said, **changed}.items() if value is not None}


def come_back(
    monkeypatch: Any, provider: str, profile: dict[str, Any] | None = None, **changed: Any
) -> tuple[Client, Any]:
    """Sign in with a provider that says this of somebody. Returns the client and the last answer."""
    token = jwt.encode(
        claims(provider, **changed), "not checked, since it came over TLS: any key of 32 bytes", algorithm="HS256"
    )
    me = {"id": "77", "userPrincipalName": "lead@example.org", "mail": "Lead@Example.org"} | (profile or {})

    def answer(session: Any, method: str, url: str, **kwargs: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        body = me if "graph.microsoft.com" in url else {"access_token": "a", "id_token": token, "token_type": "Bearer"}
        response._content = json.dumps(body).encode()
        response.headers["Content-Type"] = "application/json"
        return response

    monkeypatch.setattr(requests.Session, "request", answer)
    client = Client()
    away = client.post(reverse(f"{provider}_login"))
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    return client, client.get(reverse(f"{provider}_callback"), {"code": "c", "state": state})


@pytest.mark.parametrize("provider", ("google", "microsoft"))
def test_person_of_the_district_comes_in_and_is_known_again(cast: Cast, provider: str, monkeypatch: Any) -> None:
    client, answer = come_back(monkeypatch, provider)
    assert answer.url == "/"
    assert client.get("/").context["user"] == cast.lead
    assert SocialAccount.objects.get(provider=provider).user == cast.lead
    # Known by the provider's own number from now on, though the address here has changed.
    cast.lead.email = "renamed@example.org"
    cast.lead.save()
    assert is_in(come_back(monkeypatch, provider)[0])
    assert get_user_model().objects.count() == 6


@pytest.mark.parametrize(
    ("provider", "profile", "changed"),
    (
        ("google", {}, {"email": "lead@evil.example", "hd": "evil.example"}),
        # Google's hint names the domain, its answer does not: the account is a private one with such an address.
        ("google", {}, {"hd": None}),
        ("google", {}, {"hd": "evil.example"}),
        ("google", {}, {"email_verified": False}),
        ("google", {}, {"email_verified": "false"}),
        ("google", {}, {"email": "lead@example.org.evil.example"}),
        ("google", {}, {"email": None}),
        ("google", {}, {"aud": "another-client"}),
        ("google", {}, {"iss": "https://evil.example"}),
        ("google", {}, {"exp": 1}),
        # A guest of the tenant brings along an address that the tenant does not own; a member's name is its domain's.
        ("microsoft", {"userPrincipalName": "lead_evil.example#EXT#@example.onmicrosoft.com"}, {}),
        ("microsoft", {"mail": "lead@evil.example"}, {}),
        ("microsoft", {"userPrincipalName": "", "mail": "lead@example.org"}, {}),
        ("microsoft", {}, {"tid": "ffffffff-0b0a-4908-8706-050403020100"}),
        ("microsoft", {}, {"iss": "https://login.microsoftonline.com/ffffffff-0b0a-4908-8706-050403020100/v2.0"}),
        ("microsoft", {}, {"aud": "another-client"}),
        ("microsoft", {}, {"exp": 1}),
    ),
    ids=str,
)
def test_who_is_not_of_the_district_stays_out(
    cast: Cast, provider: str, profile: dict[str, Any], changed: dict[str, Any], monkeypatch: Any
) -> None:
    client, answer = come_back(monkeypatch, provider, profile, **changed)
    assert answer.status_code in (401, 403)
    assert "You are not signed in" in answer.text
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("provider", ("google", "microsoft"))
def test_unknown_person_is_made_by_nobody_but_an_admin(cast: Cast, provider: str, monkeypatch: Any) -> None:
    new = "stranger@example.org"
    client, answer = come_back(monkeypatch, provider, {"userPrincipalName": new, "mail": new}, email=new)
    assert answer.status_code == 403
    assert "There is no account for stranger@example.org." in answer.text
    assert not is_in(client)
    assert not get_user_model().objects.filter(email=new).exists()


def test_invited_person_needs_no_password(cast: Cast, monkeypatch: Any) -> None:
    noa = get_user_model().objects.create_user("noa@example.org", name="Noa Field")
    link = invitations.link_of(invitations.invite(noa, by=cast.admin)).partition("8000")[2]
    client, _answer = come_back(monkeypatch, "google", email="noa@example.org")
    assert is_in(client)
    assert Client().get(link).status_code == 410


def test_closed_account_stays_closed(cast: Cast, monkeypatch: Any) -> None:
    for linked in (False, True):
        if linked:
            SocialAccount.objects.create(user=cast.lead, provider="google", uid="77")
        get_user_model().objects.filter(pk=cast.lead.pk).update(is_active=False)
        client, answer = come_back(monkeypatch, "google")
        assert answer.url == reverse("account_inactive")
        assert not is_in(client)


def test_second_factor_is_asked_for_here_too(cast: Cast, monkeypatch: Any) -> None:
    give_app(cast.lead)
    client, answer = come_back(monkeypatch, "google")
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_answer_that_nobody_asked_for_is_refused(cast: Cast, monkeypatch: Any) -> None:
    come_back(monkeypatch, "google")
    client = Client()
    assert client.get(reverse("google_callback"), {"code": "c", "state": "made-up"}).status_code == 401
    assert not is_in(client)


def test_sign_in_page_offers_what_is_configured(settings: Any) -> None:
    assert "Sign in with Google" in Client().get(reverse("account_login")).text
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Sign in with Google" not in Client().get(reverse("account_login")).text


@pytest.mark.parametrize(
    ("left_out", "changed", "domains"),
    (
        ("GOOGLE_CLIENT_SECRET", {}, DOMAINS),
        ("", {}, []),
        ("MICROSOFT_TENANT", {}, DOMAINS),
        ("", {"MICROSOFT_TENANT": "common"}, DOMAINS),
    ),
)
def test_half_a_configuration_is_refused_at_the_start(
    left_out: str, changed: Any, domains: Any, monkeypatch: Any
) -> None:
    values = {name: value for name, value in {**ENVIRONMENT, **changed}.items() if name != left_out}
    with pytest.raises(ImproperlyConfigured):
        settings_for(values, monkeypatch, domains)
