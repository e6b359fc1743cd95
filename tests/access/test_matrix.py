"""Every address x eleven kinds of people x every method x every state of a plan x own, nobody's and none.

On PostgreSQL one address of a plan, or one of none, stands for all with the same right: they ask a database the same.
"""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Value

from plans import access
from plans.models.cycle import PlanningCycleQuerySet
from plans.permissions import Answer
from plans.querysets import PlanQuerySet
from tests.access import actors, walk
from tests.access.actors import Stage
from tests.addresses import Address
from tests.test_access import OWN, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db: None) -> Stage:
    """Everybody, before three plans that nobody has begun."""
    return actors.build()


def walked() -> list[Address]:
    """Return the addresses that are walked."""
    if connection.vendor != "postgresql":
        return OWN
    alike = {(getattr(each.view, "declared_right", each.name), each.is_of_a_plan): each for each in reversed(OWN)}
    return list(alike.values())


@pytest.mark.parametrize("address", walked(), ids=named)
def test_everybody_gets_what_the_table_says(stage: Stage, address: Address) -> None:
    assert walk.breaches(stage, address) == []


# Negative controls: each guard taken away in turn, the same walk finds it.


def found_with(stage: Stage, *names: str) -> set[str]:
    """Return who breaches what at these addresses, as "actor METHOD". At most one of them is of a plan."""
    some = [each for each in OWN if each.name in names]
    assert len(some) == len(names)
    return {" ".join(line.split()[:2]) for address in some for line in walk.breaches(stage, address)}


def test_control_without_the_middleware(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(access.RefuseUnlessDeclared, "process_view", lambda *args: None)
    assert {"anonymous GET", "deactivated GET", "ended GET", "viewer GET"} <= found_with(stage, "home", "queue")


def test_control_without_the_answer(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "answer", lambda person, right, plan: Answer(True))
    assert {"viewer POST", "reviewer POST", "staff POST"} <= found_with(stage, "attach")


def test_control_without_visibility(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(PlanQuerySet, "visible_to", PlanQuerySet.seen_by)
    for query in access._NAMED.values():
        monkeypatch.setattr(query, "composed", {})
    assert {"other_lead GET", "other_reviewer GET"} <= found_with(stage, "read")


def test_control_without_oversight(stage: Stage, monkeypatch: Any) -> None:
    def all_cycles(cycles: Any, person: Any) -> Any:
        return cycles.annotate(oversight=Value(1), overseen=Value(""))

    monkeypatch.setattr(PlanningCycleQuerySet, "overseen_by", all_cycles)
    assert {"lead GET", "viewer GET"} <= found_with(stage, "cabinet")


def test_control_a_table_that_says_otherwise_is_found(stage: Stage, monkeypatch: Any) -> None:
    wrong = {**walk.expected.__globals__["ANSWERS"]["view"], "viewer": "403", "other_lead": "ok"}
    monkeypatch.setitem(walk.expected.__globals__["ANSWERS"], "view", wrong)
    assert {"viewer GET", "other_lead GET"} <= found_with(stage, "read")
