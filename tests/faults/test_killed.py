"""A process is killed (SIGKILL) after each writing statement of an act in turn: what is stored is the whole act or nothing.

A child is forked for each statement, and kills itself there; so no moment between two of them is left out.
"""

import os
import signal
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.db import connection, connections, transaction

from plans import outbox
from plans.rows import saving
from plans.rows.kind import row_kinds
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.district import Cast
from tests.faults.lengths import figure, times
from tests.faults.plans import fill, kept

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[Cast], Any]
MOST_STATEMENTS = 200


def save(cast: Cast) -> Any:
    """Save a row."""
    row = row_kinds()["contact"].rows(cast.plan).get()
    values = {"name": "Kept whole", "phone": "X1"}
    return saving.save_row(row_kinds()["contact"], cast.plan, row.id, revision=1, data=values, by=cast.lead)


def paste(cast: Cast) -> Any:
    """Add three rows in front of another."""
    first, kind = row_kinds()["service"].rows(cast.plan).order_by("position").first(), row_kinds()["service"]
    items = [{"text": text} for text in ("one", "two", "three")]
    return saving.add_rows(kind, cast.plan, cast.plan, items, after=first.id, by=cast.lead)


def submit(cast: Cast) -> Any:
    """Submit the plan."""
    return submit_plan(cast.plan, by=cast.lead)


def killed_after(number: int, act: Act, cast: Cast) -> bool:
    """Fork a child that does the act, and kills itself after so many writing statements. Returns whether it came so far."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = number

        def count(execute: Any, sql: str, *arguments: Any) -> Any:
            nonlocal left
            result = execute(sql, *arguments)
            left -= not sql.startswith("SELECT")
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        # Mails leave in a worker, after the act: sending is another one.
        outbox.announce(lambda: None)
        try:
            with connection.execute_wrapper(count):
                act(cast)
        finally:
            # Nothing of the tests' own clearing up is done twice.
            os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def halves(act: Act, *, step: int = 1) -> tuple[int, int]:
    """Kill the act after each writing statement, or each `step`-th. Returns how often, and how often a half was stored."""
    cast = district.make()
    fill(cast.plan)
    row_kinds()["service"].model.objects.create(plan=cast.plan, text="Another", position=1)
    before = kept(cast.plan)
    half = 0
    for number in range(1, MOST_STATEMENTS, step):
        if not killed_after(number, act, cast):
            assert kept(cast.plan) != before, "the act, left alone, changes something"
            return number // step, half
        half += kept(cast.plan) != before
    raise AssertionError("the act has no end")


@pytest.mark.parametrize("act", (save, paste, submit), ids=lambda act: act.__name__)
def test_an_act_that_is_killed_leaves_nothing_half(act: Act) -> None:
    statements, half = halves(act, step=times(6 if act is submit else 1, 1))
    assert (statements > 1, half) == (True, 0)
    figure(f"killed after each writing statement ({act.__name__}): something half stored", statements, half)


@pytest.mark.parametrize("act", (paste, submit), ids=lambda act: act.__name__)
def test_control_without_a_transaction_a_half_is_left(act: Act) -> None:
    # `atomic` decorates some acts and is entered within others: both are taken away.
    with (
        mock.patch.object(transaction.Atomic, "__enter__", lambda atomic: None),
        mock.patch.object(transaction.Atomic, "__exit__", lambda atomic, *error: None),
    ):
        assert halves(act)[1] > 0
