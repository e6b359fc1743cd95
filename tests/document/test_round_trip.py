"""The real plan goes in and comes out word for word."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from plans.models import Plan
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse, to_json
from tests.district import Cast


def without_ids(value: Any) -> Any:
    """Return JSON values without ids and without the optional keys the contract's own file does not carry."""
    if isinstance(value, dict):
        return {
            key: without_ids(each)
            for key, each in value.items()
            if key not in ("id", "files", "review") and (key, each) != ("services", [])
        }
    return [without_ids(each) for each in value] if isinstance(value, list) else value


def test_real_plan_comes_out_as_it_went_in(plan: Plan, real_document: dict[str, Any]) -> None:
    apply(plan, parse(real_document))
    assert without_ids(to_json(collect(plan))) == without_ids(real_document)


def test_dump_loads_again_to_the_same_document(
    cast: Cast, real_document: dict[str, Any], tmp_path: Any, capsys: Any
) -> None:
    apply(cast.plan, parse(real_document))
    call_command("dump_plan", "2020-21", "instructional-services")
    printed = capsys.readouterr().out
    (tmp_path / "plan.json").write_text(printed)
    call_command("load_plan", str(tmp_path / "plan.json"))
    capsys.readouterr()
    call_command("dump_plan", "2020-21", "instructional-services")
    assert json.loads(capsys.readouterr().out) == json.loads(printed)


def test_load_names_the_path_and_loads_nothing(cast: Cast, real_document: dict[str, Any], tmp_path: Any) -> None:
    before = to_json(collect(cast.plan))
    real_document["goals"][1]["targets"][0]["due"] = "soon"
    real_document["contacts"][0]["name"] = 7
    (tmp_path / "plan.json").write_text(json.dumps(real_document))
    with pytest.raises(CommandError) as error:
        call_command("load_plan", str(tmp_path / "plan.json"))
    assert "goals[1].targets[0].due:" in str(error.value)
    assert "contacts[0].name:" in str(error.value)
    assert to_json(collect(cast.plan)) == before
