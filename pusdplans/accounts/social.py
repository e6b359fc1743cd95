"""Sign-in with Google Workspace or Microsoft: whoever is of the district by the provider's word, and has an account here.

What decides is read from the provider's answer to our own server, never from what the browser brings along.
"""

import logging
from dataclasses import dataclass
from typing import Any, NoReturn

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.microsoft.views import MicrosoftGraphOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from pusdplans.accounts import invitations

log = logging.getLogger(__name__)
CHECKED = {"verify_aud": True, "verify_exp": True, "verify_iss": True, "require": ["aud", "exp", "iss", "tid"]}


@dataclass(frozen=True)
class Claim:
    """What a provider says: the address, whether it stands for it, and the organization's domain."""

    email: str
    is_verified: bool
    organization: str

    @property
    def is_of_the_district(self) -> bool:
        """Whether the address and the organization are both of the district's domains."""
        domains = settings.SIGN_IN_DOMAINS
        return self.organization in domains and self.email.rpartition("@")[2] in domains


def claim_of(provider: str, data: dict[str, Any]) -> Claim:
    """Read what the provider says of somebody.

    Google: `hd` is there only for accounts of a Workspace domain, which that domain's admin manages. Microsoft: the
    sign-in name ends in a domain that the tenant has proven to be its own; a guest's ends in the tenant's technical
    name. Its `mail` is what the tenant's admins write there.
    """
    if provider == "google":
        verified = data.get("email_verified", data.get("verified_email")) is True
        return Claim(_lower(data.get("email")), verified, _lower(data.get("hd")))
    name, mail = _lower(data.get("userPrincipalName")), _lower(data.get("mail"))
    return Claim(mail or name, bool(name), name.rpartition("@")[2])


def _lower(value: Any) -> str:
    return str(value or "").strip().lower()


class DistrictPeopleOnly(DefaultSocialAccountAdapter):
    """Lets in whom the district knows: nobody becomes a person by coming from outside."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Return the clients that the settings name; a table of them could be written by an admin of this site."""
        apps = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for found in apps.values() for app in found]

    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Return the provider's client. Raises Http404 while none is configured."""
        apps = self.list_apps(request, provider=provider, client_id=client_id)
        if not apps:
            raise Http404
        return apps[0]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Answer no, always: an admin invites people."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the person; the page that says why not is raised as ImmediateHttpResponse."""
        # Signing in is all that is done here: an account of another address cannot be tied to somebody's own.
        sociallogin.state["process"] = "login"
        account = sociallogin.account
        claim = claim_of(account.provider, account.extra_data)
        if not claim.is_verified or not claim.is_of_the_district:
            self._refuse(
                request,
                _(
                    "Sign in with your account of the district. %(account)s is not one that may come in here."
                    if claim.email
                    else "Sign in with your account of the district."
                )
                % {"account": claim.email},
            )
        linked = sociallogin.user if sociallogin.is_existing else None
        person = linked or get_user_model().objects.filter(email__iexact=claim.email).first()
        if person is None:
            self._refuse(
                request,
                _("There is no account for %(account)s. Ask the person who runs the department plans to invite you.")
                % {"account": claim.email},
            )
        if not person.is_active:
            # The sign-in goes on to the page that says that the account is closed, and ties nothing to it.
            sociallogin.user = person
            return
        if linked is None:
            sociallogin.connect(request, person)
            invitations.accept_all(person)

    def _refuse(self, request: HttpRequest, reason: str) -> NoReturn:
        page = render(request, "socialaccount/authentication_error.html", {"reason": reason}, status=403)
        raise ImmediateHttpResponse(page)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Note what went wrong between us and the provider: the page says only that it did."""
        log.warning("Sign-in with %s failed: %s %s", provider.id, details.get("error"), details.get("exception"))


class DistrictTenant(MicrosoftGraphOAuth2Adapter):
    """Microsoft's sign-in, of the district's tenant alone."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Check whose tenant answered. Raises OAuth2Error if it is another's."""
        tenant = settings.SOCIALACCOUNT_PROVIDERS["microsoft"]["TENANT"]
        try:
            # The token came straight from Microsoft over TLS, so its signature need not be checked (OpenID Connect
            # Core 1.0, 3.1.3.7); who issued it for whom, and until when, must be.
            claims = jwt.decode(
                kwargs["response"].get("id_token", ""),
                options={"verify_signature": False, **CHECKED},
                audience=app.client_id,
                issuer=f"https://login.microsoftonline.com/{tenant}/v2.0",
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"The answer is not of the district's tenant: {error}") from error
        if claims.get("tid") != tenant:
            raise OAuth2Error("The answer is not of the district's tenant.")
        return super().complete_login(request, app, token, **kwargs)


microsoft_login = OAuth2LoginView.adapter_view(DistrictTenant)
microsoft_callback = OAuth2CallbackView.adapter_view(DistrictTenant)
