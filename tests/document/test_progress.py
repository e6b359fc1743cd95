"""How many parts of a plan are done: those that hold something, and that nothing blocks."""

from decimal import Decimal
from typing import Any

import pytest

from plans.models import Plan
from pusdplans.document import checklist, schema
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse

FILE = schema.AttachedFile(name="Chart.pdf", content_type="application/pdf", size=1, sha256="0" * 64)


def done(document: schema.PlanDocument) -> int:
    """Count the parts that are done."""
    return checklist.progress(document)["done"]


def test_plan_not_started_has_no_part_done(plan: Plan) -> None:
    progress = checklist.progress(collect(plan))
    assert (progress["done"], progress["of"]) == (0, 8)


def test_real_plan_lacks_goals_chart_and_budget(real_document: dict[str, Any]) -> None:
    document = parse(real_document)
    progress = checklist.progress(document)
    blocked = [slug for slug, counts in progress["parts"].items() if counts["blocking"]]
    assert (blocked, checklist.has_no_chart(document), checklist.has_no_budget(document.budget)) == (
        ["goals"],
        True,
        True,
    )
    assert progress["done"] == 5


@pytest.mark.parametrize(
    ("part", "value", "more"),
    [
        ("positions", (schema.Position(),), 0),
        ("positions", (schema.Position(title="Coordinator"),), 1),
        ("positions", (schema.Position(fte=Decimal("0.00")),), 1),
        ("org_chart_files", (FILE,), 1),
        ("budget", schema.Budget(lines=(schema.BudgetLine(),)), 0),
        ("budget", schema.Budget(lines=(schema.BudgetLine(amount=Decimal("0.00")),)), 1),
        ("budget", schema.Budget(note="<p>None this year</p>"), 1),
        ("budget", schema.Budget(files=(FILE,)), 1),
    ],
)
def test_part_that_may_stay_blank_is_done_with_the_first_word_in_it(
    part: str, value: Any, more: int, real_document: dict[str, Any]
) -> None:
    document = parse(real_document)
    filled = document.model_copy(update={part: value})
    assert done(filled) == done(document) + more
