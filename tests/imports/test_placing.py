"""Pieces of a reading go where a lead sends them, and no word is lost unless it is left out."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pusdplans.document.schema import PlanDocument, to_json
from pusdplans.imports.finding import pieces
from pusdplans.imports.pieces import HERE, OUT, UNPLACED, Own, Piece
from pusdplans.imports.placing import Choice, place, places_of
from pusdplans.imports.word.form import _words_of
from pusdplans.imports.word.reading import Reading, read
from tests.document.strategies import by_place, documents
from tests.faults.lengths import times
from tests.imports.mess import Mess
from tests.imports.messy import MESSES


def entries_of(document: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Return the framework entries that a document names, as if the district had them."""
    return frozenset((each["framework"], each["code"]) for goal in document["goals"] for each in goal["alignments"])


def own_of(document: dict[str, Any]) -> Own:
    """Return a plan that is named as the document says."""
    review = {key: value or "" for key, value in document["review"].items()}
    named = {"division": document["division"], "department": document["department"], **review}
    return Own(named, entries_of(document))


def found_in(reading: Reading) -> tuple[dict[str, Any], list[Piece]]:
    """Return a reading's document and pieces, for a plan that is named as it says."""
    document = to_json(reading.document)
    certainty = {path: [each.level, each.why] for path, each in reading.certainty.items()}
    answers = [{"goal": each.goal, "text": each.text} for each in reading.answers]
    return document, pieces(document, certainty, answers, own_of(document))


def spoken(document: dict[str, Any]) -> Counter[str]:
    """Return the words of a document's texts, without its own names, links, numbers and files."""
    texts = {key: value for key, value in document.items() if key not in ("org_chart_files", "format", "review")}
    budget = {key: value for key, value in document["budget"].items() if key != "files"}
    return _words_of(without(texts | {"budget": budget}))


def without(value: Any) -> Any:
    """Return JSON values without links and numbers, which are no words."""
    if isinstance(value, dict):
        kept = (key for key in value if key not in ("services", "metric") or _holds_items(value[key]))
        return {key: without(value[key]) for key in kept}
    if isinstance(value, list):
        return [without(each) for each in value]
    return value


