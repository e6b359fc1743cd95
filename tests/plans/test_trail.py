"""The trail is append-only in the database itself, chained, and what was done to it all the same is found."""

import contextlib
import importlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from goals.models import Goal
from plans import trail
from plans.models import Chain, Event, EventKind, Plan, Via
from plans.rows import saving
from plans.rows.kind import row_kinds
from plans.verifying import MIGRATION, problems
from pusdplans.document.planting import plant
from tests import district
from tests.district import Cast

TRIGGERS = importlib.import_module(MIGRATION)
WRITERS = 4


def sql(text: str, *values: Any) -> None:
    """Do it in the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.fixture
def events(cast: Cast) -> list[Event]:
    """Some events of a plan, as they were written."""
    for number in range(4):
        trail.note(cast.plan, EventKind.EXTENDED, cast.reviewer, reason=f"Reason {number}")
    return list(cast.plan.events.order_by("number"))


REFUSED: dict[str, Callable[[Event], Any]] = {
    "update": lambda event: sql("UPDATE plans_event SET kind = 'approved' WHERE id = %s", event.pk),
    "delete": lambda event: sql("DELETE FROM plans_event WHERE id = %s", event.pk),
    "delete by the ORM": lambda event: Event.objects.filter(pk=event.pk).delete(),
    "update by the ORM": lambda event: Event.objects.filter(pk=event.pk).update(person=None),
    "a number that does not follow": lambda event: Event.objects.bulk_create(
        [Event(plan=event.plan, number=99, kind="approved", sha256="x")]
    ),
    "the same number again": lambda event: Event.objects.bulk_create(
        [Event(plan=event.plan, number=event.number, kind="approved", sha256="x")]
    ),
    "delete a chain": lambda event: Chain.objects.filter(pk=event.chain).delete(),
    "a chain that goes back": lambda event: Chain.objects.filter(pk=event.chain).update(number=1),
}


@pytest.mark.parametrize("act", REFUSED)
def test_the_database_refuses(act: str, events: list[Event]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        REFUSED[act](events[1])
    assert list(problems()) == []


def test_the_database_refuses_to_replace(events: list[Event]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows REPLACE; on PostgreSQL it is an update")
    columns = "plan_id, number, kind, happened_at, via, parts, detail, rows, sha256"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(
            f"REPLACE INTO plans_event (id, {columns}) SELECT id, plan_id, number + 4, kind, happened_at, via, parts,"
            " detail, rows, sha256 FROM plans_event WHERE id = %s",
            events[1].pk,
        )


def test_an_event_has_no_other_door(cast: Cast) -> None:
    with pytest.raises(TypeError):
        Event.objects.create(plan=cast.plan, number=1, kind=EventKind.STARTED)


def swap(events: list[Event]) -> None:
    """Put two events into each other's place."""
    first, second = events[1], events[2]
    for key, number in ((first.pk, 999), (second.pk, first.number), (first.pk, second.number)):
        sql("UPDATE plans_event SET number = %s WHERE id = %s", number, key)


TAMPERED: dict[str, tuple[Callable[[list[Event]], Any], str]] = {
    "edited": (
        lambda events: sql("UPDATE plans_event SET person_id = NULL WHERE id = %s", events[1].pk),
        "it is not as it was written",
    ),
    "edited detail": (
        lambda events: Event.objects.filter(pk=events[1].pk).update(detail={"reason": "Another"}),
        "it is not as it was written",
    ),
    "deleted": (lambda events: sql("DELETE FROM plans_event WHERE id = %s", events[1].pk), "is missing"),
    "cut off": (lambda events: sql("DELETE FROM plans_event WHERE id = %s", events[-1].pk), "is missing at its end"),
    "reordered": (swap, "not in its place"),
    "all gone": (
        lambda events: [
            sql("DELETE FROM plans_event WHERE plan_id = %s", events[0].plan_id),
            sql("DELETE FROM plans_chain WHERE number = %s", events[-1].number),
            Plan.objects.filter(pk=events[0].plan_id).update(status="returned"),
        ],
        "it was begun, but has no trail",
    ),
}


