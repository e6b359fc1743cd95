"""Which edition of a plan leaves the program."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from plans import lifecycle
from pusdplans.archive.edition import document_of, edition_of, submitted_in
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests.district import Cast

# Already the next day in UTC.
EVENING = datetime.datetime(2026, 10, 3, 20, 0, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture
def cast_with_plan(cast: Cast, real_document: dict[str, Any]) -> Cast:
    """The cast, the lead's plan filled in."""
    apply(cast.plan, parse(real_document))
    return cast


def stand(cast: Cast, **options: Any) -> tuple[str, int | None, datetime.date | None]:
    """Return how far the plan is said to have come."""
    plan = cast.plan
    edition = edition_of(plan, document_of(plan, **options)[1])
    return edition.status, edition.version, edition.approved_on


def test_edition_follows_the_plans_life(cast_with_plan: Cast) -> None:
    cast = cast_with_plan
    assert stand(cast) == ("In progress", None, None)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    assert stand(cast) == ("Submitted", 1, None)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More")
    assert stand(cast) == ("Returned", 1, None)
    assert stand(cast, draft=True) == ("Returned", None, None)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    with time_machine.travel(EVENING, tick=False):
        lifecycle.approve(cast.plan, by=cast.reviewer)
    approved = ("Approved", 2, datetime.date(2026, 10, 3))
    assert stand(cast) == approved
    lifecycle.reopen(cast.plan, by=cast.reviewer, reason="Budget")
    assert stand(cast) == approved
    assert stand(cast, draft=True) == ("In progress", None, None)


def test_newest_submission_goes_out_and_the_draft_on_request(cast_with_plan: Cast) -> None:
    cast = cast_with_plan
    assert document_of(cast.plan) == (collect(cast.plan), None)
    submission = submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More")
    apply(cast.plan, parse({"cycle": "2020-21", "division": "Academics", "department": "Instructional Services"}))
    document, found = document_of(cast.plan)
    assert (len(document.goals), found) == (4, submission)
    draft, found = document_of(cast.plan, draft=True)
    assert (len(draft.goals), found) == (0, None)


def test_cycle_gives_the_newest_submissions_in_order(cast_with_plan: Cast, django_assert_num_queries: Any) -> None:
    cast = cast_with_plan
    assert list(submitted_in(cast.cycle)) == []
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    with django_assert_num_queries(2):
        assert len(list(submitted_in(cast.cycle))) == 1
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    submit_plan(cast.other_plan, by=cast.other_lead, in_spite_of_gaps=True)
    lifecycle.approve(cast.other_plan, by=cast.reviewer)
    with django_assert_num_queries(2):
        found = [
            (document.department, edition.status, edition.version) for document, edition in submitted_in(cast.cycle)
        ]
    assert found == [("Instructional Services", "Submitted", 2), ("Special Education", "Approved", 1)]
