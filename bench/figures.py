"""What is measured of pages and saves, and how slow each may be against the floor."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.district import District
from bench.floor import FIELDS
from goals.models import Goal
from plans.models import BudgetLine, Plan, PlanningCycle
from pusdplans.document import schema
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.overview.models import DistrictFigures
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.views import place

PAGE, SAVE = "floor page", "floor save"


@dataclass(frozen=True)
class Figure:
    """One figure: what to run, against which floor, at most how many times its time, at most how many statements."""

    name: str
    run: Callable[[], Any]
    floor: str = PAGE
    limit: float | None = None
    statements: int | None = None
    grows: bool = field(default=False)


def figures(district: District) -> list[Figure]:
    """Return the figures of pages and saves, the two floors first."""
    lead, reviewer = _Asker(district.lead), _Asker(district.reviewer)
    floor = {"plan": district.floor.pk}
    posted = _posted(district.floor)
    plans = (district.real, district.large, district.submitted, district.compared)
    real, large, submitted, compared = map(place, plans)
    autosaves = _autosaves(district.large)

    def editing() -> None:
        for slug in ("goals", "actions"):
            lead.get("part", *large, slug)

    def every_part() -> None:
        for slug in SECTIONS:
            lead.get("part", *large, slug)

    def autosave() -> None:
        address, values = next(autosaves)
        lead.post(address, values)

    return [
        Figure(PAGE, lambda: lead.get("floor", **floor)),
        Figure(SAVE, lambda: lead.post(f"{reverse('floor_save')}?plan={district.floor.pk}", posted), SAVE),
        Figure("editing pages of 10 goals, 30 metrics, 30 targets, 60 actions", editing, limit=3.5),
        Figure("all eight editing pages of that plan", every_part),
        Figure("goals page of the real plan", lambda: lead.get("part", *real, "goals"), limit=1.5),
        Figure("one autosave", autosave, SAVE, 2.5, 10),
        Figure("collect and apply of a large plan", lambda: _round_trip(district.large), SAVE, 5, 30),
        Figure("submitted document", lambda: reviewer.get("read", *submitted), limit=2.5, statements=5),
        Figure(
            "changes between two versions of 200 rows",
            lambda: reviewer.get("changes", *compared),
            limit=8,
            statements=7,
        ),
        Figure("queue, first page", lambda: reviewer.get("queue"), limit=2.5, grows=True),
        Figure("queue, last page", lambda: reviewer.get("queue", page="last"), limit=2.5, grows=True),
        Figure("queue, search", lambda: reviewer.get("queue", q="pay"), limit=2.5, grows=True),
    ]


def figures_of_the_largest(district: District) -> list[Figure]:
    """Return what is measured in a cycle of 40,000 plans, the floor first."""
    lead, reviewer = _Asker(district.lead), _Asker(district.reviewer)
    floor = {"plan": district.floor.pk}
    cycle = PlanningCycle.objects.current()
    assert cycle is not None

    def summed_up_anew() -> None:
        DistrictFigures.objects.filter(cycle=cycle).update(made_at=yesterday)
        reviewer.get("cabinet", cycle.label)

    yesterday = timezone.now() - datetime.timedelta(days=1)
    many = "of 40,000 plans"
    return [
        Figure(PAGE, lambda: lead.get("floor", **floor)),
        Figure(f"cabinet {many}", lambda: reviewer.get("cabinet", cycle.label), limit=4, statements=6),
        Figure(
            f"cabinet {many}, a page of departments",
            lambda: reviewer.get("cabinet", cycle.label, after="School 2"),
            limit=4,
            statements=6,
        ),
        # One statement of these makes the kept figures old.
        Figure(f"cabinet {many}, summed up anew", summed_up_anew, statements=7),
    ]


class _Asker:
    """Somebody signed in; an answer that is not a page is a mistake of the bench, not a figure."""

    def __init__(self, person: Any) -> None:
        self.client = Client(headers={"X-Requested-With": "fetch"})
        self.client.force_login(person)

    def get(self, view: str, *args: Any, **query: Any) -> None:
        answer = self.client.get(reverse(view, args=args), query)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.request['PATH_INFO']} answered {answer.status_code}.")

    def post(self, address: str, values: dict[str, Any]) -> None:
        answer = self.client.post(address, values)
        if answer.status_code not in (200, 302):
            raise RuntimeError(f"{address} answered {answer.status_code}: {answer.content[:200]!r}")


def _posted(plan: Plan) -> dict[str, Any]:
    rows = list(BudgetLine.objects.filter(plan=plan))
    values = {f"{name}-{row.id}": getattr(row, name) for row in rows for name in FIELDS}
    return {"row": [str(row.id) for row in rows], **values}


def _autosaves(plan: Plan) -> Iterator[tuple[str, dict[str, Any]]]:
    """Type into the first goal, on and on, as autosave sends it."""
    while True:
        goal = Goal.objects.filter(plan=plan).first()
        assert goal is not None
        values = {"statement": f"<p>Typed {uuid.uuid4()}.</p>", "focus": goal.focus, "revision": goal.revision}
        yield reverse("row_save", args=[*place(plan), "goal", goal.id]), values


def _round_trip(plan: Plan) -> None:
    document = collect(plan)
    assert isinstance(document, schema.PlanDocument) and len(document.goals) == 10
    apply(plan, document)
