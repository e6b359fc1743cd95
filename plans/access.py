"""Refuse every request whose view does not declare who may call it.

A view says it with `@declares(...)`; the third-party views we mount are declared by URL name or namespace here, since
they guard themselves, and so are those of accounts, which know nothing of plans. Everything else is refused, so a view without a declaration cannot be reached by mistake.
"""

import functools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from plans.models import Plan, PlanningCycle
from plans.permissions import Right, answer, may_see_queue
from plans.querysets import PlanQuerySet
from pusdplans.prepared import Prepared

PUBLIC = "public"
SIGNED_IN = "signed in"
QUEUE = "queue"
DISTRICT = "district"

# Views of sign-in that somebody who is not signed in needs; sign-up answers that it is closed.
PUBLIC_NAMES = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reauthenticate",
    "invitation",
    "who_is_here",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "google_login",
    "google_callback",
    "microsoft_login",
    "microsoft_callback",
    "socialaccount_login_cancelled",
}
SIGNED_IN_NAMES = {
    "account_change_password",
    "account_set_password",
    "account_sessions",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
# Django admin guards each of its views itself: only an active member of staff passes.
GUARDED_NAMESPACES = {"admin"}


def declares(
    right: str | Right, *, bring: tuple[str, ...] = (), comments: bool = False
) -> Callable[[Callable], Callable]:
    """Declare who may call a view: PUBLIC, SIGNED_IN, QUEUE, DISTRICT, or a right on the plan its URL names.

    A view of a plan is called with that plan, fetched for this person, in place of the URL's cycle and department. A
    view of DISTRICT is called with the cycle its URL names, if the person reviews plans in it or runs the year; `bring`
    names what is fetched along with that cycle. `comments`: what is said about the plan comes with it, in one statement.
    """

    def decorate(view: Callable) -> Callable:
        if right == DISTRICT:
            return _with_cycle(view, bring)
        if not isinstance(right, Right):
            view.declared_right = right  # type: ignore[attr-defined]
            return view

        @functools.wraps(view)
        def with_plan(request: HttpRequest, cycle: str, department: str, *args: Any, **kwargs: Any) -> HttpResponse:
            plan = _named_plan(request.user, cycle, department, comments=comments)
            allowed = answer(request.user, right, plan)
            if not allowed:
                return refuse(request, allowed.reason)
            return view(request, plan, *args, **kwargs)

        with_plan.declared_right = right  # type: ignore[attr-defined]
        return with_plan

    return decorate


def _named_plan(person: Any, cycle: str, department: str, *, comments: bool = False) -> Plan:
    """Return the plan with this name, if the person may know of it, with all that is said about it if asked for.

    Raises Http404.
    """
    if not person.is_authenticated or not person.is_active:
        raise Http404
    plan = _NAMED[comments, person.is_staff].first(cycle, department, person.pk)
    plan = plan or _named(cycle, department, comments=comments).handed_down_to(person).first()
    if plan is None:
        raise Http404
    return plan


def _named(cycle: str, department: str, *, comments: bool) -> PlanQuerySet:
    plans = Plan.objects.with_place().filter(cycle__label=cycle, department__slug=department)
    return plans.with_comments() if comments else plans


def _visible(*, comments: bool, is_staff: bool) -> Prepared:
    def build(cycle: str, department: str, person: int) -> PlanQuerySet:
        who = SimpleNamespace(pk=person, is_authenticated=True, is_active=True, is_staff=is_staff)
        return _named(cycle, department, comments=comments).visible_to(who)

    return Prepared(Plan, build, texts=(0, 1))


# The plan that an address names, for a person: nearly every request asks one of these.
_NAMED = {
    (comments, is_staff): _visible(comments=comments, is_staff=is_staff)
    for comments in (False, True)
    for is_staff in (False, True)
}


def _with_cycle(view: Callable, bring: tuple[str, ...]) -> Callable:
    @functools.wraps(view)
    def with_cycle(request: HttpRequest, cycle: str, *args: Any, **kwargs: Any) -> HttpResponse:
        cycles = PlanningCycle.objects.overseen_by(request.user).select_related(*bring)
        return view(request, get_object_or_404(cycles, label=cycle), *args, **kwargs)

    with_cycle.declared_right = DISTRICT  # type: ignore[attr-defined]
    return with_cycle


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which wants JSON in place of a page."""
    return request.headers.get("X-Requested-With") == "fetch"


def person_key(request: HttpRequest) -> str:
    """Return what a page names its person by."""
    return str(request.user.pk)


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer 403 with a sentence: as JSON to a script, else on a page that gives back what was typed."""
    if is_fragment(request):
        return JsonResponse({"message": reason, "readonly": True}, status=403)
    return render(request, "403.html", {"reason": reason, "sent": sent_texts(request)}, status=403)


# What a form sends along by itself.
NOT_TYPED = ("csrfmiddlewaretoken", "revision", "version")


def sent_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a person typed into the form that was sent, by field, so that a page can give it back."""
    return [(name, value) for name, value in request.POST.items() if name not in NOT_TYPED]


def declared_right(request: HttpRequest, view: Callable) -> str | Right | None:
    """Return what a view declared, or None."""
    match = request.resolver_match
    if match and match.namespaces and match.namespaces[0] in GUARDED_NAMESPACES:
        return PUBLIC
    if match and match.url_name in PUBLIC_NAMES:
        return PUBLIC
    if match and match.url_name in SIGNED_IN_NAMES:
        return SIGNED_IN
    return getattr(view, "declared_right", None)


class RefuseUnlessDeclared:
    """Middleware: no declaration, no answer; nobody signed in, the sign-in page (a script gets 401)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Let a request through only if its view declares a right that this person has."""
        right = declared_right(request, view)
        if right is None:
            raise PermissionDenied
        if right == PUBLIC:
            return None
        if not request.user.is_authenticated:
            if is_fragment(request):
                message = _("You are signed out. Your text is safe on this device.")
                return JsonResponse({"message": message, "signed_out": True}, status=401)
            return redirect_to_login(request.get_full_path())
        if is_fragment(request) and request.headers.get("X-Person", person_key(request)) != person_key(request):
            # Somebody else has signed in with this browser since the page was opened: the text is not theirs to save.
            message = _("%(person)s is signed in here now. Your text is safe on this device.")
            return JsonResponse({"message": message % {"person": request.user}, "signed_out": True}, status=401)
        if right == QUEUE and not may_see_queue(request.user):
            raise Http404
        return None
