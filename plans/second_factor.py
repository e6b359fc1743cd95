"""Whose work needs a second factor is led to set one up, and can do nothing else until then."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from plans.access import is_fragment
from plans.permissions import needs_second_factor
from pusdplans.accounts.second_factor import factors_of, is_proven, prove_by

SETTING_UP = {"mfa_activate_totp", "mfa_add_webauthn"}
TAKING_AWAY = {"mfa_deactivate_totp", "mfa_remove_webauthn"}
# What can be reached before: setting up a factor, showing one, seeing its recovery codes, and the way out.
OPEN = SETTING_UP | {
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "account_reauthenticate",
    "account_logout",
    "who_is_here",
}


class RequireSecondFactor:
    """Middleware, over every page, fragment, file and the admin alike.

    A visit that has shown its factor says so in its session, and costs nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = timezone.now()
        response = self.get_response(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in SETTING_UP and request.method == "POST" and request.user.is_authenticated:
            made = factors_of(request.user).filter(created_at__gte=began).first()
            if made is not None:
                prove_by(request, made)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Let a request through unless its person must show a second factor and has not."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if not request.user.is_authenticated:
            return None
        if is_proven(request):
            return _keep_one(request) if name in TAKING_AWAY and request.method == "POST" else None
        if name in OPEN or not needs_second_factor(request.user):
            return None
        if is_fragment(request):
            message = _("Your work here needs a second factor: open your plans in a new tab to set it up or show it.")
            return JsonResponse({"message": message}, status=403)
        if factors_of(request.user).exists():
            return _ask_for_it(request)
        messages.info(request, _("Your work here needs a second factor: set one up to go on."))
        return redirect("mfa_index")


def _ask_for_it(request: HttpRequest) -> HttpResponseRedirect:
    where = request.get_full_path() if request.method == "GET" else "/"
    has_app = factors_of(request.user).filter(type="totp").exists()
    page = reverse("mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn")
    return redirect(f"{page}?{urlencode({'next': where})}")


def _keep_one(request: HttpRequest) -> HttpResponse | None:
    if not needs_second_factor(request.user) or factors_of(request.user).count() > 1:
        return None
    messages.error(request, _("Your work here needs a second factor: add another one before you take this away."))
    return redirect("mfa_index")
