"""Who gets what answer, for every address of the URLconf, by the right it declares: a new address is tested by being there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Value
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from plans import access, lifecycle
from plans.access import DISTRICT, PUBLIC, QUEUE
from plans.models import Plan, PlanningCycle, Status
from plans.models.cycle import PlanningCycleQuerySet
from plans.permissions import Answer, Right, answer
from plans.querysets import PlanQuerySet
from pusdplans.document.submitting import submit_plan
from tests.addresses import METHODS, Address, addresses, nowhere, own_addresses, path_of
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
# What of a second factor is only there for whoever has set it up.
OF_ONESELF = {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
OWN = [each for each in own_addresses() if each.name not in UNUSED | OFF]
OF_A_PLAN = [each for each in OWN if each.is_of_a_plan]
STATES = (Status.RETURNED, Status.SUBMITTED, Status.APPROVED)


def in_state(cast: Cast, status: Status) -> None:
    """Bring the lead's plan into a state, with a submission behind it."""
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    if status == Status.RETURNED:
        lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More, please.")
    elif status == Status.APPROVED:
        lifecycle.approve(cast.plan, by=cast.reviewer)


def ask(client: Client, method: str, path: str, *, fetch: bool = False) -> HttpResponse:
    """Ask, and take back whatever the asking changed."""
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    with transaction.atomic():
        response = client.generic(method, path, headers=headers)
        transaction.set_rollback(True)
    return response


def clients(cast: Cast) -> dict[str, Client]:
    """Return a client of everybody, and of nobody."""
    everybody = {ANONYMOUS: Client(raise_request_exception=False)}
    for name, person in cast.people().items():
        everybody[name] = Client(raise_request_exception=False)
        everybody[name].force_login(person)
    return everybody


def breaches(cast: Cast, address: Address) -> list[str]:
    """Return a line for each person and method that is answered otherwise than the address's right says."""
    place = path_of(address, cast.plan)
    right = address.right(place)
    refused = refused_by(cast, right)
    found = []
    for who, client in clients(cast).items():
        for method in ("GET", "POST", "DELETE"):
            for fetch in (False, True) if who == ANONYMOUS else (False,):
                got = ask(client, method, place, fetch=fetch)
                wrong = unexpected(right, refused, who, got, fetch)
                if address.name in OF_ONESELF and who != ANONYMOUS and got.status_code == 404:
                    wrong = ""
                if not wrong and who == "other_lead" and address.is_of_a_plan:
                    same = ask(client, method, nowhere(address, place, cast.plan))
                    wrong = "" if same.status_code == got.status_code else f"{same.status_code} where there is no plan"
                if wrong:
                    found.append(f"{who} {method} {place}{' (fetch)' * fetch}: {got.status_code}, not {wrong}")
    return found


def refused_by(cast: Cast, right: Any) -> set[str]:
    """Return who of those that see the plan is without a right on it."""
    if not isinstance(right, Right):
        return set()
    members = {name: person for name, person in cast.people().items() if name != "other_lead"}
    return {name for name, person in members.items() if not answer(person, right, cast.seen_by(person))}


def unexpected(right: Any, refused: set[str], who: str, got: HttpResponse, fetch: bool) -> str:
    """Return what the answer should have been, or nothing if it is what it should be."""
    status = got.status_code
    if right == PUBLIC:
        return "an open page" if status in (401, 403, 404) or status >= 500 else ""
    if who == ANONYMOUS:
        login = got.headers.get("Location", "").startswith(reverse("account_login"))
        return "" if (status == 401 if fetch else login) else "the way to sign in"
    if status == 405:
        return ""
    if isinstance(right, Right) and who == "other_lead":
        return "" if status == 404 else "404"
    if who in refused:
        return "" if status == 403 else "403"
    if right in (QUEUE, DISTRICT) and who not in ("reviewer", "admin"):
        return "" if status == 404 else "404"
    return "an answer" if status in (401, 403, 404) or status >= 500 else ""


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


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("address", OF_A_PLAN, ids=named)
def test_everybody_gets_what_the_right_says(cast: Cast, address: Address, status: Status) -> None:
    in_state(cast, status)
    assert breaches(cast, address) == []


@pytest.mark.parametrize("address", [each for each in OWN if not each.is_of_a_plan], ids=named)
def test_everybody_gets_what_the_right_of_no_plan_says(cast: Cast, address: Address) -> None:
    assert breaches(cast, address) == []


@pytest.mark.parametrize("address", OF_A_PLAN, ids=named)
def test_outsider_meets_404_on_each_method_that_is_taken(cast: Cast, address: Address) -> None:
    outsider = clients(cast)["other_lead"]
    place = path_of(address, cast.plan)
    statuses = {ask(outsider, method, place).status_code for method in METHODS}
    assert 404 in statuses
    assert statuses <= {404, 405}


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
    in_state(cast, Status.RETURNED)
    client = clients(cast)["reviewer"]
    place = reverse("read", args=[cast.cycle.label, cast.department.slug])
    assert client.get(place).status_code == 404
    assert client.get(reverse("cabinet", args=[cast.cycle.label])).status_code == 404


# Negative controls: with a guard away, the same walk finds breaches.


def some_breaches(cast: Cast) -> list[str]:
    """Return the breaches of an address of each kind of right."""
    some = [each for each in OWN if each.name in ("home", "queue", "row_save", "read", "return_plan", "cabinet")]
    return [line for address in some for line in breaches(cast, address)]


def test_control_without_the_middleware_the_walk_finds_it(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(access.RefuseUnlessDeclared, "process_view", lambda *args: None)
    found = some_breaches(cast)
    assert any(line.startswith(ANONYMOUS) for line in found)
    assert any("/queue/" in line and line.startswith("viewer") for line in found)


def test_control_without_the_answer_the_walk_finds_it(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "answer", lambda person, right, plan: Answer(True))
    found = some_breaches(cast)
    assert any(line.startswith("viewer POST") and "/rows/" in line for line in found)
    assert any(line.startswith("lead GET") and "/return/" in line for line in found)


def test_control_without_visibility_the_walk_finds_it(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(PlanQuerySet, "visible_to", PlanQuerySet.seen_by)
    assert any(line.startswith("other_lead") for line in some_breaches(cast))


def test_control_without_oversight_the_walk_finds_it(cast: Cast, monkeypatch: Any) -> None:
    def all_cycles(cycles: Any, person: Any) -> Any:
        return cycles.annotate(oversight=Value(1), overseen=Value(""))

    monkeypatch.setattr(PlanningCycleQuerySet, "overseen_by", all_cycles)
    assert any(line.startswith("lead") and "/district/" in line for line in some_breaches(cast))


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
            values = {name: "account" if name == "app_label" else "1" for name in each.parameters}
            yield reverse(each.name, kwargs=values)
    yield "/admin/nothing-here/"


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
