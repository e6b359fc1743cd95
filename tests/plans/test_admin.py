"""Django admin: every table opens, what is in review cannot be changed there, sheets come in whole or not at all."""

import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.models import Goal
from metrics.models import Measurement, Metric
from plans.admin.base import RowAdmin, SheetAdmin
from plans.models import (
    Contact,
    Department,
    Division,
    Event,
    Membership,
    Plan,
    PlanningCycle,
    Position,
    Service,
    Status,
)
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

TABLES = [model for model in admin.site._registry if model._meta.app_label != "auth"]
ROWS = [model for model in TABLES if isinstance(admin.site._registry[model], RowAdmin)]
SHEETS = [model for model in TABLES if isinstance(admin.site._registry[model], SheetAdmin)]
PLAN = "/plans/2020-21/instructional-services/"


def named(model: Any) -> str:
    return model._meta.label


def page(model: Any, what: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


@pytest.fixture
def filled(cast: district.Cast, real_document: dict[str, Any]) -> district.Cast:
    """The cast, with the real plan and a measured value."""
    apply(cast.plan, parse(real_document))
    metric = Metric.objects.first()
    Measurement.objects.create(metric=metric, measured_on=datetime.date(2021, 3, 1), value="12.5")
    service = Service.objects.first()
    Position.objects.create(plan=cast.plan, title="Director")
    assert service is not None
    return cast


@pytest.fixture
def office(filled: district.Cast) -> Client:
    """The admin, signed in."""
    return signed_in(filled.admin)


@pytest.mark.parametrize("model", TABLES, ids=named)
def test_every_table_opens(model: Any, office: Client) -> None:
    assert office.get(page(model, "changelist"), {"q": "a"}).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert office.get(page(model, "change", row.pk)).status_code == 200
    adds = office.get(page(model, "add")).status_code
    assert adds == (200 if admin.site._registry[model].has_add_permission(office.get("/").wsgi_request) else 403)


def test_a_number_that_no_column_holds_is_a_wrong_filter(office: Client) -> None:
    """SQLite's driver and PostgreSQL refuse it, each in its way; the list says that it could not be filtered."""
    for model in TABLES:
        for field in ("pk", *(each.name for each in model._meta.fields if each.is_relation)):
            for lookup in (field, f"{field}__in"):
                answer = office.get(page(model, "changelist"), {lookup: "9" * 25})
                assert answer.status_code in (200, 302, 400), (model, lookup)


@pytest.mark.parametrize("model", TABLES, ids=named)
def test_only_staff_gets_in(model: Any, filled: district.Cast) -> None:
    for person in (filled.lead, filled.reviewer):
        assert signed_in(person).get(page(model, "changelist")).status_code in (302, 403)


def test_admins_sign_in_where_everybody_does(client: Client, db: None) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


@pytest.mark.parametrize("model", [Contact, Goal, Metric, Department], ids=named)
def test_lists_take_as_many_statements_with_more_rows(model: Any, filled: district.Cast, office: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(page(model, "changelist")).status_code == 200
        return len(captured)

    statements()
    few = statements()
    for index in range(5):
        contact = Contact.objects.create(plan=filled.other_plan, name=f"Contact {index}")
        goal = Goal.objects.create(plan=filled.other_plan, focus=f"Goal {index}")
        Metric.objects.create(goal=goal, text=f"<p>Metric {index}</p>")
        Department.objects.create(division=Division.objects.first(), name=f"D {index}", slug=f"d-{contact.pk}")
    assert statements() == few


@pytest.mark.parametrize("model", ROWS, ids=named)
def test_rows_of_a_submitted_plan_are_read_only(model: Any, filled: district.Cast, office: Client) -> None:
    row = model.objects.first()
    if row is None:
        row = model.objects.create(plan=filled.plan)
    submit_plan(filled.plan, by=filled.lead, in_spite_of_gaps=True)
    assert office.get(page(model, "change", row.pk)).status_code == 200
    assert office.post(page(model, "change", row.pk), {"text": "Changed"}).status_code == 403
    assert office.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.get(pk=row.pk).revision == row.revision


def test_changing_a_row_meets_an_open_page_as_a_conflict(filled: district.Cast, office: Client) -> None:
    contact = Contact.objects.filter(plan=filled.plan).first()
    assert contact is not None
    values = {"plan": filled.plan.pk, "name": "Changed by the office", "phone": "", "email": ""}
    assert office.post(page(Contact, "change", contact.pk), values).status_code == 302
    changed = Contact.objects.get(pk=contact.pk)
    assert (changed.name, changed.updated_by) == ("Changed by the office", filled.admin)
    response = signed_in(filled.lead).post(
        f"{PLAN}rows/contact/{contact.pk}/save/",
        {"name": "Typed meanwhile", "revision": contact.revision},
        headers={"x-requested-with": "fetch"},
    )
    assert response.status_code == 409


def test_a_prompt_reworded_for_a_year_is_what_leads_read(filled: district.Cast, office: Client) -> None:
    cycle = filled.cycle
    values = {
        "label": cycle.label,
        "opens": cycle.opens.isoformat(),
        "due_date": cycle.due_date.isoformat(),
        "late_allowed": "on",
        "late_every": "7",
        "wording_goals_help": "Which outcomes, in {year}?",
        "reviewers-TOTAL_FORMS": "0",
        "reviewers-INITIAL_FORMS": "0",
    }
    assert office.post(page(PlanningCycle, "change", cycle.pk), values).status_code == 302
    assert PlanningCycle.objects.get(pk=cycle.pk).wording == {"goals_help": "Which outcomes, in {year}?"}
    assert b"Which outcomes, in 2020-21?" in signed_in(filled.lead).get(PLAN + "goals/").content


def test_a_year_is_started_for_every_active_department(filled: district.Cast, office: Client) -> None:
    values = {"label": "2031-32", "opens": "2031-08-01", "due_date": "2031-10-06"}
    cycle = PlanningCycle.objects.create(**values)
    Department.objects.filter(slug="special-education").update(is_active=False)
    office.post(page(PlanningCycle, "changelist"), {"action": "start_plans", "_selected_action": [cycle.pk]})
    assert list(Plan.objects.filter(cycle=cycle).values_list("department__slug", flat=True)) == [
        "instructional-services"
    ]


def resource_of(model: Any) -> Any:
    return admin.site._registry[model].resource_classes[0]()  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", SHEETS, ids=named)
def test_a_sheet_goes_out_and_comes_in_again(model: Any, filled: district.Cast) -> None:
    sheet = resource_of(model).export()
    result = resource_of(model).import_data(sheet, dry_run=False, user=filled.admin)
    assert not result.has_errors(), [str(each.error) for row in result.rows for each in row.errors]
    assert not result.has_validation_errors(), [str(each.error) for each in result.invalid_rows]
    assert resource_of(model).export().csv == sheet.csv


BAD = {
    "Division": ("name\nGood\n" + "x" * 300, "at most 200 characters"),
    "Department": ("slug,name,division,is_active\ngood,Good,Academics,1\nbad,Bad,Nowhere,1", "There is no division"),
    "User": ("email,name,memberships\ngood@example.org,Good,\nbad@example.org,Bad,nowhere: lead", "no department"),
    "Contact": (
        "id,plan,name,email\n,2020-21/special-education,Good,\n,2020-21/special-education,Bad,no address",
        "valid email",
    ),
    "BudgetLine": (
        "id,plan,description,amount\n,2020-21/special-education,Good,1\n,2020-21/special-education,Bad,-5",
        "from 0 to",
    ),
    "Goal": ("id,plan,focus\n,2020-21/special-education,Good\n,1999-00/nowhere,Bad", "There is no plan"),
    "Metric": ("id,goal,text\n,nonsense,Bad", "is not an id"),
}


@pytest.mark.parametrize("model", [each for each in SHEETS if each.__name__ in BAD], ids=named)
def test_a_bad_sheet_names_its_line_and_changes_nothing(model: Any, filled: district.Cast, office: Client) -> None:
    text, sentence = BAD[model.__name__]
    before = model.objects.count()
    from django.core.files.uploadedfile import SimpleUploadedFile

    sheet = SimpleUploadedFile("sheet.csv", text.encode())
    response = office.post(page(model, "import"), {"format": "0", "import_file": sheet})
    shown = response.content.decode()
    assert sentence in shown
    assert "confirm" not in response.context or response.context["confirm_form"] is None
    assert model.objects.count() == before
    from tablib import Dataset

    resource_of(model).import_data(Dataset().load(text, "csv"), dry_run=False, user=filled.admin)
    assert model.objects.count() == before


def test_a_sheet_cannot_change_a_submitted_plan(filled: district.Cast) -> None:
    from tablib import Dataset

    submit_plan(filled.plan, by=filled.lead, in_spite_of_gaps=True)
    sheet = resource_of(Contact).export()
    changed = Dataset(*[(row[0], row[1], "Changed", *row[3:]) for row in sheet], headers=sheet.headers)
    result = resource_of(Contact).import_data(changed, dry_run=False, user=filled.admin)
    assert "is submitted or approved" in str(
        result.invalid_rows[0].error if result.invalid_rows else result.rows[0].errors
    )
    assert not Contact.objects.filter(name="Changed").exists()
    moved = Dataset((sheet[0][0], "2020-21/special-education", "Moved"), headers=["id", "plan", "name"])
    resource_of(Contact).import_data(moved, dry_run=False, user=filled.admin)
    assert not Contact.objects.filter(name="Moved").exists()


def test_people_come_in_with_their_memberships(filled: district.Cast) -> None:
    from tablib import Dataset

    sheet = Dataset(
        ("New.Person@Example.org", "New Person", "instructional-services: contributor"),
        headers=["email", "name", "memberships"],
    )
    result = resource_of(type(filled.lead)).import_data(sheet, dry_run=False, user=filled.admin)
    assert not result.has_errors() and not result.has_validation_errors()
    membership = Membership.objects.get(person__email="new.person@example.org")
    assert (membership.department, membership.role) == (filled.department, "contributor")
    assert not membership.person.has_usable_password()


def test_formulas_go_out_as_text(filled: district.Cast, office: Client) -> None:
    Contact.objects.create(plan=filled.other_plan, name="=1+1")
    response = office.post(
        page(Contact, "export"),
        {"format": "0", "resource": "0", "contactresource_name": "on", "contactresource_id": "on"},
    )
    # An apostrophe before it makes a text of it; taken in again, it is what it was.
    assert b",'=1+1," in response.content
    assert b",=1+1" not in response.content


def test_nothing_in_the_audit_trail_can_be_changed(filled: district.Cast, office: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    assert office.post(page(Event, "change", event.pk), {"kind": "approved"}).status_code == 403
    assert office.post(page(Event, "delete", event.pk), {"post": "yes"}).status_code == 403
    plan = filled.plan
    assert office.post(page(Plan, "change", plan.pk), {"status": Status.APPROVED}).status_code == 403
