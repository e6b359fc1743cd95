"""What a PDF takes."""

import itertools
from collections.abc import Callable

from pusdplans.document.schema import PlanDocument
from pusdplans.exports import pdf
from pusdplans.exports.edition import Edition


def pdf_figure(document: PlanDocument, edition: Edition) -> Callable[[], bytes]:
    """Return what writes a plan as a PDF, with other words each time: Typst remembers what it has set before."""
    count = itertools.count()

    def write() -> bytes:
        changed = {"purpose": f"<p>Purpose {next(count)}.</p>{document.purpose or ''}"}
        goals = tuple(
            goal.model_copy(update={"statement": f"<p>Goal {next(count)}.</p>{goal.statement or ''}"})
            for goal in document.goals
        )
        return pdf.write(document.model_copy(update={**changed, "goals": goals}), edition)

    return write
