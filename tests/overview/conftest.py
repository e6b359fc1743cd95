"""A district with requests for next year."""

import pytest
from django.utils import timezone

from pusdplans.document.submitting import submit_plan
from tests import district
from tests.overview.asking import ask, goal


@pytest.fixture
def asking(cast: district.Cast) -> district.Cast:
    """A submitted plan asks for $1,000.35 and 1.5 FTE, one being written for $70."""
    first = goal(cast.plan, "1", "2")
    ask(first, "1000.10", "0.50")
    ask(first, None, "1.00")
    ask(goal(cast.plan), "0.25")
    ask(goal(cast.other_plan, "2"), "70")
    # None of these asks: answered No, not answered, below the first level, deleted, under a deleted goal.
    ask(first, "5", additional_resources=False)
    ask(first, "5", additional_resources=None)
    ask(first, "5", level=1)
    ask(first, "5", deleted_at=timezone.now())
    ask(goal(cast.plan, "3", deleted_at=timezone.now()), "5")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    return cast