@pytest.mark.parametrize("act", TAMPERED)
def test_verify_trail_finds_what_was(act: str, events: list[Event], capsys: Any) -> None:
    do, sentence = TAMPERED[act]
    call_command("verify_trail")
    assert "The trail is whole" in capsys.readouterr().out
    # Who may change the tables can take the triggers away; then the chain tells.
    TRIGGERS.unguard(apps, connection.ops)
    do(events)
    TRIGGERS.guard(apps, connection.ops)
    with pytest.raises(CommandError):
        call_command("verify_trail")
    assert sentence in capsys.readouterr().out


def test_verify_trail_finds_that_a_trigger_is_missing(events: list[Event]) -> None:
    TRIGGERS.unguard(apps, connection.ops)
    assert [each for each in problems() if "plans_event_no_delete" in each]


def test_events_that_were_there_before_are_chained(events: list[Event]) -> None:
    TRIGGERS.unguard(apps, connection.ops)
    Event.objects.update(sha256="")
    Chain.objects.all().delete()
    TRIGGERS.chain(apps, connection.ops)
    TRIGGERS.guard(apps, connection.ops)
    TRIGGERS.begin(apps, connection.ops)
    assert list(problems()) == []
    assert Event.objects.filter(plan=events[0].plan).order_by("-number")[0].kind == EventKind.BEGAN


def test_a_made_up_district_has_a_whole_trail(db: None) -> None:
    plant(departments=2, years=2, seed=3)
    assert Event.objects.filter(kind=EventKind.BEGAN).count() == 4
    assert list(problems()) == []


def test_each_way_is_noted(cast: Cast) -> None:
    assert trail.note(cast.plan, EventKind.BEGAN, None).via == Via.COMMAND
    with trail.through(Via.TASK):
        assert trail.note(cast.plan, EventKind.BEGAN, None).via == Via.TASK
        assert trail.note(cast.plan, EventKind.BEGAN, None, via=Via.IMPORT).via == Via.IMPORT
    assert trail.the_way() == Via.COMMAND


def test_details_come_back_as_they_were_hashed(cast: Cast) -> None:
    trail.note(
        cast.plan, EventKind.BEGAN, None, share=0.1, large=10.0**22, words="é “ \u2028 😀", deep={"a": [1, None]}
    )
    assert list(problems()) == []


def write_at_once() -> list[Exception]:
    """Let several threads write into one plan, each a row of its own. Returns what went wrong."""
    cast = district.make()
    rows = [Goal.objects.create(plan=cast.plan) for _each in range(WRITERS)]
    start = threading.Barrier(WRITERS)
    errors: list[Exception] = []

    def write(row: Goal) -> None:
        try:
            start.wait(10)
            for revision in (1, 2):
                data = {"focus": f"Focus {revision}"}
                saving.save_row(row_kinds()["goal"], cast.plan, row.id, revision=revision, data=data, by=cast.lead)
                trail.note(None, EventKind.BEGAN, cast.lead)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors


@pytest.mark.django_db(transaction=True)
def test_events_written_at_once_are_one_chain() -> None:
    assert write_at_once() == []
    assert Event.objects.filter(kind=EventKind.CHANGED).count() == 2 * WRITERS
    assert Event.objects.filter(kind=EventKind.STARTED).count() == 1
    assert Event.objects.filter(plan=None).count() == 2 * WRITERS
    assert list(problems()) == []


def note_at_once(monkeypatch: Any) -> list[Exception]:
    """Let two threads add to the district's chain, each going on once both have read its end, or the other cannot."""
    cast = district.make()
    trail.note(None, EventKind.BEGAN, cast.admin)
    both_read = threading.Barrier(2)
    read = trail._locked
    errors: list[Exception] = []

    def read_and_wait(chains: set[int]) -> Any:
        ends = read(chains)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_read.wait(0.5)
        return ends

    def write() -> None:
        try:
            trail.note(None, EventKind.BEGAN, cast.admin)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(trail, "_locked", read_and_wait)
    threads = [threading.Thread(target=write) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors


@pytest.mark.django_db(transaction=True)
def test_the_end_of_a_chain_is_read_by_one_at_a_time(monkeypatch: Any) -> None:
    assert note_at_once(monkeypatch) == []
    assert list(problems()) == []


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_the_database_refuses_one(monkeypatch: Any) -> None:
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one writer in at a time, with the lock or not")
    monkeypatch.setattr(type(connection.features), "has_select_for_update", False)
    assert ["append-only" in str(error) for error in note_at_once(monkeypatch)] == [True]
    assert list(problems()) == []
