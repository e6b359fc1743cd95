"""Which sign-in pages of others are offered, by the environment: none until it names one."""

import uuid
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Where a browser is sent by the form that begins: the content security policy names no other.
ORIGINS = {"google": "https://accounts.google.com", "microsoft": "https://login.microsoftonline.com"}


def domains_of(values: list[str]) -> list[str]:
    """Return the district's domains as they are compared: in lower case, without an @."""
    return [value.strip().lower().removeprefix("@") for value in values if value.strip()]


def configured(env: Any, domains: list[str]) -> dict[str, dict[str, Any]]:
    """Return the settings of each provider that the environment names a client of.

    Raises ImproperlyConfigured where one is named by half, or without the domains whose people may come in.
    """
    providers: dict[str, dict[str, Any]] = {}
    for name, build in (("google", _google), ("microsoft", _microsoft)):
        client, secret = env(f"{name.upper()}_CLIENT_ID", default=""), env(f"{name.upper()}_CLIENT_SECRET", default="")
        if not client and not secret:
            continue
        if not (client and secret):
            raise ImproperlyConfigured(f"{name.upper()}_CLIENT_ID and {name.upper()}_CLIENT_SECRET belong together.")
        if not domains:
            raise ImproperlyConfigured("SIGN_IN_DOMAINS must name the district's domains, like pusd.us.")
        providers[name] = build(env, domains) | {"APP": {"client_id": client, "secret": secret}}
    return providers


def _google(env: Any, domains: list[str]) -> dict[str, Any]:
    # `hd` shows the right accounts first and no more: what comes back is checked in `social`.
    hint = {"hd": domains[0]} if len(domains) == 1 else {}
    return {
        "SCOPE": ["openid", "profile", "email"],
        "AUTH_PARAMS": {"prompt": "select_account", **hint},
        "OAUTH_PKCE_ENABLED": True,
    }


def _microsoft(env: Any, domains: list[str]) -> dict[str, Any]:
    tenant = env("MICROSOFT_TENANT", default="")
    try:
        tenant = str(uuid.UUID(tenant))
    except ValueError:
        # "common" or "organizations" would let the people of any tenant say what their address is.
        raise ImproperlyConfigured("MICROSOFT_TENANT must be the district's tenant ID, not a name.") from None
    return {"SCOPE": ["openid", "profile", "email", "User.Read"], "TENANT": tenant, "OAUTH_PKCE_ENABLED": True}
