"""What a PDF takes, from the tables to the file."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from plans.models import Plan
from pusdplans.archive.edition import document_of, edition_of
from pusdplans.document.schema import PlanDocument, frozen, to_json
from pusdplans.exports import pdf

Change = Callable[[PlanDocument, Iterator[int]], PlanDocument]


def pdf_figure(plan: Plan, change: Change) -> Callable[[], bytes]:
    """Return what writes a plan as a PDF, with other words each time: Typst remembers what it has set before."""
    count = itertools.count()

    def write() -> bytes:
        document, submission = document_of(plan)
        return pdf.write(change(document, count), edition_of(plan, submission))

    return write


def goals_reworded(document: PlanDocument, count: Iterator[int]) -> PlanDocument:
    """Return a plan as somebody has gone on writing it: with other words in its purpose and in each goal."""
    goals = tuple(
        goal.model_copy(update={"statement": f"<p>Goal {next(count)}.</p>{goal.statement or ''}"})
        for goal in document.goals
    )
    return document.model_copy(
        update={"purpose": f"<p>Purpose {next(count)}.</p>{document.purpose or ''}", "goals": goals}
    )


def all_reworded(document: PlanDocument, count: Iterator[int]) -> PlanDocument:
    """Return a plan that Typst has seen no paragraph of: with another word in each."""

    def reworded(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: reworded(each) for key, each in value.items()}
        if isinstance(value, list):
            return [reworded(each) for each in value]
        if isinstance(value, str) and len(value) > len("11111111-1111-1111-1111-111111111111"):
            return value.replace(" ", f" {next(count)} ", 1)
        return value

    return frozen(reworded(to_json(document)))
