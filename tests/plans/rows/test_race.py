"""Two people save one row at the same moment: exactly one wins; with the guard off, the same test sees both win."""

import threading
from typing import Any

import pytest
from django.db import connection

from plans.models import Contact, Plan, RowQuerySet
from plans.rows import saving
from plans.rows.kind import row_kinds
from tests import district

pytestmark = pytest.mark.django_db(transaction=True)
SAVERS = 4


def save_at_once() -> tuple[list[saving.Outcome], list[Exception]]:
    """Let several threads save the same row from the same revision."""
    cast = district.make()
    plan = Plan.objects.get(pk=cast.plan.pk)
    row = Contact.objects.create(plan=plan, name="Before")
    start = threading.Barrier(SAVERS)
    outcomes: list[saving.Outcome] = []
    errors: list[Exception] = []

    def save(number: int) -> None:
        try:
            start.wait(10)
            data = {"name": f"Writer {number}"}
            outcomes.append(saving.save_row(row_kinds()["contact"], plan, row.id, revision=1, data=data, by=cast.lead))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(SAVERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes, errors


def test_exactly_one_of_those_who_save_at_once_wins() -> None:
    outcomes, errors = save_at_once()
    assert errors == []
    assert [outcome.saved for outcome in outcomes].count(True) == 1
    row = Contact.objects.get()
    winner = next(outcome for outcome in outcomes if outcome.saved)
    assert (row.revision, row.name) == (2, winner.form.cleaned_data["name"])
    assert [list(outcome.conflict) for outcome in outcomes if not outcome.saved] == [["name"]] * (SAVERS - 1)


def test_control_without_the_guard_all_of_them_win(monkeypatch: Any) -> None:
    monkeypatch.setattr(RowQuerySet, "at_revision", lambda rows, row_id, revision: rows.filter(id=row_id))
    outcomes, errors = save_at_once()
    assert errors == []
    assert [outcome.saved for outcome in outcomes].count(True) == SAVERS
