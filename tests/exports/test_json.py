"""The document as a file, and its published schema."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match

from plans.models import Plan
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import DocumentError, PlanDocument, parse, to_json
from pusdplans.exports.as_json import SCHEMA_ID, plan_schema, write
from tests.exports.documents import DOCUMENTS, edition, enriched
from tests.faults.lengths import times

VALIDATOR = Draft202012Validator(plan_schema(), format_checker=FormatChecker())


def test_file_is_what_dump_plan_prints(plan: Plan, real_document: dict[str, Any], capsys: Any) -> None:
    apply(plan, enriched(real_document))
    call_command("dump_plan", "2020-21", "instructional-services")
    assert write(collect(plan), edition()) == capsys.readouterr().out.encode()


@settings(max_examples=times(40, 100), deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_written_document_follows_the_schema_and_reads_back(document: PlanDocument) -> None:
    data = json.loads(write(document, edition()))
    assert best_match(VALIDATOR.iter_errors(data)) is None
    assert parse(data) == document


def test_real_plan_follows_the_schema(real_document: dict[str, Any]) -> None:
    assert best_match(VALIDATOR.iter_errors(real_document)) is None
    assert best_match(VALIDATOR.iter_errors(to_json(enriched(real_document)))) is None


BROKEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no department": lambda data: data.pop("department"),
    "a key nobody knows": lambda data: data["goals"][0].update(colour="green"),
    "another format": lambda data: data.update(format="plan-document/9"),
    "a cycle that is none": lambda data: data.update(cycle="2020"),
    "a number for a name": lambda data: data["contacts"][0].update(name=7),
    "money below nothing": lambda data: data["budget"]["lines"][0].update(amount="-1.00"),
    "money in thirds of a cent": lambda data: data["budget"]["lines"][0].update(amount="0.333"),
    "too much money": lambda data: data["budget"]["lines"][0].update(amount="1000000000.00"),
    "too much FTE": lambda data: data["positions"][0].update(fte="1000"),
    "words for money": lambda data: data["budget"]["lines"][0].update(amount="$40K"),
    "an answer that is neither yes nor no": lambda data: data["goals"][0]["actions"][0].update(
        additional_resources="maybe"
    ),
    "a clause that is no clause": lambda data: data["theory_of_action"]["clauses"][0].update(kind="but"),
    "a day that is none": lambda data: data["goals"][0]["targets"][0].update(due="June"),
    "an id that is none": lambda data: data["goals"][0].update(id="first"),
    "goals that are no list": lambda data: data.update(goals=None),
    "a name without end": lambda data: data["contacts"][0].update(name="x" * 301),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_broken_document_is_refused_by_schema_and_reader(
    real_document: dict[str, Any], spoil: Callable[[dict[str, Any]], Any]
) -> None:
    data = to_json(enriched(real_document))
    spoil(data)
    assert len(list(VALIDATOR.iter_errors(data))) == 1
    with pytest.raises(DocumentError):
        parse(data)


def test_command_prints_a_schema_that_says_what_each_part_is(capsys: Any) -> None:
    call_command("plan_schema")
    printed = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(printed)
    assert printed == plan_schema()
    assert (printed["$id"], printed["title"]) == (SCHEMA_ID, "Department annual plan")
    assert [name for name, part in printed["$defs"].items() if not part.get("description")] == []
