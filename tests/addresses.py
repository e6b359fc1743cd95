"""Every address of the application, as the URLconf has them, with arguments that lead to something."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from goals.models import Goal
from plans import trail
from plans.access import declared_right
from plans.commenting import Where, start
from plans.models import (
    CommentThread,
    CycleExport,
    CycleExportKind,
    EventKind,
    FormPicture,
    FormReading,
    MailKind,
    Membership,
    Plan,
    ReadingState,
    Role,
)
from plans.permissions import Right
from plans.rows.kind import row_kinds
from pusdplans.document.schema import parse, to_json
from pusdplans.mail.calendars import calendar_path
from pusdplans.mail.turning_off import off_address
from tests.sample_files import GOOD
from tests.sample_rows import make_row

METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf: its name with namespaces, its route, and the names of its arguments."""

    name: str
    route: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_admin(self) -> bool:
        """Whether it belongs to Django admin, which guards itself."""
        return self.name.startswith("admin:")

    @property
    def is_of_a_plan(self) -> bool:
        """Whether it names a plan."""
        return {"cycle", "department"} <= set(self.parameters)

    def right(self, path: str) -> str | Right | None:
        """Return what the address declares, as the middleware reads it."""
        request = RequestFactory().get(path)
        request.resolver_match = resolve(path)
        return declared_right(request, request.resolver_match.func)


def addresses() -> list[Address]:
    """Return all addresses, in the URLconf's order."""
    return list(_walk(get_resolver(), "", ""))


def own_addresses() -> list[Address]:
    """Return the addresses outside Django admin."""
    return [each for each in addresses() if not each.is_admin]


def _walk(resolver: URLResolver, prefix: str, names: str) -> Iterator[Address]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, route, f"{names}{each.namespace}:" if each.namespace else names)
        elif isinstance(each, URLPattern):
            parameters = tuple(dict.fromkeys([*_parameters(prefix), *each.pattern.regex.groupindex]))
            yield Address(f"{names}{each.name or ''}", route, parameters, each.callback)


def _parameters(prefix: str) -> list[str]:
    return [piece.split(">")[0].rpartition(":")[2] for piece in prefix.split("<")[1:]]


# How to make each argument, by its name. `kind` and `parent` go together: an action stands in a goal.
ARGUMENTS: dict[str, Callable[[Address, Plan], Any]] = {
    "cycle": lambda address, plan: plan.cycle.label,
    "department": lambda address, plan: plan.department.slug,
    "kind": lambda address, plan: _kind(address),
    "row": lambda address, plan: make_row(row_kinds()[_kind(address)], plan).id,
    "parent": lambda address, plan: Goal.objects.create(plan=plan).id,
    "part": lambda address, plan: "contacts",
    "event": lambda address, plan: trail.note(plan, EventKind.BEGAN, None).number,
    "file_part": lambda address, plan: "budget",
    "version": lambda address, plan: 1,
    "extension": lambda address, plan: "json",
    "name": lambda address, plan: "json",
    "reading": lambda address, plan: _reading(plan).pk,
    "picture": lambda address, plan: 0,
    "export": lambda address, plan: _export(plan).pk,
    "gap": lambda address, plan: "baseline",
    "thread": lambda address, plan: make_thread(plan).pk,
    "token": lambda address, plan: off_address(_lead(plan), MailKind.RETURNED).split("/")[-2],
    "secret": lambda address, plan: calendar_path(_lead(plan)).rpartition("/")[2].removesuffix(".ics"),
    "uidb36": lambda address, plan: "1",
    "key": lambda address, plan: "set-password",
}


def arguments(address: Address, plan: Plan) -> dict[str, Any]:
    """Return arguments that lead to something of `plan`. An argument named like a row kind is one of its rows."""
    values = {}
    for name in address.parameters:
        if name in ARGUMENTS:
            values[name] = ARGUMENTS[name](address, plan)
        elif name in row_kinds():
            values[name] = make_row(row_kinds()[name], plan).id
        else:
            raise AssertionError(
                f"tests/addresses.py has no value for the argument “{name}” of {address.route} ({address.name}): "
                f"add it to ARGUMENTS."
            )
    return values


def path_of(address: Address, plan: Plan) -> str:
    """Return the address's path for a plan."""
    assert address.name, f"{address.route} has no name: give it one, so that it can be tested."
    return reverse(address.name, kwargs=arguments(address, plan))


def nowhere(address: Address, path: str, plan: Plan) -> str:
    """Return the path with a department there is not."""
    assert address.is_of_a_plan
    return path.replace(f"/{plan.department.slug}/", f"/no-{uuid.uuid4().hex[:8]}/")


def _export(plan: Plan) -> CycleExport:
    """Return a file of the cycle that the reviewer asked for."""
    reviewer = plan.cycle.reviewers.get(department=None).person
    return CycleExport.objects.get_or_create(cycle=plan.cycle, person=reviewer, kind=CycleExportKind.ZIP)[0]


def _reading(plan: Plan) -> FormReading:
    """Return a Word form with a picture that a lead is checking."""
    person = _lead(plan)
    waiting = FormReading.objects.filter(plan=plan, person=person, state=ReadingState.WAITING).first()
    if waiting is None:
        document = {"cycle": plan.cycle.label, "division": "Academics", "department": plan.department.name}
        document |= {"purpose": "<p>We serve.</p>", "contacts": [{"name": "Ana Ruiz"}]}
        counts = {"words_in_file": 4, "words_placed": 4, "words_unplaced": 0, "words_of_form": 0}
        waiting = FormReading.objects.create(
            plan=plan, person=person, file_name="Plan.docx", document=to_json(parse(document)), counts=counts
        )
        picture = FormPicture(reading=waiting, position=0, name="chart.png", content_type="image/png")
        picture.file.save("chart.png", ContentFile(GOOD["png"]))
    return waiting


def make_thread(plan: Plan) -> CommentThread:
    """Return a thread of a plan with one comment, by a lead of its department."""
    return start(plan, Where("goals"), "Which sites?", by=_lead(plan), asked_in=1, link="/")


def _lead(plan: Plan) -> Any:
    return Membership.objects.get(department=plan.department, role=Role.LEAD).person


def _kind(address: Address) -> str:
    return "action" if "parent" in address.parameters else "service"
