"""The page of a person's mails and calendar, turning mails off with one click, and the calendar itself."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plans.access import PUBLIC, SIGNED_IN, declares
from plans.models import MailKind, MailWhen, Role
from pusdplans.mail import calendars
from pusdplans.mail.drawing import site
from pusdplans.mail.turning_off import are_off, choose, kinds_of, read_token, turn_off

# What each kind is called where a person chooses, or turns it off.
NAMES = {
    MailKind.RETURNED: gettext_lazy("A plan is returned to your department"),
    MailKind.APPROVED: gettext_lazy("A plan of your department is approved"),
    MailKind.REOPENED: gettext_lazy("An approved plan of your department is reopened"),
    MailKind.EXTENDED: gettext_lazy("A plan of your department gets more time"),
    MailKind.SUBMITTED: gettext_lazy("A plan that you review is submitted"),
    MailKind.COMMENTED: gettext_lazy("Somebody comments on a plan that you write or review"),
    MailKind.MENTIONED: gettext_lazy("A comment names you"),
}
OF_DEPARTMENTS = (MailKind.RETURNED, MailKind.APPROVED, MailKind.REOPENED, MailKind.EXTENDED)
OF_REVIEWERS = (MailKind.SUBMITTED,)
OF_ALL = (MailKind.COMMENTED, MailKind.MENTIONED)


@dataclass(frozen=True)
class Line:
    """One kind of mail, with when the person gets it now."""

    kind: MailKind
    name: Any
    when: MailWhen


def lines_of(person: Any) -> list[Line]:
    """Return the kinds of mail that can reach a person as things are, or that they chose about."""
    chosen = {MailKind(kind): MailWhen(when) for kind, when in person.mail_choices.values_list("kind", "when")}
    writes = person.memberships.filter(role__in=[Role.LEAD, Role.CONTRIBUTOR]).exists()
    there = {*chosen, *OF_ALL, *(OF_DEPARTMENTS if writes else ()), *(OF_REVIEWERS if person.reviews.exists() else ())}
    return [Line(kind, name, chosen.get(kind, MailWhen.AT_ONCE)) for kind, name in NAMES.items() if kind in there]


@require_http_methods(["GET", "POST"])
@declares(SIGNED_IN)
def mail_choices(request: HttpRequest) -> HttpResponse:
    """Show when the person gets which mails, and their calendar; posting keeps what they chose."""
    lines = lines_of(request.user)
    if request.method == "POST":
        sent = {line.kind: request.POST.get(line.kind.value, "") for line in lines}
        choose(request.user, {kind: MailWhen(when) for kind, when in sent.items() if when in MailWhen.values})
        messages.success(request, _("Saved."))
        return redirect("mail_choices")
    address = site(calendars.calendar_path(request.user))
    context = {
        "lines": lines,
        "whens": MailWhen.choices,
        "hour": f"{settings.MAIL_HOUR}:00",
        "address": address,
        # What calendar programs subscribe to with a click.
        "subscribe": "webcal" + address.removeprefix("https").removeprefix("http"),
    }
    return render(request, "mail/choices.html", context)


@require_POST
@declares(SIGNED_IN)
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Give the person's calendar another address."""
    calendars.renew(request.user)
    messages.success(request, _("Your calendar has a new address. The one before leads nowhere any more."))
    return redirect("mail_choices")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@declares(PUBLIC)
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether mails of a kind are to be off; posting turns them off.

    Mail programs post here by themselves when a person says so (RFC 8058), without signing in and without a page of ours
    before: the token alone says whose mails and which, and it can do nothing else.
    """
    meant = read_token(token)
    if meant is None:
        return render(request, "mail/off.html", {"is_wrong": True}, status=400)
    names = [NAMES[kind] for kind in kinds_of(*meant)]
    was_off = are_off(*meant)
    if request.method == "POST":
        turn_off(*meant)
    is_off = was_off or request.method == "POST"
    return render(request, "mail/off.html", {"names": names, "is_off": is_off, "was_off": was_off})


@never_cache
@require_safe
@declares(PUBLIC)
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar whose secret this is, to whoever knows it."""
    person = calendars.person_of(secret)
    if person is None:
        raise Http404
    response = HttpResponse(calendars.calendar_of(person), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="department-plans.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
