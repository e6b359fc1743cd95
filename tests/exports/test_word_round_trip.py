"""What was written as Word reads back as the same document: the real plan, and plans that hypothesis makes up."""

import re
from html import unescape
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.models import PlanningCycle
from plans.prompts import prompts_of
from plans.rich_text import clean_rich
from pusdplans.document.schema import PlanDocument, parse
from pusdplans.exports.edition import Edition
from pusdplans.exports.word import write
from pusdplans.imports.word.reading import read
from tests.document.strategies import by_place, documents
from tests.faults.lengths import times

BLANK = {"cycle": "2020-21", "division": "Academics", "department": "Instructional Services"}
TAGS = (
    "<p>",
    "</p>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<li>",
    "</li>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<br>",
)
thorough = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def edition_of(document: PlanDocument, **changed: Any) -> Edition:
    """Return a draft's edition."""
    prompts = prompts_of(PlanningCycle(label=document.cycle), document.department)
    values: dict[str, Any] = {
        "prompts": prompts,
        "district": "Pasadena Unified School District",
        "folder": "Department Plans 2020 - 2021",
        "status": "In progress",
    }
    return Edition(**{**values, **changed})


@settings(thorough, max_examples=500)
@given(documents())
def test_what_was_written_reads_as_the_same_document(document: PlanDocument) -> None:
    assert by_place(read(write(document, edition_of(document))).document) == by_place(document)


def test_real_plan_reads_as_the_same_document(real_document: dict[str, Any]) -> None:
    document = parse(real_document)
    reading = read(write(document, edition_of(document)))
    assert by_place(reading.document) == by_place(document)
    assert {each.level for each in reading.certainty.values()} == {"sure"}


def test_blank_plan_reads_as_a_blank_plan() -> None:
    document = parse(BLANK)
    assert by_place(read(write(document, edition_of(document))).document) == by_place(document)


def test_reworded_labels_do_not_matter(real_document: dict[str, Any]) -> None:
    document = parse(real_document)
    prompts = {key: f"Part {number}" for number, key in enumerate(edition_of(document).prompts)}
    reading = read(write(document, edition_of(document, prompts=prompts)))
    assert by_place(reading.document) == by_place(document)


@settings(thorough, max_examples=times(70, 200))
@given(st.lists(st.sampled_from(TAGS) | st.sampled_from(("one", "two ", " three", "&amp;", "1.")), max_size=14))
def test_html_no_editor_writes_keeps_its_words_in_order(pieces: list[str]) -> None:
    text = clean_rich("".join(pieces))
    document = parse({**BLANK, "purpose": text, "goals": [{"statement": text, "metrics": [{"text": text}]}]})
    again = read(write(document, edition_of(document))).document
    assert [words(each) for each in texts(again)] == [words(each) for each in texts(document)]


def texts(document: PlanDocument) -> list[str]:
    """Return the three rich texts."""
    return [
        document.purpose or "",
        document.goals[0].statement or "",
        "".join(m.text for m in document.goals[0].metrics),
    ]


def words(html: str) -> str:
    """Return the characters of an HTML text, without its tags and white space."""
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def test_control_a_lost_bold_or_a_moved_word_is_seen(real_document: dict[str, Any]) -> None:
    document = parse(real_document)
    real_document["goals"][0]["statement"] = real_document["goals"][0]["statement"].replace("strong>", "em>")
    assert by_place(parse(real_document)) != by_place(document)
