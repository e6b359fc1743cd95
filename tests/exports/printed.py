"""Plans as they are printed: the real one, an empty one, a large one, and a filled one; and the editions they come in."""

import datetime
import random
from decimal import Decimal
from typing import Any
from uuid import UUID

from plans.models import PlanningCycle
from plans.prompts import prompts_of
from pusdplans.document.schema import PlanDocument, Position, Review, frozen, parse, to_json
from pusdplans.document.seeding import chance, document, person_name
from pusdplans.exports.edition import Edition

DRAFT: dict[str, Any] = {"status": "In progress", "version": None, "approved_on": None}
SUBMITTED: dict[str, Any] = {"status": "Submitted", "version": 1, "approved_on": None}
APPROVED: dict[str, Any] = {"status": "Approved", "version": 2, "approved_on": datetime.date(2020, 10, 12)}


def edition(**changed: Any) -> Edition:
    """Return the edition of an approved second version, but for what is changed."""
    values: dict[str, Any] = {
        "prompts": prompts_of(PlanningCycle(label="2020-21"), "Instructional Services"),
        "district": "Pasadena Unified School District",
        "folder": "Department Plans 2020 - 2021",
        **APPROVED,
    }
    return Edition(**{**values, **changed})


def empty() -> PlanDocument:
    """Return the plan of a department that has not begun."""
    return parse({"cycle": "2020-21", "division": "Academics", "department": "Instructional Services"})


def large(positions: int = 80) -> PlanDocument:
    """Return a plan with 10 goals, 60 actions in two levels, all parts filled in, and a roster of `positions`."""
    plan = document(
        chance(3),
        cycle="2020-21",
        division="Academics",
        department="Instructional Services",
        review=Review(reviewer="David Rennie", due=datetime.date(2020, 10, 5)),
        goals=10,
    )
    return frozen({**to_json(plan), "positions": to_json(parse_roster(positions))["positions"]})


def parse_roster(count: int) -> PlanDocument:
    """Return an otherwise empty plan with a roster: a head, directors, and people under each; every ninth is vacant."""
    dice = random.Random(count)
    ids = [UUID(int=number) for number in range(1, count + 1)]
    directors = max(2, count // 9)
    roster = tuple(
        Position(
            id=ids[number],
            name=None if number % 9 == 8 else person_name(dice),
            title=("Chief Academic Officer", "Director, Elementary Education and Early Learning", "Program Specialist")[
                (number > 0) + (number > directors)
            ],
            position_number=str(10_000 + number),
            fte=Decimal("0.50") if number % 7 == 6 else Decimal("1.00"),
            reports_to=None if number == 0 else ids[0] if number <= directors else ids[1 + number % directors],
        )
        for number in range(count)
    )
    return empty().model_copy(update={"positions": roster})
