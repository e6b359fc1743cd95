"""Every address declares its right, and nobody gets around it; who gets which answer is walked in `tests/access/`."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from plans.models import Plan, PlanningCycle
from pusdplans.document.submitting import submit_plan
from tests.access.walk import ask
from tests.addresses import METHODS, Address, addresses, own_addresses, path_of
from tests.district import Cast

ANONYMOUS = "anonymous"
# Addresses of allauth that nobody needs here: they declare nothing, and so nobody gets in.
UNUSED = {
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}
# Sign-in with others: not there until a client of theirs is configured.
OFF = {"google_login", "google_callback", "microsoft_login", "microsoft_callback"}
OWN = [each for each in own_addresses() if each.name not in UNUSED | OFF]


def clients(cast: Cast) -> dict[str, Client]:
    """Return a client of everybody, and of nobody."""
    everybody = {ANONYMOUS: Client(raise_request_exception=False)}
    for name, person in cast.people().items():
        everybody[name] = Client(raise_request_exception=False)
        everybody[name].force_login(person)
    return everybody


def named(address: Address) -> str:
    """Return what the address is called in the list of tests."""
    return address.name or address.route


def find_undeclared(cast: Cast) -> list[str]:
    """Return the routes that declare no right."""
    return [each.route for each in addresses() if not _declares(each, cast.plan)]


def _declares(address: Address, plan: Plan) -> bool:
    return address.is_admin or address.name in UNUSED or address.right(path_of(address, plan)) is not None


def test_every_address_declares_its_right(cast: Cast) -> None:
    assert find_undeclared(cast) == []


@pytest.mark.parametrize("name", sorted(UNUSED))
def test_unused_pages_are_refused_to_everybody(cast: Cast, name: str) -> None:
    address = next(each for each in own_addresses() if each.name == name)
    place = path_of(address, cast.plan)
    for client in clients(cast).values():
        assert {ask(client, method, place).status_code for method in METHODS} == {403}


@pytest.mark.parametrize("name", sorted(OFF))
def test_sign_in_with_others_is_not_there_until_configured(cast: Cast, name: str) -> None:
    for client in clients(cast).values():
        assert {ask(client, method, reverse(name)).status_code for method in METHODS} == {404}


def test_person_who_is_not_active_any_more_is_out(cast: Cast) -> None:
    client = clients(cast)["lead"]
    cast.lead.is_active = False
    cast.lead.save()
    assert client.get(reverse("home")).url.startswith(reverse("account_login"))


def test_reviewer_of_another_cycle_is_an_outsider(cast: Cast) -> None:
    other = PlanningCycle.objects.create(label="2031-32", opens="2031-08-01", due_date="2031-10-05")
    cast.reviewer.reviews.update(cycle=other)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    client = clients(cast)["reviewer"]
    place = reverse("read", args=[cast.cycle.label, cast.department.slug])
    assert client.get(place).status_code == 404
    assert client.get(reverse("cabinet", args=[cast.cycle.label])).status_code == 404


# Negative control: what declares nothing is found.


def undeclared(request: Any) -> HttpResponse:
    """A view that forgot to say who may call it."""
    return HttpResponse("secret")


urlpatterns = [path("forgotten/", undeclared, name="forgotten"), path("", include("pusdplans.urls"))]


@pytest.mark.urls("tests.test_access")
def test_control_a_view_that_declares_nothing_is_found_and_refused(cast: Cast) -> None:
    assert find_undeclared(cast) == ["forgotten/"]
    for client in clients(cast).values():
        assert client.get("/forgotten/").status_code == 403


# Django admin guards itself: walked as a group.


def admin_paths() -> Iterator[str]:
    """Yield the path of every address of the admin but sign-in, with made-up arguments."""
    for each in addresses():
        if each.is_admin and each.name not in ("admin:login", "admin:"):
            values = {name: "accounts" if name == "app_label" else "1" for name in each.parameters}
            yield reverse(each.name, kwargs=values)
    yield "/admin/nothing-here/"


@pytest.mark.skipif(connection.vendor == "postgresql", reason="Django's admin asks a person's own flags")
def test_admin_is_for_staff_alone(cast: Cast) -> None:
    paths = list(admin_paths())
    assert len(paths) > 10
    everybody = clients(cast)
    login = reverse("admin:login")
    let_in = [
        f"{who} {method} {place}: {got.status_code}"
        for place in paths
        for who, client in everybody.items()
        if who != "admin"
        for method in ("GET", "POST")
        if not (got := ask(client, method, place)).headers.get("Location", "").startswith((login, "/accounts/login/"))
        and place != reverse("admin:logout")
    ]
    assert let_in == []
    broken = [place for place in paths if ask(everybody["admin"], "GET", place).status_code >= 500]
    assert broken == []
