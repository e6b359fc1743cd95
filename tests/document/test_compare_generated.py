"""Made-up plans and made-up edits: a comparison finds those edits, and nothing in a plan compared with itself."""

import copy
import uuid
from collections.abc import Iterator
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusdplans.document.compare import Counts, Form, State, compare
from pusdplans.document.schema import PlanDocument, to_json
from tests.document.strategies import documents
from tests.document.versions import Values, below, compared, made, rows_in, touched
from tests.faults.lengths import times

modest = settings(
    max_examples=times(10, 25), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MARKED = (Form.RICH, Form.PLAIN, Form.LINKS)
# Where rows stand that have an id, and the field that is edited in each.
LISTS = {"contacts": "name", "services": "text", "positions": "title", "unplaced": "text", "goals": "focus"}
IN_GOALS = {"metrics": "source", "targets": "value", "actions": "text"}


@modest
@given(plan=documents())
def test_a_plan_compared_with_itself_has_not_changed(plan: PlanDocument) -> None:
    comparison = compare(plan, plan)
    assert (comparison.counts, touched(comparison)) == (Counts(), [])
    texts = [each.marked for row in comparison.walk() for each in row.fields if each.form in MARKED]
    assert [text for text in texts if "<ins>" in text or "<del>" in text] == []


@modest
@given(old=documents(), new=documents())
def test_any_two_plans_can_be_compared_and_all_their_rows_are_there(old: PlanDocument, new: PlanDocument) -> None:
    rows = list(compare(old, new).walk())
    assert len([row for row in rows if row.state != State.ADDED]) == len(list(rows_in(to_json(old))))
    assert len([row for row in rows if row.state != State.REMOVED]) == len(list(rows_in(to_json(new))))
    texts = [
        each for row in rows for each in row.fields if each.form in MARKED and each.is_changed and not each.is_blank
    ]
    assert [each for each in texts if "<ins>" not in each.marked and "<del>" not in each.marked] == []


def numbered_anew(values: Values) -> Values:
    """Give every row an id, and leave links out."""
    values = copy.deepcopy(values)
    numbers = iter(range(1, 100_000))
    for goal in values["goals"]:
        goal["services"] = []
    for target in (each for goal in values["goals"] for each in goal["targets"]):
        target["metric"] = None
    for position in values["positions"]:
        position["reports_to"] = None
    for row in rows_in(values):
        if isinstance(row, dict):
            row["id"] = str(uuid.UUID(int=next(numbers)))
    return values


@modest
@given(plan=documents(), random=st.randoms(use_true_random=False))
def test_random_edits_are_found_exactly(plan: PlanDocument, random: Random) -> None:
    old = numbered_anew(to_json(plan))
    new = copy.deepcopy(old)
    expected: dict[str, set[str]] = {"changed": set(), "added": set(), "removed": set()}
    for rows, name in editable(new):
        for row in list(rows):
            if random.random() < 0.3:
                row[name] = "<p>Said otherwise</p>" if name == "text" else "Said otherwise"
                expected["changed"].add(row["id"])
            elif random.random() < 0.2 and not row.get("items") and "statement" not in row:
                rows.remove(row)
                expected["removed"].add(row["id"])
        if rows and "statement" not in rows[0] and random.random() < 0.5:
            row = {**copy.deepcopy(rows[0]), "id": str(uuid.uuid4())} | ({"items": []} if "items" in rows[0] else {})
            rows.insert(random.randint(0, len(rows)), row)
            expected["added"].add(row["id"])
    comparison = compared(old, new)
    found = {state: {str(row.id) for row in touched(comparison) if row.state == state and row.id} for state in expected}
    same = {row["id"] for row in rows_in(old) if isinstance(row, dict)} & expected["changed"] - expected["removed"]
    assert found == {**expected, "changed": {each for each in same if said_otherwise(old, each)}}
    assert comparison.counts.moved == 0


def said_otherwise(values: Values, row_id: str) -> bool:
    """Whether a row's text was another before."""
    row = next(row for row in rows_in(values) if isinstance(row, dict) and row["id"] == row_id)
    return "Said otherwise" not in (
        row.get("name"),
        row.get("title"),
        row.get("focus"),
        row.get("source"),
        row.get("value"),
    )


def editable(values: Values) -> Iterator[tuple[list[Values], str]]:
    """Yield each list of rows with the field to edit."""
    for name, field in LISTS.items():
        yield values[name], field
    yield from ((item["items"], "text") for item in list(below(values["services"])))
    for goal in values["goals"]:
        for name, field in IN_GOALS.items():
            yield goal[name], field
        yield from ((item["items"], "text") for item in list(below(goal["actions"])))


@modest
@given(order=st.permutations(range(5)))
def test_moves_are_the_fewest_that_lead_from_one_order_to_the_other(order: list[int]) -> None:
    old = made(5)
    new = copy.deepcopy(old)
    new["goals"] = [new["goals"][index] for index in order]
    rows = touched(compared(old, new))
    assert {(row.kind, row.state) for row in rows} <= {("goal", State.UNCHANGED)}
    moved = {str(row.id) for row in rows}
    staying = [index for index in order if old["goals"][index]["id"] not in moved]
    assert staying == sorted(staying)
    assert (moved == set()) == (order == sorted(order))
