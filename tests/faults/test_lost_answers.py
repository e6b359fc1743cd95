"""The answer is lost after the commit: sent again, the request changes nothing more, and its answer says so."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plans.models import Contact, Plan
from plans.rows import views
from plans.rows.forms import RowForm
from plans.rows.kind import row_kinds
from pusdplans.workspace.views import place
from tests.conftest import signed_in
from tests.district import Cast
from tests.faults.lengths import figure, times
from tests.faults.plans import fill, kept, mails
from tests.plans.rows.kinds import FETCH, KINDS, among, at
from tests.sample_files import GOOD
from tests.sample_rows import make_row, parent_of, right_values

pytestmark = pytest.mark.django_db
Asking = tuple[str, dict[str, Any]]


def save(plan: Plan, chance: random.Random) -> Asking:
    """Ask to save a row of any kind."""
    kind = chance.choice(list(KINDS.values()))
    row = make_row(kind, plan)
    return at(plan, kind, row, "save"), right_values(kind, row, f"Words {chance.random()}") | {"revision": row.revision}


def add(plan: Plan, chance: random.Random) -> Asking:
    """Ask for a new row of any kind."""
    kind = chance.choice([each for each in KINDS.values() if not each.single and each.comes_blank])
    return among(plan, kind, parent_of(kind, plan), "add"), {"once": f"{chance.getrandbits(128):032x}", "kind": "if"}


def paste(plan: Plan, chance: random.Random) -> Asking:
    """Ask for a pasted list of lines in an outline."""
    kind = chance.choice([each for each in KINDS.values() if each.outline])
    values = {"text": "one\ntwo\n  three", "once": f"{chance.getrandbits(128):032x}"}
    return among(plan, kind, parent_of(kind, plan), "paste"), values


def attach(plan: Plan, chance: random.Random) -> Asking:
    """Ask to attach a file."""
    return f"/plans/{plan.cycle.label}/{plan.department.slug}/files/budget/", {"file": GOOD[chance.choice(list(GOOD))]}


ASK: tuple[Callable[[Plan, random.Random], Asking], ...] = (save, add, paste, attach)


def post(client: Client, address: str, values: dict[str, Any]) -> Any:
    """Ask."""
    if "file" in values:
        values = {"file": SimpleUploadedFile("Plan", values["file"])}
    return client.post(address, values, headers=FETCH)


def test_asking_again_changes_nothing_and_is_answered_alike(cast: Cast, lead_client: Client) -> None:
    runs = times(24, 100)
    for run in range(runs):
        chance = random.Random(run)
        address, values = ASK[run % len(ASK)](cast.plan, chance)
        # The answer that gets lost. Every third time somebody in between does something else to the plan.
        lost = post(lead_client, address, values)
        if run % 3 == 0:
            make_row(row_kinds()["contact"], cast.plan, name="In between")
        before = kept(cast.plan)
        again = post(lead_client, address, values)
        assert (lost.status_code, again.status_code) == (200, 200), (address, again.content)
        assert kept(cast.plan) == before, address
        for name in {"ids", "id", "revision", "values"} & set(lost.json()):
            assert again.json()[name] == lost.json()[name], address
    figure("answer lost after the commit, request sent again: duplicates", runs, 0)


def test_control_without_its_name_a_request_adds_twice(cast: Cast, lead_client: Client, monkeypatch: Any) -> None:
    address, values = among(cast.plan, KINDS["contact"], cast.plan, "add"), {"once": "a" * 32}
    for _time in range(2):
        post(lead_client, address, values)
    assert Contact.objects.count() == 1
    monkeypatch.setattr(views, "_named", lambda request, kind, parent, items: items)
    for _time in range(2):
        post(lead_client, address, values)
    assert Contact.objects.count() == 3


def test_control_without_looking_at_what_is_stored_the_retry_is_a_conflict(
    cast: Cast, lead_client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(RowForm, "differs", lambda form, name: True)
    address, values = save(cast.plan, random.Random(1))
    assert [post(lead_client, address, values).status_code for _time in range(2)] == [200, 409]


def test_the_name_of_a_request_reaches_no_row_elsewhere(cast: Cast, lead_client: Client) -> None:
    for client, plan in ((lead_client, cast.plan), (signed_in(cast.other_lead), cast.other_plan)):
        assert post(client, among(plan, KINDS["contact"], plan, "add"), {"once": "b" * 32}).status_code == 200
    assert sorted(Contact.objects.values_list("plan", flat=True)) == sorted([cast.plan.pk, cast.other_plan.pk])


def test_what_was_added_and_deleted_since_does_not_come_back(cast: Cast, lead_client: Client) -> None:
    address = among(cast.plan, KINDS["contact"], cast.plan, "add")
    post(lead_client, address, {"once": "c" * 32})
    post(lead_client, at(cast.plan, KINDS["contact"], Contact.objects.get(), "delete"), {})
    answer = post(lead_client, address, {"once": "c" * 32})
    assert (answer.status_code, answer.json()["message"]) == (410, "This was added before, and deleted since.")
    assert Contact.objects.live().count() == 0


def test_submitting_again_after_a_lost_answer_submits_once(
    cast: Cast, lead_client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    fill(cast.plan)
    address = reverse("check", args=place(cast.plan))
    with django_capture_on_commit_callbacks(execute=True):
        assert lead_client.post(address).status_code == 302
    before = kept(cast.plan)
    with django_capture_on_commit_callbacks(execute=True):
        again = lead_client.post(address)
    assert (again.status_code, "This plan is with its reviewer" in again.text) == (403, True)
    assert (kept(cast.plan), len(before["submissions"]), mails()) == (before, 1, 1)
