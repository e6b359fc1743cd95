"""The main states of every page, by the name of its address."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from goals.models import Framework
from plans.models import Contact, Department, MailChoice, MailKind, Plan, PlanningCycle, Position
from pusdplans.accounts import invitations
from pusdplans.mail.turning_off import off_address
from pusdplans.workspace.sections import SECTIONS
from tests.accessibility import acts
from tests.accessibility.acts import Act, in_trouble, opened, pressed
from tests.accessibility.showroom import Showroom
from tests.addresses import Address


@dataclass(frozen=True)
class State:
    """A page in one state: the address's name, what state it is in, who looks, where it is, and what is done first."""

    page: str
    name: str
    person: str
    path: str | Callable[[Showroom], str]
    act: Act = acts.nothing
    status: int = 200

    def __str__(self) -> str:
        return f"{self.page}-{self.name}-{self.person}".replace(" ", "_")

    def at(self, room: Showroom) -> str:
        """Return the path."""
        return self.path if isinstance(self.path, str) else self.path(room)


# Addresses that show no page of their own, each with the reason.
NO_PAGE = {
    "comment_people": "answers the list of names behind an @ with JSON",
    "budget_totals": "a piece of the budget's page, drawn anew after a save",
    "org_chart": "a piece of the organizational chart's page, drawn anew after a save",
    "renew_calendar": "only takes a post, and leads to the page of mails and calendar",
    "calendar": "a file for calendar programs",
    "admin:login": "leads to the sign-in page of everybody",
    "admin:logout": "only takes a post, and leads to the sign-in page",
    "admin:autocomplete": "answers the admin's search boxes with JSON",
    "admin:jsi18n": "a script",
    "admin:view_on_site": "leads to a row's own page, which none of our tables has",
}

EARLIER = datetime.datetime(2020, 8, 3, tzinfo=datetime.UTC)
# What gets a part into trouble: the kind of row, the text two people write, and a value that is wrong in it.
TROUBLE: dict[str, tuple[Any, ...]] = {
    "contacts": ("contact", "name", ("email", "not an address")),
    "purpose": ("text", "text"),
    "services": ("service", "text"),
    "theory-of-action": ("clause", "text"),
    "goals": ("metric", "text"),
    "actions": ("action", "text", ("estimated_cost", "many")),
    "organizational-chart": ("position", "title", ("fte", "many")),
    "budget": ("budget-line", "description", ("amount", "many")),
    "unplaced": ("unplaced", "text"),
}


