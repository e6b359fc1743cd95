"""Slips of those who run the year are said before they do harm, and whoever is gone is named nowhere."""

import datetime
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from tablib import Dataset

from goals.models import Goal
from plans import lifecycle
from plans.inviting import invite_lines
from plans.lifecycle import NotPossible
from plans.models import BudgetLine, Contact, Department, PlanningCycle, ReviewerAssignment
from pusdplans.accounts.models import User
from pusdplans.archive.edition import edition_of
from pusdplans.document.collect import collect
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in
from tests.overview.test_opening import PAGE, sent

pytestmark = pytest.mark.django_db
PLAN = "/plans/2020-21/instructional-services/"


@pytest.fixture
def office(cast: district.Cast) -> Client:
    """The admin, signed in."""
    return signed_in(cast.admin)


def imported(model: Any, lines: str, by: Any) -> Any:
    """Take a sheet in. Returns what came of it."""
    resource = admin.site._registry[model].resource_classes[0]()  # type: ignore[attr-defined]
    return resource.import_data(Dataset().load(lines, format="csv"), dry_run=False, user=by)


def test_reviewer_who_is_closed_reviews_nothing_any_more(cast: district.Cast, office: Client) -> None:
    own = User.objects.create_user("own@example.org", name="Olive Own")
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=own, department=cast.department)
    assert collect(cast.plan).review.reviewer == "Olive Own"
    User.objects.filter(pk__in=[own.pk, cast.lead.pk]).update(is_active=False)
    assert collect(cast.plan).review.reviewer == "David Rennie"
    for place in ("/queue/", "/district/2020-21/", "/district/2020-21/who-owes-what/"):
        shown = office.get(place).text
        assert "Olive Own" not in shown and "Julianne Reynoso" not in shown, place
    assert "Olive Own" not in office.get(PAGE).text


@pytest.mark.parametrize("word", ["Yes", "TRUE", "1", "y"])
def test_yes_is_read_in_any_letters(word: str, cast: district.Cast) -> None:
    lines = f"email,name,is_active,memberships\nlead@example.org,Julianne Reynoso,{word},instructional-services: lead"
    assert not imported(User, lines, cast.admin).has_errors()
    assert User.objects.get(email="lead@example.org").is_active


def test_word_that_is_neither_yes_nor_no_is_said_and_closes_nobody(cast: district.Cast) -> None:
    people = "email,name,is_active,memberships\nlead@example.org,Julianne Reynoso,maybe,"
    departments = "slug,name,division,is_active\nnew,New,Academics,maybe"
    for model, lines in ((User, people), (Department, departments)):
        result = imported(model, lines, cast.admin)
        said = str([each.error for row in result.rows for each in row.errors] + [e.error for e in result.invalid_rows])
        assert "“maybe” is neither yes nor no" in said
    assert User.objects.get(email="lead@example.org").is_active
    assert not Department.objects.filter(slug="new").exists()


def test_only_admin_stays_one(cast: district.Cast, office: Client) -> None:
    place = f"/admin/accounts/user/{cast.admin.pk}/change/"
    inlines = {f"{name}-{what}_FORMS": "0" for name in ("memberships", "reviews") for what in ("TOTAL", "INITIAL")}
    for left_out in ("is_active", "is_staff"):
        values = {"email": "admin@example.org", "name": "District Admin", "is_active": "on", "is_staff": "on"} | inlines
        del values[left_out]
        answer = office.post(place, values)
        assert "District Admin is the only admin: make somebody else one first." in answer.text
    assert imported(User, "email,name,is_active\nadmin@example.org,District Admin,0", cast.admin).invalid_rows
    now = User.objects.get(pk=cast.admin.pk)
    assert (now.is_active, now.is_staff) == (True, True)
    User.objects.filter(pk=cast.reviewer.pk).update(is_staff=True)
    now.is_staff = False
    now.full_clean(exclude=["password"])


def test_name_written_twice_is_one_department(cast: district.Cast, office: Client) -> None:
    page = office.get(PAGE)
    kind, into = f"kind-{cast.department.pk}", f"into-{cast.department.pk}"
    answer = office.post(PAGE, sent(page, **{kind: "split", into: "Arts; arts"}))
    assert "Write at least two departments" in answer.text
    assert office.post(PAGE, sent(page, **{kind: "split", into: "Arts; Music; ARTS"})).status_code == 302
    assert {"Arts", "Music"} <= {*Department.objects.values_list("name", flat=True)}


