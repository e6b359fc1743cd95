"""A valid POST of everything that can be done in Django admin, by its forms: add, change, delete, choose, import."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tablib import Dataset

from goals.models import Action, Framework, FrameworkGoal, Goal
from metrics.models import Measurement, Metric, Target
from plans.admin.base import ReadOnly, RowAdmin, SheetAdmin
from plans.models import (
    BudgetLine,
    Contact,
    Department,
    Division,
    Membership,
    PlanningCycle,
    Position,
    ReviewerAssignment,
    Service,
    Succession,
)
from tests.conftest import signed_in
from tests.district import Cast
from tests.posts import Post

User = get_user_model()


def goal(cast: Cast) -> Any:
    """Return the plan's goal."""
    return Goal.objects.filter(plan=cast.plan)[0]


# For each table: what a new row has, and what the change of a row is.
VALUES: dict[Any, tuple[Callable[[Cast], dict[str, Any]], dict[str, Any]]] = {
    Division: (lambda cast: {"name": "Business"}, {"name": "Business Services"}),
    Department: (
        lambda cast: {
            "division": Division.objects.all()[0].pk,
            "name": "Payroll",
            "slug": "payroll",
            "is_active": "on",
        },
        {"name": "Payroll and Benefits"},
    ),
    PlanningCycle: (
        lambda cast: {"label": "2031-32", "opens": "2031-08-01", "due_date": "2031-10-06"},
        {"due_date": "2031-10-07", "wording_goals": "Our goals"},
    ),
    User: (
        lambda cast: {"email": "new@example.org", "name": "Nora New", "is_active": "on"},
        {"name": "Nora Newell", "is_staff": "on"},
    ),
    Membership: (
        lambda cast: {"person": cast.reviewer.pk, "department": cast.department.pk, "role": "viewer"},
        {"role": "contributor"},
    ),
    ReviewerAssignment: (
        lambda cast: {"cycle": cast.cycle.pk, "person": cast.viewer.pk, "department": cast.other_department.pk},
        {"department": ""},
    ),
    Succession: (
        lambda cast: {
            "before": cast.department.pk,
            "after": cast.other_department.pk,
            "cycle": cast.cycle.pk,
            "kind": "merged",
        },
        {"kind": "renamed"},
    ),
    Framework: (lambda cast: {"name": "Strategic Plan"}, {"name": "Strategic Plan 2030"}),
    FrameworkGoal: (
        lambda cast: {"framework": Framework.objects.all()[0].pk, "code": "9", "text": "Families"},
        {"text": "Families and schools"},
    ),
    Contact: (lambda cast: {"plan": cast.plan.pk, "name": "Ana"}, {"name": "Ana Ruiz"}),
    Service: (lambda cast: {"plan": cast.plan.pk, "level": 0, "text": "Coach"}, {"text": "Coach principals"}),
    Position: (lambda cast: {"plan": cast.plan.pk, "title": "Director"}, {"title": "Deputy"}),
    BudgetLine: (lambda cast: {"plan": cast.plan.pk, "description": "Books", "amount": "10"}, {"amount": "12.50"}),
    Goal: (lambda cast: {"plan": cast.plan.pk, "focus": "Leaders"}, {"focus": "Leadership"}),
    Action: (lambda cast: {"goal": goal(cast).pk, "level": 0, "text": "Visit"}, {"text": "Visit classrooms"}),
    Metric: (lambda cast: {"goal": goal(cast).pk, "text": "<p>Rate</p>"}, {"unit": "%"}),
    Target: (lambda cast: {"goal": goal(cast).pk, "text": "<p>Less</p>"}, {"baseline": "4.6%"}),
    Measurement: (
        lambda cast: {
            "metric": Metric.objects.filter(goal=goal(cast))[0].pk,
            "measured_on": "2021-03-02",
            "value": "3.5",
        },
        {"value": "3.25"},
    ),
}
TABLES = list(VALUES)


def editable() -> list[Any]:
    """Return the tables of ours that can be changed in the admin."""
    return [
        model
        for model, each in admin.site._registry.items()
        if not isinstance(each, ReadOnly) and model._meta.app_label in ("accounts", "plans", "goals", "metrics")
    ]


