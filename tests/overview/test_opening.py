"""The page in Django admin that opens the next cycle."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from goals.models import Framework
from plans.models import Department, PlanningCycle
from tests import district
from tests.conftest import signed_in

PAGE = "/admin/plans/planningcycle/open/"


@pytest.fixture
def admin_client(cast: district.Cast) -> Client:
    """A browser in which the admin is signed in."""
    return signed_in(cast.admin)


def sent(page: Any, **changed: Any) -> dict[str, Any]:
    """Return what the page's form would send, with some values changed."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()} | changed


def test_cycle_is_opened_as_proposed(cast: district.Cast, admin_client: Client) -> None:
    Framework.objects.create(name="Old resolution", first_year=2018)
    assert b"Open the 2021-22 cycle" in admin_client.get("/admin/plans/planningcycle/").content
    page = admin_client.get(PAGE)
    lcap = Framework.objects.get(name="LCAP")
    values = sent(page, frameworks=[lcap.pk], due_date="2031-10-06")
    answer = admin_client.post(PAGE, values, follow=True)
    assert b"2021-22 is open, with 2 plans." in answer.content
    cycle = PlanningCycle.objects.get(label="2021-22")
    assert (cycle.due_date.isoformat(), cycle.reviewers.count()) == ("2031-10-06", 1)
    assert dict(Framework.objects.values_list("name", "last_year")) == {"LCAP": None, "Old resolution": 2020}


def test_wording_that_was_reworded_is_offered_with_its_years_moved(cast: district.Cast, admin_client: Client) -> None:
    cast.cycle.wording = {"goals_help": "Outcomes for 2020-21"}
    cast.cycle.save()
    page = admin_client.get(PAGE)
    assert [each.value() for each in page.context["form"].wordings] == ["Outcomes for 2021-22"]
    admin_client.post(PAGE, sent(page))
    assert PlanningCycle.objects.get(label="2021-22").wording == {"goals_help": "Outcomes for 2021-22"}


def test_any_prompt_is_reworded_while_the_year_is_opened(cast: district.Cast, admin_client: Client) -> None:
    page = admin_client.get(PAGE)
    assert page.context["form"].wordings == []
    admin_client.post(PAGE, sent(page) | {"wording-purpose": "What the department is for"})
    assert PlanningCycle.objects.get(label="2021-22").wording == {"purpose": "What the department is for"}


def test_what_does_not_fit_is_said_beside_its_department(cast: district.Cast, admin_client: Client) -> None:
    values = sent(admin_client.get(PAGE))
    kind, into = f"kind-{cast.department.pk}", f"into-{cast.department.pk}"
    answer = admin_client.post(PAGE, values | {kind: "renamed", into: "Special Education"})
    assert answer.status_code == 422
    assert answer.context["form"].errors[into] == ["“Special Education” is there already: say “merged into”."]
    answer = admin_client.post(PAGE, values | {into: "Somewhere"})
    assert list(answer.context["form"].errors) == [kind]
    answer = admin_client.post(PAGE, values | {"label": "2020-21"})
    assert list(answer.context["form"].errors) == ["label"]
    assert PlanningCycle.objects.count() == 1


def test_split_names_are_read_at_semicolons(cast: district.Cast, admin_client: Client) -> None:
    values = sent(admin_client.get(PAGE))
    names = "Instructional Services;  College, Career and Technology "
    key = cast.department.pk
    admin_client.post(PAGE, values | {f"kind-{key}": "split", f"into-{key}": names})
    assert Department.objects.filter(name="College, Career and Technology", is_active=True).exists()


def test_first_cycle_of_all_can_be_opened(db: None) -> None:
    client = signed_in(get_user_model().objects.create_superuser("first@example.org", "first-of-all", name="Fay First"))
    page = client.get(PAGE)
    assert client.post(PAGE, sent(page)).status_code == 302
    assert PlanningCycle.objects.get().due_date.weekday() == 0


@pytest.mark.parametrize("person", ["lead", "reviewer"])
def test_only_staff_open_a_cycle(person: str, cast: district.Cast) -> None:
    client = signed_in(getattr(cast, person))
    assert client.get(PAGE).status_code in (302, 403, 404)
    assert client.post(PAGE, {"label": "2021-22"}).status_code in (302, 403, 404)
    assert PlanningCycle.objects.count() == 1
