"""Two versions of a plan: which rows were changed, added, removed and moved, and nothing else."""

import copy
import uuid
from typing import Any

import pytest

from pusdplans.document.compare import Counts, State
from tests.document.versions import below, changed_fields, compared, made, touched


def test_an_insertion_at_the_head_moves_nothing() -> None:
    old, new = made(), made()
    new["goals"].insert(0, {"id": str(uuid.uuid4()), "statement": "<p>Something else first.</p>"})
    assert compared(old, new).counts == Counts(added=1)
    assert compared(new, old).counts == Counts(removed=1)


def test_a_goal_that_moves_takes_its_rows_along() -> None:
    old, new = made(), made()
    new["goals"].append(new["goals"].pop(0))
    (row,) = touched(compared(old, new))
    assert row.move is not None
    assert (row.kind, row.number, row.move.before.place, row.move.after.place) == ("goal", "3", 1, 3)
    assert (row.move.before.number, row.move.is_elsewhere) == ("1", False)


def test_a_line_under_another_is_moved_with_what_it_stood_under() -> None:
    old, new = made(), made()
    line = new["services"][1]["items"].pop(0)
    new["services"][0]["items"].insert(0, line)
    (row,) = touched(compared(old, new))
    assert row.move is not None
    assert (str(row.id), row.state, row.move.is_elsewhere) == (line["id"], State.UNCHANGED, True)
    assert (row.move.before.under, row.move.after.under) == (old["services"][1]["text"], old["services"][0]["text"])


def test_an_action_that_becomes_a_line_of_another_is_moved_and_may_be_changed_besides() -> None:
    old, new = made(), made()
    action = new["goals"][0]["actions"].pop(1)
    line = {"id": action["id"], "text": "Said otherwise", "items": []}
    new["goals"][0]["actions"][0]["items"].append(line)
    comparison = compared(old, new)
    row = next(row for row in touched(comparison) if str(row.id) == action["id"])
    assert row.move is not None
    assert (row.state, row.number, row.level, row.move.before.number) == (State.CHANGED, "1.a.ii", 2, "1.b")
    assert comparison.counts == Counts(changed=1, removed=len(action["items"]), moved=1)


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        (("purpose",), "text", "<p>New</p>"),
        (("theory_of_action", "prose"), "text", "<p>New</p>"),
        (("theory_of_action", "clauses", 0, "kind"), "kind", "and"),
        (("contacts", 0, "phone"), "phone", "X1"),
        (("goals", 0, "statement"), "statement", "<p>New</p>"),
        (("goals", 0, "outcomes"), "outcomes", "<p>New</p>"),
        (("goals", 0, "audience"), "audience", "<p>New</p>"),
        (("goals", 0, "alignments"), "alignments", [{"framework": "LCAP", "code": "9"}]),
        (("goals", 0, "services"), "services", []),
        (("goals", 0, "metrics", 0, "unit"), "unit", "days"),
        (("goals", 0, "targets", 0, "metric"), "metric", None),
        (("goals", 0, "targets", 0, "due"), "due", "2031-06-30"),
        (("goals", 0, "actions", 0, "additional_resources"), "additional_resources", None),
        (("goals", 0, "actions", 0, "estimated_cost"), "estimated_cost", "17.00"),
        (("goals", 0, "actions", 0, "items", 0, "text"), "text", "New"),
        (("positions", 1, "reports_to"), "reports_to", None),
        (("positions", 1, "fte"), "fte", "0.10"),
        (("budget", "note"), "text", "<p>New</p>"),
        (("budget", "lines", 0, "amount"), "amount", "1.00"),
    ],
    ids=str,
)
def test_each_field_is_found_where_it_changed(where: tuple[Any, ...], name: str, value: Any) -> None:
    old, new = made(), made()
    old["goals"][0]["actions"][0]["additional_resources"] = new["goals"][0]["actions"][0]["additional_resources"] = (
        False
    )
    place: Any = new
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = value
    comparison = compared(old, new)
    (row,) = touched(comparison)
    assert (row.state, row.move, changed_fields(row)) == (State.CHANGED, None, [name])
    assert comparison.counts == Counts(changed=1)


def test_a_link_is_the_same_while_its_row_is_however_it_is_worded() -> None:
    old, new = made(), made()
    new["services"][0]["text"] = "Said otherwise"
    new["goals"][0]["metrics"][0]["text"] = "<p>Said otherwise</p>"
    rows = touched(compared(old, new))
    assert [(row.kind, changed_fields(row)) for row in rows] == [("service", ["text"]), ("metric", ["text"])]


def test_alignments_are_marked_one_by_one() -> None:
    old, new = made(), made()
    entry = {"framework": "LCAP", "text": None}
    old["goals"][0]["alignments"] = [{**entry, "code": code} for code in "12"]
    new["goals"][0]["alignments"] = [{**entry, "code": code} for code in "13"]
    (row,) = touched(compared(old, new))
    marked = next(each.marked for each in row.fields if each.name == "alignments")
    assert marked == "LCAP 1, <del>LCAP 2</del>, <ins>LCAP 3</ins>"


def test_a_removed_row_stands_where_it_stood() -> None:
    old, new = made(), made()
    gone = new["goals"][0]["actions"].pop(1)
    rows = [str(row.id) for row in compared(old, new).walk() if row.kind == "action" and row.level == 1]
    assert rows[:3] == [each["id"] for each in old["goals"][0]["actions"]]
    assert rows[1] == gone["id"]


def test_rows_of_a_removed_goal_are_removed_with_it() -> None:
    old, new = made(), made()
    goal = new["goals"].pop(1)
    rows = touched(compared(old, new))
    assert {row.state for row in rows} == {State.REMOVED}
    beneath = [*goal["metrics"], *goal["targets"], *below(goal["actions"])]
    assert {str(row.id) for row in rows} == {goal["id"], *(each["id"] for each in beneath)}


def without_ids(values: Any) -> Any:
    """Leave all ids and links out, as a document read from a file has none."""
    if isinstance(values, dict):
        kept = {key: without_ids(each) for key, each in values.items() if key not in ("id", "metric", "reports_to")}
        return kept | ({"services": []} if "outcomes" in kept else {})
    return [without_ids(each) for each in values] if isinstance(values, list) else values


def test_rows_without_ids_are_told_by_place_and_likeness() -> None:
    old = without_ids(made())
    new = copy.deepcopy(old)
    new["contacts"][0]["phone"] = "X1"
    text = new["goals"][1]["actions"][0]["text"]
    new["goals"][1]["actions"][0]["text"] = f"{text} and beyond"
    new["services"].append({"text": "Something that nobody offered before"})
    new["budget"]["lines"].append(new["budget"]["lines"].pop(0))
    comparison = compared(old, new)
    assert comparison.counts == Counts(changed=2, added=1, moved=1)
    assert [row.kind for row in touched(comparison)] == ["contact", "service", "action", "budget_line"]


def test_a_document_read_from_a_file_is_compared_with_the_rows_it_was_written_from() -> None:
    old = made()
    new = without_ids(old)
    for goal in old["goals"]:
        goal["services"] = []
        for target in goal["targets"]:
            target["metric"] = None
    for position in old["positions"]:
        position["reports_to"] = None
    assert compared(old, new).counts == Counts()


def test_rows_with_other_ids_are_others_however_alike() -> None:
    old, new = made(), made()
    new["contacts"][0]["id"] = str(uuid.uuid4())
    assert compared(old, new).counts == Counts(added=1, removed=1)