def _holds_items(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


@given(st.data())
@settings(max_examples=times(45, 150), deadline=None, suppress_health_check=list(HealthCheck))
def test_no_word_is_lost_wherever_pieces_are_sent(data: st.DataObject) -> None:
    document = to_json(data.draw(documents()))
    own = Own(own_of(document).named, entries_of(document) if data.draw(st.booleans()) else frozenset())
    found = pieces(document, {}, [], own)
    goals = len(document["goals"])
    choices = {
        key: Choice(data.draw(st.sampled_from(sorted(places_of(each, goals) - {OUT}))))
        for key, each in by_key(found).items()
    }
    placed = to_json(place(document, found, choices).document)
    lost = spoken(document) - spoken(placed)
    assert lost == Counter()


def by_key(found: list[Piece]) -> dict[str, Piece]:
    """Return pieces by their keys, which are theirs alone."""
    keyed = {each.key: each for each in found}
    assert len(keyed) == len(found)
    return keyed


@given(documents())
@settings(max_examples=times(35, 100), deadline=None, suppress_health_check=list(HealthCheck))
def test_pieces_left_where_they_are_make_the_same_document(document: PlanDocument) -> None:
    values = to_json(document)
    found = pieces(values, {}, [], own_of(values))
    placed = place(values, found, {}).document
    wanted = by_place(document)
    wanted["unplaced"] += [
        {"where": "Attached file", "text": f"<p>{each.item['what']}</p>"} for each in found if each.shape == "file"
    ]
    made = by_place(placed)
    for each in (wanted, made):
        each["org_chart_files"] = each["budget"]["files"] = each["unplaced"] = None
    assert made == wanted


@pytest.mark.parametrize("mess", MESSES.values(), ids=MESSES)
def test_messy_form_can_be_placed_as_it_was_found(mess: Callable[[], Mess]) -> None:
    document, found = found_in(read(mess().content))
    placed = to_json(place(document, found, {}).document)
    assert spoken(document) - spoken(placed) == Counter()
    assert {each.key for each in found if each.has_place and not each.level} == set()


def simple() -> dict[str, Any]:
    """Return a small document with two goals."""
    from tests.imports.mess import action, goal, item, metric, target

    ids = {"id": None}
    goals = [
        goal("<p>First</p>", metrics=[ids | metric("<p>Rate</p>", source="CALPADS")], targets=[]),
        goal(
            "<p>Second</p>",
            actions=[ids | action("Train", ids | item("all <strong>staff</strong>"))],
            targets=[ids | target("<p>Ten</p>", baseline="3 in 2019")],
        ),
    ]
    return to_json(
        PlanDocument.model_validate(
            {
                "cycle": "2020-21",
                "division": "Academics",
                "department": "Special Education",
                "purpose": "<p>We <strong>serve</strong>.</p>",
                "contacts": [{"name": "Ana", "phone": "X1", "email": None}],
                "goals": goals,
                "unplaced": [{"where": "Headers", "text": "<p>Draft</p>"}],
            }
        )
    )


def placed_with(**choices: Any) -> dict[str, Any]:
    """Return the small document with these choices, keys with _ for -."""
    document = simple()
    found = pieces(document, {}, [], own_of(document))
    made = {key.replace("_", "-"): each if isinstance(each, Choice) else Choice(each) for key, each in choices.items()}
    assert set(made) <= set(by_key(found))
    return to_json(place(document, found, made).document)


def test_text_moves_behind_what_is_there() -> None:
    made = placed_with(unplaced_0="purpose", contacts_0="goals-0-audience")
    assert made["purpose"] == "<p>We <strong>serve</strong>.</p><p>Draft</p>"
    assert made["goals"][0]["audience"] == "<p>Ana</p><p>Telephone: X1</p>"
    assert (made["contacts"], made["unplaced"]) == ([], [])


def test_metric_and_target_move_whole_to_another_goal() -> None:
    made = placed_with(goals_0_metrics_0="goals-1-metric", goals_1_targets_0="goals-0-target")
    assert [each["source"] for each in made["goals"][1]["metrics"]] == ["CALPADS"]
    assert [each["baseline"] for each in made["goals"][0]["targets"]] == ["3 in 2019"]
    assert (made["goals"][0]["metrics"], made["goals"][1]["targets"]) == ([], [])


def test_metric_that_becomes_a_text_keeps_its_facts() -> None:
    made = placed_with(goals_0_metrics_0="goals-0-outcomes", goals_1_targets_0=UNPLACED)
    assert made["goals"][0]["outcomes"] == "<p>Rate</p><p>Source: CALPADS</p>"
    assert made["unplaced"][0] == {
        "id": None,
        "where": "Goal 2, target (D)",
        "text": "<p>Ten</p><p>Baseline: 3 in 2019</p>",
    }


def test_text_becomes_actions_line_by_line() -> None:
    document = simple() | {
        "purpose": "<p>A. Meet</p><ul><li>weekly<ul><li>on <em>Monday</em></li></ul></li><li>monthly</li></ul>"
    }
    found = pieces(document, {}, [], own_of(document))
    made = to_json(place(document, found, {"purpose": Choice("goals-1-action")}).document)
    actions = made["goals"][1]["actions"]
    assert [each["text"] for each in actions] == ["Train", "A. Meet", "weekly", "monthly"]
    assert [each["text"] for each in actions[2]["items"]] == ["on <em>Monday</em>"]


def test_what_is_left_out_is_gone() -> None:
    document = simple()
    found = pieces(document, {}, [], own_of(document))
    result = place(document, found, {"purpose": Choice(OUT), "goals-0-statement": Choice(OUT)})
    assert (result.document.purpose, result.document.goals[0].statement) == (None, None)
    assert Counter(result.places.values()) == {HERE: len(found) - 3, UNPLACED: 1, OUT: 2}


def test_goal_that_lost_all_it_had_is_no_goal_any_more() -> None:
    made = placed_with(goals_0_statement="goals-1-statement", goals_0_metrics_0="goals-1-metric")
    assert [each["statement"] for each in made["goals"]] == ["<p>Second</p><p>First</p>"]


def test_text_makes_a_new_goal() -> None:
    made = placed_with(unplaced_0="goals-2-statement")
    assert [each["statement"] for each in made["goals"]] == ["<p>First</p>", "<p>Second</p>", "<p>Draft</p>"]


def test_texts_are_corrected() -> None:
    made = placed_with(
        contacts_0=Choice(texts={"name": "Ana Ruiz", "phone": ""}),
        goals_0_metrics_0=Choice(texts={"text": "<p>The rate</p><script>alert(1)</script>"}),
        goals_1_actions_0=Choice(texts={"text": "<ul><li><p>Train all</p></li><li>Ask</li></ul>"}),
        purpose=Choice(texts={"text": " "}),
    )
    assert made["contacts"] == [{"id": None, "name": "Ana Ruiz", "phone": None, "email": None}]
    assert made["goals"][0]["metrics"][0]["text"] == "<p>The rate</p>"
    assert [each["text"] for each in made["goals"][1]["actions"]] == ["Train all", "Ask"]
    assert made["purpose"] is None


@pytest.mark.parametrize("place_", ("goals-9-metric", "nowhere", "answer-0-7", "purpose\n"))
def test_place_there_is_not_changes_nothing(place_: str) -> None:
    assert placed_with(purpose=place_, unplaced_0=place_) == placed_with()


def test_entry_the_district_lacks_stays_as_unplaced_text() -> None:
    document = simple()
    document["goals"][0]["alignments"] = [{"framework": "LCAP", "code": "9", "text": "Access"}]
    found = pieces(document, {}, [], Own(own_of(document).named))
    made = to_json(place(document, found, {}).document)
    assert made["goals"][0]["alignments"] == []
    assert made["unplaced"][0]["where"] == "Goal 1, aligned to"
    assert made["unplaced"][0]["text"] == "<p>Plan: LCAP</p><p>Entry: 9</p><p>Wording: Access</p>"


def test_names_that_are_not_the_plan_s_are_kept() -> None:
    document = simple()
    found = pieces(document, {}, [], Own({"division": "ACADEMICS", "department": "Instructional Services"}))
    assert [(each.key, each.default) for each in found if each.shape == "named"] == [("named-department", UNPLACED)]
    made = to_json(place(document, found, {}).document)
    assert made["unplaced"][0] == {"id": None, "where": "Department", "text": "<p>Special Education</p>"}


# Answers about additional resources.


@pytest.mark.parametrize(
    ("text", "answer", "cost", "note"),
    (
        ("Yes", True, None, None),
        ("No", False, None, None),
        ("Yes - $40K for subs", True, "40000.00", "for subs"),
        ("Y, 0.5 FTE", True, None, None),
        ("N/A", None, None, "N/A"),
        ("Ask the budget office", None, None, "Ask the budget office"),
        ("Yes\nNo", None, None, "Yes\nNo"),
    ),
)
def test_answer_is_given_to_an_action(text: str, answer: bool | None, cost: str | None, note: str | None) -> None:
    document = simple()
    document["unplaced"] = [
        {"id": None, "where": "Additional resources (E), goal 2", "text": f"<p>{text}</p>".replace("\n", "<br>")}
    ]
    found = pieces(document, {}, [{"goal": 1, "text": text}], own_of(document))
    assert [each.shape for each in found if each.part == "unplaced"] == ["answer"]
    made = to_json(place(document, found, {"unplaced-0-0": Choice("answer-1-0")}).document)
    action = made["goals"][1]["actions"][0]
    assert (action["additional_resources"], action["estimated_cost"], action["resource_note"]) == (answer, cost, note)
    assert action["estimated_fte"] == ("0.50" if "FTE" in text else None)
    assert made["unplaced"] == []


def test_cell_of_answers_is_a_piece_for_each() -> None:
    reading = read(MESSES["answers_of_all_kinds"]().content)
    _document, found = found_in(reading)
    answers = [re.sub(r"<[^>]+>", " ", each.html).split() for each in found if each.shape == "answer"]
    assert answers == [each.text.split() for each in reading.answers]


def test_answer_of_an_action_left_out_is_kept() -> None:
    document = simple()
    document["unplaced"] = [{"id": None, "where": "Additional resources (E), goal 2", "text": "<p>Yes</p>"}]
    found = pieces(document, {}, [{"goal": 1, "text": "Yes"}], own_of(document))
    choices = {"unplaced-0-0": Choice("answer-1-0"), "goals-1-actions-0": Choice(OUT)}
    made = to_json(place(document, found, choices).document)
    assert [each["text"] for each in made["unplaced"]] == ["<p>Yes</p>"]


def test_control_leaving_out_is_what_loses_words() -> None:
    """The count that the property leans on does see a lost word."""
    document = simple()
    found = pieces(document, {}, [], own_of(document))
    for choice, lost in ((HERE, Counter()), (OUT, Counter({"we": 1, "serve": 1}))):
        made = to_json(place(document, found, {"purpose": Choice(choice)}).document)
        assert spoken(document) - spoken(made) == lost