def admin_page(model: Any, what: str, row: Callable[[Showroom], Any] | None = None) -> Callable[[Showroom], str]:
    """Return where a page of Django admin is."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}"
    return lambda room: reverse(name, args=[row(room).pk] if row else [])


def of_plan(state: str, rest: str = "") -> Callable[[Showroom], str]:
    """Return where a page of a plan is."""
    return lambda room: room.path(state) + rest


def reset_link(room: Showroom) -> str:
    """Return the address that the mail of “Forgot your password?” names."""
    person = room.people["nobody"]
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])


def _parts() -> Iterator[State]:
    for part in SECTIONS:
        yield State("part", f"{part} blank", "other_lead", of_plan("blank", f"{part}/"), acts.loaded)
        yield State("part", f"{part} filled", "lead", of_plan("filled", f"{part}/"), acts.loaded)
        yield State("part", f"{part} in trouble", "lead", of_plan("tried on", f"{part}/"), in_trouble(*TROUBLE[part]))
    yield State("part", "file refused", "lead", of_plan("filled", "budget/"), acts.refused_file)
    yield State("part", "menus open", "lead", of_plan("filled", "purpose/"), opened("details"))


def _plans() -> Iterator[State]:
    yield State("check", "blocking", "lead", of_plan("filled", "check/"))
    yield State("check", "ready", "lead", of_plan("ready", "check/"))
    yield State("connections", "blank", "other_lead", of_plan("blank", "connections/"))
    yield State("connections", "filled", "lead", of_plan("filled", "connections/"), opened(".as-list"))
    yield State("connections", "submitted", "reviewer", of_plan("submitted", "connections/"))
    yield State("preview", "blank", "other_lead", of_plan("blank", "preview/"))
    yield State("preview", "filled", "lead", of_plan("filled", "preview/"), opened(".as-list"))
    for state in ("filled", "submitted", "returned", "approved"):
        yield State("read", state, "reviewer", of_plan(state, "document/"), opened("details.paper"))
    yield State("read", "approved", "lead", of_plan("approved", "document/"))
    yield State("read_version", "earlier", "reviewer", of_plan("submitted", "document/1/"))
    for page, state, path, button in (
        ("return_plan", "submitted", "return/", "Return to the department"),
        ("reopen", "approved", "reopen/", "Reopen"),
        ("extend", "filled", "extend/", "Extend"),
    ):
        yield State(page, "asked", "reviewer", of_plan(state, path))
        yield State(page, "with errors", "reviewer", of_plan(state, path), pressed(button))
    yield State("comments", "blank", "other_lead", of_plan("blank", "comments/"))
    yield State("comments", "filled", "lead", of_plan("filled", "comments/"), opened("details"))
    yield State("new_comment", "asked", "reviewer", of_plan("submitted", "comments/new/?part=goals"))
    yield State("new_comment", "with errors", "reviewer", of_plan("submitted", "comments/new/"), pressed("Comment"))
    yield State("approve", "asked", "reviewer", of_plan("submitted", "approve/"))


def _forms_and_versions() -> Iterator[State]:
    yield State("word_form", "blank", "other_lead", of_plan("blank", "word-form/"))
    yield State("word_form", "being checked", "lead", of_plan("filled", "word-form/"))
    yield State("word_form", "with errors", "other_lead", of_plan("blank", "word-form/"), pressed("Upload and check"))
    checking = lambda room: f"{room.path('filled')}word-form/{room.reading.pk}/"  # noqa: E731
    yield State("check_reading", "real form", "lead", checking, opened("details"))
    yield State("last_year", "offered", "lead", of_plan("filled", "last-year/"))
    laid_out = lambda room: f"{room.path('tried on')}last-year/{room.laid_out.pk}/"  # noqa: E731
    yield State("check_last_year", "laid out", "lead", laid_out, opened("details"))
    yield State("changes", "resubmitted", "reviewer", of_plan("submitted", "changes/"))
    yield State("changes", "whole plan", "reviewer", of_plan("submitted", "changes/?show=whole"))
    yield State("changes", "never submitted", "lead", of_plan("filled", "changes/"))
    yield State("history", "filled", "lead", of_plan("returned", "history/"))
    yield State("history", "narrowed to nothing", "reviewer", of_plan("submitted", "history/?part=unplaced"))
    yield State("history_event", "filled", "lead", of_plan("returned", "history/2/"), opened("details"))
    yield State("changes", "since it was returned", "lead", of_plan("returned", "changes/"))


def _district() -> Iterator[State]:
    for cycle in ("2020-21", "2019-20"):
        yield State("cabinet", cycle, "admin", f"/district/{cycle}/", opened("details"))
    yield State("cabinet", "all plans", "reviewer", "/district/2020-21/?plans=all")
    yield State("cabinet_requests", "as they are", "admin", "/district/2020-21/requests/?plans=all", opened("details"))
    yield State("cabinet_owed", "as it is", "admin", "/district/2020-21/who-owes-what/")
    yield State("cabinet_gap", "baseline", "admin", "/district/2020-21/gaps/baseline/")


def _across_plans() -> Iterator[State]:
    for person in ("lead", "other_lead", "viewer", "both", "nobody"):
        yield State("home", "as it is", person, "/")
    yield State("home", "menus open", "admin", "/", opened("details"))
    yield State("queue", "all", "reviewer", "/queue/")
    yield State("queue", "narrowed to nothing", "reviewer", "/queue/?q=nowhere")
    yield State("queue", "blank", "reviewer", "/queue/?cycle=2019-20")
    yield State("queue", "narrowed", "both", "/queue/?status=submitted&mine=1&cycle=2020-21")
    for state in ("running", "done", "failed"):
        yield State("cycle_export", state, "reviewer", lambda room, state=state: f"/exports/{room.exports[state].pk}/")


def still_on(room: Showroom) -> str:
    """Return where mails that come can be turned off; those that were turned off in another look come again."""
    MailChoice.objects.filter(person=room.cast.viewer, kind=MailKind.COMMENTED).delete()
    return off_address(room.cast.viewer, MailKind.COMMENTED)


def _mails() -> Iterator[State]:
    yield State("mail_choices", "as they are", "lead", "/emails-and-calendar/")
    yield State("mail_off", "asked", "", still_on)
    yield State("mail_off", "turned off", "", still_on, pressed("Turn off"))
    yield State("mail_off", "off already", "", lambda room: off_address(room.cast.viewer, MailKind.DIGEST))


def _accounts() -> Iterator[State]:
    yield State("account_login", "blank", "", "/accounts/login/")
    yield State("account_login", "with errors", "", "/accounts/login/", pressed("Sign in"))
    yield State("account_logout", "asked", "lead", "/accounts/logout/")
    yield State("account_inactive", "as it is", "", "/accounts/inactive/")
    yield State("account_signup", "closed", "", "/accounts/signup/")
    yield State("account_reauthenticate", "asked", "lead", "/accounts/reauthenticate/")
    for page, person, path in (
        ("account_change_password", "lead", "/accounts/password/change/"),
        ("account_set_password", "invited", "/accounts/password/set/"),
    ):
        yield State(page, "blank", person, path)
        yield State(page, "with errors", person, path, pressed("password"))
    yield State("account_reset_password", "blank", "", "/accounts/password/reset/")
    yield State("account_reset_password", "with errors", "", "/accounts/password/reset/", pressed("Send me the link"))
    yield State("account_reset_password_done", "as it is", "", "/accounts/password/reset/done/")
    yield State("account_reset_password_from_key", "blank", "", reset_link)
    yield State("account_reset_password_from_key", "with errors", "", reset_link, pressed("Keep this password"))
    yield State("account_reset_password_from_key", "used link", "", "/accounts/password/reset/key/1-used-up/")
    yield State("account_reset_password_from_key_done", "as it is", "", "/accounts/password/reset/key/done/")


def invitation_link(room: Showroom) -> str:
    """Return where the mail that invites somebody leads; the latest of their links is the one that works."""
    person = room.people["invited"]
    waiting = person.invitations.first() or invitations.invite(person, by=room.cast.admin)
    return invitations.link_of(waiting).partition(":8000")[2]


def closed_link(room: Showroom) -> str:
    """Return where an invitation that has expired leads."""
    person = room.people["invited"]
    old = person.invitations.get_or_create(nonce="old", defaults={"created_at": EARLIER, "expires_at": EARLIER})[0]
    return invitations.link_of(old).partition(":8000")[2]


def _sign_in() -> Iterator[State]:
    factor = "/accounts/second-factor/"
    yield State("account_sessions", "as it is", "lead", "/accounts/sessions/")
    yield State("invitation", "open", "", invitation_link)
    yield State("invitation", "with errors", "", invitation_link, pressed("Keep this password"))
    yield State("invitation", "expired", "", closed_link, status=410)
    yield State("invitation", "of another", "lead", invitation_link)
    yield State("mfa_index", "blank", "lead", factor)
    yield State("mfa_index", "set up", "keeper", factor)
    yield State("mfa_reauthenticate", "asked", "keeper", f"{factor}reauthenticate/")
    yield State("mfa_activate_totp", "with errors", "lead", f"{factor}totp/activate/", acts.known("Use this app"))
    yield State("mfa_add_webauthn", "blank", "lead", f"{factor}webauthn/add/", acts.known())
    yield State("mfa_list_webauthn", "filled", "keeper", f"{factor}webauthn/", acts.known())
    yield State("mfa_view_recovery_codes", "filled", "keeper", f"{factor}recovery-codes/", acts.known())
    yield State("socialaccount_login_cancelled", "as it is", "", "/accounts/cancelled/")
    yield State("admin:accounts_user_invite", "blank", "admin", "/admin/accounts/user/invite/")
    yield State(
        "admin:accounts_user_invite",
        "bad lines",
        "admin",
        "/admin/accounts/user/invite/",
        acts.invited("no address\ncleo@example.org, Cleo Roy, Nowhere, lead"),
    )


def _problems() -> Iterator[State]:
    contacts = of_plan("tried on", "contacts/")
    yield State("403.html", "no right", "contributor", of_plan("filled", "check/"), status=403)
    yield State("404.html", "nothing there", "lead", "/nowhere/", status=404)
    yield State("404.html", "nothing there", "", "/nowhere/", status=404)
    yield State("403_csrf.html", "old page", "lead", contacts, acts.sent_plainly({"csrfmiddlewaretoken": "old"}))
    yield State("413.html", "too large", "lead", contacts, acts.sent_plainly({"name": "long " * 600_000}))
    for template in ("400.html", "500.html"):
        yield State(template, "as it is", "", "/accounts/login/", acts.drawn_alone(template))
    yield State("rows/problem.html", "old page", "lead", contacts, acts.sent_plainly({"name": "Me", "revision": "x"}))
    yield State("rows/row_page.html", "wrong", "lead", contacts, acts.sent_plainly({"email": "not an address"}))
    conflict = acts.sent_plainly({"name": "Written by me", "revision": "0"})
    yield State("rows/row_page.html", "conflict", "lead", contacts, conflict)


def _admin() -> Iterator[State]:
    yield State("admin:index", "as it is", "admin", "/admin/")
    yield State("admin:app_list", "as it is", "admin", "/admin/plans/")
    opening = "/admin/plans/planningcycle/open/"
    yield State("admin:open_cycle", "with errors", "admin", opening, acts.opened_wrongly)
    yield State("admin:password_change", "blank", "admin", "/admin/password_change/")
    yield State("admin:password_change_done", "as it is", "admin", "/admin/password_change/done/")
    first_department = lambda room: Department.objects.first()  # noqa: E731
    for model, row in (
        (PlanningCycle, lambda room: room.cast.cycle),
        (type_of_person(), lambda room: room.cast.lead),
        (Plan, lambda room: room.plans["approved"]),
        (Position, lambda room: Position.objects.filter(plan=room.plans["filled"]).first()),
        (Framework, lambda room: Framework.objects.first()),
    ):
        name = model._meta.model_name
        yield State("admin:changelist", name, "admin", admin_page(model, "changelist"))
        yield State("admin:change", name, "admin", admin_page(model, "change", row), opened("details"))
    yield State("admin:changelist", "nothing found", "admin", lambda room: "/admin/plans/department/?q=nowhere")
    yield State("admin:add", "department", "admin", admin_page(Department, "add"))
    yield State(
        "admin:add",
        "department with errors",
        "admin",
        admin_page(Department, "add"),
        pressed("Save and continue editing"),
    )
    yield State("admin:history", "department", "admin", admin_page(Department, "history", first_department))
    yield State("admin:delete", "department", "admin", admin_page(Department, "delete", first_department))
    contact = lambda room: Contact.objects.filter(plan=room.plans["filled"]).first()  # noqa: E731
    yield State("admin:delete", "contact", "admin", admin_page(Contact, "delete", contact))
    yield State("admin:import", "department", "admin", admin_page(Department, "import"))
    yield State("admin:import", "checked", "admin", admin_page(Department, "import"), acts.sheet("Fiscal Services"))
    yield State("admin:import", "bad lines", "admin", admin_page(Department, "import"), acts.sheet(""))
    yield State("admin:export", "department", "admin", admin_page(Department, "export"))


def type_of_person() -> Any:
    """Return the model of people."""
    from django.contrib.auth import get_user_model

    return get_user_model()


STATES = [
    *_parts(),
    *_plans(),
    *_forms_and_versions(),
    *_across_plans(),
    *_district(),
    *_mails(),
    *_accounts(),
    *_sign_in(),
    *_problems(),
    *_admin(),
]


def page_of(address: Address) -> str:
    """Return the page that an address leads to; the tables of Django admin share theirs."""
    table = re.fullmatch(r"admin:[a-z_]+_([a-z]+)", address.name.replace("process_import", "import"))
    return (
        f"admin:{table.group(1)}"
        if (table and "object_id" in address.route) or (table and _lists(address))
        else address.name
    )


def _lists(address: Address) -> bool:
    return address.name.endswith(("_changelist", "_add", "_import", "_export"))
