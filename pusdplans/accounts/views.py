"""Pages of one's own account: accepting an invitation, one's sessions; and who is signed in, for scripts."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import SetPasswordForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from pusdplans.accounts import invitations
from pusdplans.accounts.sessions import sessions_of


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, and in; a link that works no more says so, and what to do."""
    found = invitations.find(token)
    if found is None:
        raise Http404
    if request.user.is_authenticated and request.user != found.person:
        return render(request, "account/invitation_of_another.html", {"invitation": found})
    if not invitations.is_open(found):
        return _closed(request, found)
    form: Any = SetPasswordForm(data=request.POST or None, user=found.person)
    if request.method == "POST" and form.is_valid():
        try:
            person = invitations.accept(found, form.cleaned_data["password1"])
        except invitations.NotOpen:
            return _closed(request, found)
        record_authentication(request, person, "password", email=person.email)
        messages.success(request, _("Welcome, %(name)s. Your password is kept.") % {"name": person.get_short_name()})
        return perform_login(request, person, email=person.email)
    return render(request, "account/invitation.html", {"invitation": found, "form": form})


def _closed(request: HttpRequest, found: Any) -> HttpResponse:
    used = found.accepted_at is not None or found.person.has_usable_password()
    return render(request, "account/invitation_closed.html", {"invitation": found, "used": used}, status=410)


@never_cache
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)
def your_sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in; a post ends the session it names, or all but this one.

    Whoever signed in a while ago shows once more that they are who they are, before one ends.
    """
    current = request.session.session_key
    sessions = sessions_of(request.user)
    if request.method == "POST":
        named = request.POST.get("session", "")
        ending = [each for each in sessions if each.pk != current and named in ("", each.handle)]
        ended, _per_table = request.user.sessions.filter(pk__in=[each.pk for each in ending]).delete()
        said = ngettext("%(count)s session has ended.", "%(count)s sessions have ended.", ended)
        messages.success(request, said % {"count": ended})
        return redirect("account_sessions")
    sessions.sort(key=lambda each: each.pk != current)
    return render(request, "account/sessions.html", {"sessions": sessions, "current": current})


@never_cache
@require_GET
def who_is_here(request: HttpRequest) -> JsonResponse:
    """Tell a page that was opened earlier who is signed in now, and the token that its forms need from now on."""
    person = request.user if request.user.is_authenticated else None
    here = {"person": str(person.pk) if person else "", "name": str(person or "")}
    return JsonResponse(here | {"token": get_token(request)})