def prepare(cast: Cast) -> None:
    """Make what rows of the admin hang from."""
    under = Goal.objects.create(plan=cast.plan, focus="Families")
    metric = Metric.objects.create(goal=under, text="<p>Visits</p>")
    Measurement.objects.create(metric=metric, measured_on=datetime.date(2021, 3, 1), value="12.5")
    Action.objects.create(goal=under, text="Invite")


def posts(model: Any, cast: Cast) -> Iterator[Post]:
    """Yield each act on a table, each after the one before was sent."""
    of = admin.site._registry[model]
    client, label = signed_in(cast.admin), model._meta.model_name
    values, change = VALUES[model]
    here = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
    there = set(model._default_manager.values_list("pk", flat=True))
    yield Post(f"add {label}", "admin", reverse(f"{here}add"), blank(client, reverse(f"{here}add")) | values(cast))
    row = model._default_manager.exclude(pk__in=there).get()
    path = reverse(f"{here}change", args=[row.pk])
    yield Post(f"change {label}", "admin", path, blank(client, path) | change)
    yield from inlines(model, client, path, cast)
    if model is Goal:
        # Into another plan, with what hangs from it.
        Action.objects.create(goal=row, text="Goes along")
        yield Post("move goal", "admin", path, blank(client, path) | {"plan": cast.other_plan.pk})
    if isinstance(of, SheetAdmin):
        yield sheet(model, of, here, client, change)
    if model is PlanningCycle:
        chosen = {"action": "start_plans", "_selected_action": [row.pk]}
        yield Post("start plans", "admin", reverse(f"{here}changelist"), chosen)
        row = PlanningCycle.objects.create(label="2032-33", opens="2032-08-01", due_date="2032-10-06")
        ReviewerAssignment.objects.create(cycle=row, person=cast.viewer)
    if of.has_delete_permission(request_of(cast)):
        yield Post(f"delete {label}", "admin", reverse(f"{here}delete", args=[row.pk]), {"post": "yes"})
        if not isinstance(of, RowAdmin):
            yield from choosing(model, here, values, cast)


def choosing(model: Any, here: str, values: Callable[[Cast], dict[str, Any]], cast: Cast) -> Iterator[Post]:
    """Delete rows that are chosen in the list."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    made = {fields[name].attname: True if value == "on" else value for name, value in values(cast).items()}
    if model is PlanningCycle:
        made["label"] = "2033-34"
    row = model._default_manager.create(**made)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    yield Post(f"choose and delete {model._meta.model_name}", "admin", reverse(f"{here}changelist"), chosen)


def inlines(model: Any, client: Client, path: str, cast: Cast) -> Iterator[Post]:
    """Add a row on the page of another, change it, and delete it there."""
    if model is not Department:
        return
    new = {"memberships-TOTAL_FORMS": "1", "memberships-0-person": cast.reviewer.pk, "memberships-0-role": "viewer"}
    yield Post("add on a page", "admin", path, blank(client, path) | new)
    yield Post("change on a page", "admin", path, blank(client, path) | {"memberships-0-role": "lead"})
    yield Post("delete on a page", "admin", path, blank(client, path) | {"memberships-0-DELETE": "on"})


def sheet(model: Any, of: Any, here: str, client: Client, change: dict[str, Any]) -> Post:
    """Return the POST that takes a sheet in, after its dry run, with one value of its last line changed."""
    resource = of.resource_classes[0]()
    out = resource.export()
    name = next(name for name in [*change, "unit", "name"] if name in out.headers)
    lines = [list(line) for line in out]
    lines[-1][out.headers.index(name)] = "7" if name in ("amount", "value") else "From a sheet"
    content = Dataset(*lines, headers=out.headers).csv.encode()
    upload = SimpleUploadedFile("sheet.csv", content)
    answer = client.post(reverse(f"{here}import"), {"format": "0", "import_file": upload})
    confirm = answer.context["confirm_form"]
    return Post(f"import {model._meta.model_name}", "admin", reverse(f"{here}process_import"), confirm.initial)


def blank(client: Client, path: str) -> dict[str, Any]:
    """Return what a page of the admin would send if nothing were typed."""
    context = client.get(path).context
    forms = [context["adminform"].form]
    for each in context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.initial_forms]
    found = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                found[bound.html_name] = "on" if value is True else getattr(value, "pk", value)
    return found


def request_of(cast: Cast) -> Any:
    """Return a request of the admin's."""
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = cast.admin
    return request
