"""What was found comes into a plan part by part, never silently over text that is there."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pusdplans.document.schema import PlanDocument, parse, to_json
from pusdplans.imports.merging import ADD, KEEP, PARTS, REPLACE, has_text, merge, print_of, stays
from tests.document.strategies import documents
from tests.faults.lengths import times
from tests.imports.test_placing import spoken

HOW = (KEEP, REPLACE, ADD)
QUIET = settings(max_examples=times(20, 60), deadline=None, suppress_health_check=list(HealthCheck))


def document(**values: Any) -> PlanDocument:
    """Return a document with these parts."""
    return parse({"cycle": "2020-21", "division": "Academics", "department": "Special Education"} | values)


def words_of(whole: PlanDocument, part: str) -> Counter[str]:
    """Return the words of one part."""
    values = to_json(whole)
    names = {key: values[key] for key in ("cycle", "division", "department")}
    blank = to_json(document()) | names
    return spoken(blank | {key: values[key] for key in PARTS[part]}) - spoken(blank)


@given(documents(), documents(), st.fixed_dictionaries({part: st.sampled_from(HOW) for part in PARTS}))
@QUIET
def test_each_part_is_as_it_was_decided(there: PlanDocument, found: PlanDocument, choices: dict[str, str]) -> None:
    merged = merge(there, found, choices)
    for part in PARTS:
        was, new = words_of(there, part), words_of(found, part)
        how = choices[part] if has_text(there, part) else REPLACE
        wanted = {KEEP: was, REPLACE: new if has_text(found, part) else was, ADD: was + new}[how]
        assert words_of(merged, part) == wanted, part
    assert [each.text for each in merged.unplaced] == [each.text for each in (*there.unplaced, *found.unplaced)]
    assert (merged.department, merged.org_chart_files, merged.budget.files) == (
        there.department,
        there.org_chart_files,
        there.budget.files,
    )


@given(documents(), documents())
@QUIET
def test_text_that_is_there_stays_where_nothing_is_said(there: PlanDocument, found: PlanDocument) -> None:
    merged = to_json(merge(there, found, {}))
    for part, keys in PARTS.items():
        if has_text(there, part) and part != "goals":
            assert {key: merged[key] for key in keys} == {key: to_json(there)[key] for key in keys}


@given(documents(), documents())
@QUIET
def test_plan_without_text_takes_the_whole(there: PlanDocument, found: PlanDocument) -> None:
    # A goal's link to a service goes with that service, and services that say nothing are not taken.
    assume(has_text(found, "services") or not any(goal.services for goal in found.goals))
    blank = document(cycle=there.cycle, division=there.division, department=there.department)
    merged = merge(blank, found, {})
    for part in PARTS:
        if has_text(found, part):
            assert to_json(merged)[PARTS[part][0]] == (
                to_json(found)["budget"] | {"files": []} if part == "budget" else to_json(found)[PARTS[part][0]]
            )


def test_blank_rows_are_no_text() -> None:
    blank = document(
        goals=[{"actions": [{"text": ""}]}], contacts=[{"name": ""}], services=[{"text": ""}], budget={"lines": [{}]}
    )
    assert [part for part in PARTS if has_text(blank, part)] == []


@pytest.mark.parametrize(("part", "values"), (
    ("contacts", {"contacts": [{"name": "Ana"}]}),
    ("purpose", {"purpose": "<p>We</p>"}),
    ("services", {"services": [{"text": "", "items": [{"text": "We"}]}]}),
    ("theory-of-action", {"theory_of_action": {"prose": "<p>If</p>"}}),
    ("goals", {"goals": [{"actions": [{"text": "", "additional_resources": False}]}]}),
    ("organizational-chart", {"positions": [{"fte": "0.50"}]}),
    ("budget", {"budget": {"lines": [{"amount": "0.00"}]}}),
))  # fmt: skip
def test_the_least_that_is_there_is_text(part: str, values: dict[str, Any]) -> None:
    there = document(**values)
    assert [each for each in PARTS if has_text(there, each)] == [part]
    assert [stays(there, part, {part: how}) for how in HOW] == [True, False, False]
    assert print_of(there, part) != print_of(document(), part)


def test_ids_that_are_taken_are_made_anew_and_links_follow() -> None:
    one = "00000000-0000-0000-0000-000000000001"
    whole = document(
        goals=[{"metrics": [{"id": one, "text": "<p>Rate</p>"}], "targets": [{"text": "x", "metric": one}]}]
    )
    merged = merge(whole, whole, {"goals": ADD})
    ids = [goal.metrics[0].id for goal in merged.goals]
    assert [goal.targets[0].metric for goal in merged.goals] == ids
    assert len(set(ids)) == 2


def test_links_to_services_that_are_replaced_go() -> None:
    one = "00000000-0000-0000-0000-000000000001"
    there = document(services=[{"id": one, "text": "Train"}], goals=[{"focus": "a", "services": [one]}])
    merged = merge(there, document(services=[{"text": "Lead"}]), {"services": REPLACE})
    assert (merged.goals[0].services, [each.text for each in merged.services]) == ((), ["Lead"])