def test_name_in_other_letters_is_still_its_own(cast: district.Cast, office: Client) -> None:
    values = {f"kind-{cast.department.pk}": "renamed", f"into-{cast.department.pk}": "Instructional services"}
    assert "This is its own name" in office.post(PAGE, sent(office.get(PAGE), **values)).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"label": "2027-99"}, "follow each other"),
        ({"opens": "9999-12-31", "due_date": "9999-12-31"}, "between the years 1990 and 2100"),
    ],
)
def test_year_that_cannot_be_is_not_opened(
    changed: dict[str, str], said: str, cast: district.Cast, office: Client
) -> None:
    assert said in office.post(PAGE, sent(office.get(PAGE), **changed)).text
    assert PlanningCycle.objects.count() == 1
    with pytest.raises(ValidationError):
        PlanningCycle(**{"label": "2021-22", "opens": "2021-08-01", "due_date": "2021-10-01"} | changed).full_clean()


@pytest.mark.parametrize(
    ("days", "said"), [(0, "on this day already"), (-1, "due later than this"), (400, "more than a year after")]
)
def test_extension_that_is_none_is_refused(days: int, said: str, cast: district.Cast) -> None:
    day = cast.cycle.due_date + datetime.timedelta(days=days)
    with pytest.raises(NotPossible, match=said):
        lifecycle.extend(cast.plan, by=cast.reviewer, due_date=day, reason="Illness")


def test_extension_can_be_taken_back_in_part(cast: district.Cast) -> None:
    for days in (30, 14, 0):
        day = cast.cycle.due_date + datetime.timedelta(days=days)
        lifecycle.extend(cast.plan, by=cast.reviewer, due_date=day, reason="Illness")
        assert cast.plan.due_date == day


def test_person_in_two_lines_is_invited_once(cast: district.Cast, django_capture_on_commit_callbacks: Any) -> None:
    text = "x@example.org, Xenia Long, Instructional Services, lead\nx@example.org, Xenia Long, Special Education"
    with django_capture_on_commit_callbacks(execute=True):
        lines = invite_lines(text, by=cast.admin)
    assert [(each.problem, each.is_invited) for each in lines] == [("", True), ("", False)]
    assert [each.to for each in mail.outbox] == [["x@example.org"]]
    person = User.objects.get(email="x@example.org")
    assert {each.role for each in person.memberships.all()} == {"lead", "contributor"}


def test_list_of_goals_shows_words_without_markup(cast: district.Cast, office: Client) -> None:
    Goal.objects.create(plan=cast.plan, statement="<p>Leaders &amp; staff <strong>grow</strong></p>")
    shown = office.get("/admin/goals/goal/").text
    assert "Leaders &amp; staff grow" in shown and "&lt;p&gt;" not in shown


def test_what_nobody_wrote_is_not_given_back(cast: district.Cast) -> None:
    answer = signed_in(cast.lead).post(f"{PLAN}approve/", {"version": "1", "note": "Well done"})
    assert answer.status_code == 403
    assert "Well done" in answer.text and ">version<" not in answer.text


def test_button_of_a_row_saves_what_was_typed_where_no_script_did(cast: district.Cast) -> None:
    client, row = signed_in(cast.lead), Contact.objects.create(plan=cast.plan, name="Ana")
    values = {"name": "Ana Ruiz", "email": "ana@pusd.us", "revision": row.revision}
    assert client.post(f"{PLAN}rows/contact/{row.pk}/delete/", values).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.deleted_at is None) == ("Ana Ruiz", False)
    other = Contact.objects.create(plan=cast.plan, name="Ben")
    answer = client.post(f"{PLAN}rows/contact/{other.pk}/move/", {"name": "Bea", "revision": "1", "email": "no"})
    assert answer.status_code == 422 and "name@pusd.us" in answer.text


def test_what_was_handed_in_keeps_the_words_it_stood_under(cast: district.Cast) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    cast.cycle.wording = {"purpose": "Why this department is there"}
    cast.cycle.save()
    reviewer, lead = signed_in(cast.reviewer), signed_in(cast.lead)
    assert "Why this department is there" not in reviewer.get(f"{PLAN}document/").text
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More, please.")
    assert "Why this department is there" in lead.get(f"{PLAN}purpose/").text
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    assert "Why this department is there" in reviewer.get(f"{PLAN}document/").text
    assert "Why this department is there" not in reviewer.get(f"{PLAN}document/1/").text
    words = [edition_of(cast.plan, each).prompts["purpose"] for each in cast.plan.submissions.order_by("number")]
    assert words[1] == "Why this department is there" != words[0]


def test_wording_with_a_place_that_nothing_fills_is_refused(cast: district.Cast, office: Client) -> None:
    answer = office.post(PAGE, sent(office.get(PAGE)) | {"wording-goals": "Goals of {yaer}"})
    assert "Nothing is filled in for {yaer}: there are {year}," in answer.text
    assert PlanningCycle.objects.count() == 1


def test_cell_that_is_no_number_is_said(cast: district.Cast) -> None:
    lines = "id,plan,description,amount\n,2020-21/instructional-services,Books,forty"
    (row,) = imported(BudgetLine, lines, cast.admin).invalid_rows
    assert row.error.message_dict == {"amount": ["“forty” is no number: write it like 40000 or 1250.50."]}
