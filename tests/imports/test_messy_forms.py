"""Messy Word forms give exactly what is in them, and nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from pusdplans.document.schema import to_json
from pusdplans.imports.word.reading import read
from tests.imports.messy import MESSES, PICTURE, Mess


def plain(value: Any, places: dict[str, int]) -> Any:
    """Return JSON values without ids; a link names the place of what it leads to."""
    if isinstance(value, dict):
        return {key: plain(each, places) for key, each in value.items() if key != "id"}
    if isinstance(value, list):
        return [plain(each, places) for each in value]
    return places.get(value, value) if isinstance(value, str) else value


def fields(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as its messes are written down."""
    places = {each["id"]: place for place, each in enumerate(document["positions"]) if each["id"]}
    return plain(document, places)


@pytest.mark.parametrize("mess", MESSES.values(), ids=MESSES)
def test_messy_form_gives_exactly_what_is_in_it(mess: Callable[[], Mess]) -> None:
    made = mess()
    reading = read(made.content)
    found = fields(to_json(reading.document))
    assert {key: found[key] for key in made.expected} == made.expected
    assert [(each["where"], each["text"]) for each in found["unplaced"]] == made.unplaced
    assert [(each.goal, each.text) for each in reading.answers] == made.answers
    assert [(each.name, each.content) for each in reading.pictures] == [(name, PICTURE) for name in made.pictures]
    assert {path: reading.certainty[path].level for path in made.certainty} == made.certainty


@pytest.mark.parametrize("mess", MESSES.values(), ids=MESSES)
def test_every_word_is_counted_once(mess: Callable[[], Mess]) -> None:
    reading = read(mess().content)
    assert reading.words_in_file == reading.words_placed + reading.words_unplaced + reading.words_of_form
    assert reading.words_in_file > 0


def test_each_field_says_why_it_is_sure() -> None:
    reading = read(MESSES["labels_reworded_in_other_order"]().content)
    assert reading.certainty["purpose"].why == (
        "Its label is worded otherwise than on the form: “Statement of Purpose”."
    )
    assert [path for path, each in reading.certainty.items() if not each.why.endswith(".")] == []
