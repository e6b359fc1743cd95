"""A plan as it stood at any time is told by its trail, exactly as `collect` gave it then."""

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals.links import Link, set_link
from goals.models import FrameworkGoal, Goal
from plans import lifecycle, trail
from plans.attachments import attach
from plans.models import EDITABLE, Event, FilePart, Plan, Service
from plans.rows import saving
from plans.rows.kind import RowKind, row_kinds
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.past import as_it_stood, is_known
from pusdplans.document.schema import to_json
from pusdplans.document.seeding import chance, document
from pusdplans.document.submitting import submit_plan
from tests.district import Cast
from tests.document.test_generated import fitting
from tests.faults.lengths import times
from tests.sample_files import GOOD
from tests.sample_rows import right_values

some = settings(
    max_examples=times(5, 12),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Hand:
    """Does what people do to a plan, by chance."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.plan, self.dice = cast, cast.plan, random.Random(seed)

    def kind(self, wanted: Callable[[RowKind], bool] = lambda kind: True) -> RowKind:
        """Return a row kind."""
        return self.dice.choice([kind for kind in row_kinds().values() if wanted(kind)])

    def row(self, kind: RowKind) -> Any:
        """Return a living row of the kind, if there is one."""
        return self.dice.choice([*kind.living(self.plan), None])

    def type(self) -> None:
        """Write into a row."""
        kind = self.kind()
        if row := self.row(kind):
            values = right_values(kind, row, f"Word {self.dice.randrange(1_000)}")
            saving.save_row(kind, self.plan, row.id, revision=row.revision, data=values, by=self.cast.lead)

    def add(self) -> None:
        """Add a few rows somewhere."""
        kind = self.kind(lambda kind: kind.comes_blank and not kind.single)
        after = self.row(kind)
        items: list[dict[str, Any]] = [{"level": self.dice.randrange(3)} if kind.outline else {} for _each in "ab"]
        parent = self.plan if kind.parent == "plan" else Goal.objects.live().filter(plan=self.plan).first()
        if parent is None:
            return
        saving.add_rows(kind, self.plan, parent, items, after=after and after.id, by=self.cast.contributor)

    def delete(self) -> None:
        """Delete a row."""
        kind = self.kind(lambda kind: not kind.single)
        if row := self.row(kind):
            saving.delete_row(kind, self.plan, row.id, by=self.cast.lead)

    def restore(self) -> None:
        """Bring a row back."""
        kind = self.kind(lambda kind: not kind.single)
        if gone := list(kind.rows(self.plan).exclude(deleted_at=None)):
            saving.restore_row(kind, self.plan, self.dice.choice(gone).id, by=self.cast.lead)

    def move(self) -> None:
        """Move a row, or a line to another level."""
        kind = self.kind(lambda kind: not kind.single)
        if row := self.row(kind):
            saving.move_row(kind, self.plan, row.id, up=self.dice.random() < 0.5, by=self.cast.lead)
            if kind.outline:
                saving.indent_row(kind, self.plan, row.id, steps=self.dice.choice((1, -1)), by=self.cast.lead)

    def link(self) -> None:
        """Link a goal to something, or take the link away."""
        goals = list(Goal.objects.live().filter(plan=self.plan))
        services = list(Service.objects.live().filter(plan=self.plan))
        if goals:
            link, others = Link.ALIGNMENT, list(FrameworkGoal.objects.all())
            if services and self.dice.random() < 0.5:
                link, others = Link.SERVICE, services
            key = str(self.dice.choice(others).pk)
            on = self.dice.random() < 0.7
            set_link(self.plan, self.dice.choice(goals).id, link, key, on=on, by=self.cast.lead)

    def attach(self) -> None:
        """Attach a file."""
        upload = SimpleUploadedFile("Chart.pdf", GOOD[self.dice.choice(("pdf", "png"))])
        attach(self.plan, self.dice.choice(list(FilePart)), upload, by=self.cast.lead)

    def load(self) -> None:
        """Fill the plan from a document that keeps what it can."""
        own = collect(self.plan)
        review = {"cycle": own.cycle, "division": own.division, "department": own.department, "review": own.review}
        made = fitting(document(chance(self.dice.randrange(9)), **review, goals=2))
        apply(self.plan, made.model_copy(update={"contacts": own.contacts}))

    def hand_in(self) -> None:
        """Submit the plan and get it back, with more time."""
        submit_plan(self.plan, by=self.cast.lead, in_spite_of_gaps=True)
        lifecycle.return_plan(self.plan, by=self.cast.reviewer, reason="More, please.")
        day = self.plan.due_date + datetime.timedelta(days=1)
        lifecycle.extend(self.plan, by=self.cast.reviewer, due_date=day, reason="Holidays")


ACTS = ("type", "type", "add", "add", "delete", "restore", "move", "link", "attach", "load", "hand_in")


def told(plan: Plan, seen: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return what the trail tells of the same moments."""
    plan = Plan.objects.with_place().get(pk=plan.pk)
    return {number: to_json(as_it_stood(plan, plan.events.get(number=number))) for number in seen}


@some
@given(acts=st.lists(st.sampled_from(ACTS), min_size=6, max_size=20), seed=st.integers(0, 10_000))
def test_the_trail_tells_the_plan_as_it_stood_after_each_act(cast: Cast, acts: list[str], seed: int) -> None:
    with transaction.atomic():
        hand = Hand(cast, seed)
        seen = {}
        hand.add()
        for act in acts:
            getattr(hand, act)()
            plan = Plan.objects.with_place().get(pk=hand.plan.pk)
            seen[plan.events.order_by("-number")[0].number] = to_json(collect(plan))
        assert told(hand.plan, seen) == seen
        transaction.set_rollback(True)


def some_acts(cast: Cast) -> dict[int, dict[str, Any]]:
    """Do a fixed number of things, and return the plan after each."""
    hand, seen = Hand(cast, 7), {}
    for act in ("add", "type", "add", "type", "link", "delete", "hand_in", "load", "type"):
        getattr(hand, act)()
        last = cast.plan.events.order_by("-number").first()
        seen[last.number if last else 0] = to_json(collect(cast.plan))
    return seen


def test_control_rows_that_are_not_noted_are_found(cast: Cast, monkeypatch: Any) -> None:
    note = trail.note
    monkeypatch.setattr(
        trail, "note", lambda plan, kind, by, *, rows=(), **more: note(plan, kind, by, rows=rows[1:], **more)
    )
    seen = some_acts(cast)
    assert told(cast.plan, seen) != seen


@pytest.mark.django_db
def test_before_the_trail_began_nothing_is_told(cast: Cast) -> None:
    seen = some_acts(cast)
    assert told(cast.plan, seen) == seen
    last = Event.objects.filter(plan=cast.plan).order_by("-number")[0]
    assert is_known(cast.plan, last) and cast.plan.status in EDITABLE
    trail.note(cast.plan, "began", None)
    assert not is_known(cast.plan, last)
    assert is_known(cast.plan, Event.objects.filter(plan=cast.plan).order_by("-number")[0])
