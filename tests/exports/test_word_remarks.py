"""Comments leave in a Word file as Word's own, and come back as no text of the plan."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import docx
import pytest

from pusdplans.document.compare import rows_of
from pusdplans.document.schema import PlanDocument, parse
from pusdplans.exports.remarks import Remark, Words
from pusdplans.exports.word import write
from pusdplans.imports.word.reading import read
from tests.document.strategies import by_place
from tests.exports.test_word_round_trip import edition_of

AT = datetime.datetime(2020, 10, 4, 16, 10)
ITEMS = {"contacts", "services", "items", "goals", "metrics", "targets", "actions", "clauses"}


def identified(value: Any, name: str = "") -> Any:
    """Give every item of a document's JSON an id."""
    if isinstance(value, list):
        return [identified(each) | {"id": str(uuid4())} if name in ITEMS else each for each in value]
    if isinstance(value, dict):
        return {key: identified(each, key) for key, each in value.items()}
    return value


@pytest.fixture
def document(real_document: dict[str, Any]) -> PlanDocument:
    """The real plan, with an id on each row, a position and a line of the budget."""
    positions = [{"id": str(uuid4()), "title": "Director"}]
    budget = {"lines": [{"id": str(uuid4()), "description": "Books"}]}
    return parse(identified(real_document) | {"positions": positions, "budget": budget})


def remark(text: str, row: UUID | None = None, part: str = "goals", quote: str = "", **more: Any) -> Remark:
    """Make a remark with one answer."""
    said = (Words("David Rennie", AT, text), Words("Julianne Reynoso", AT, "All 22.\nNamed now."))
    return Remark(part, row, quote, said, **more)


def text_between(content: bytes, number: int) -> str:
    """Return the text that the range of a comment spans."""
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    start, end = (xml.index(f'<w:commentRange{which} w:id="{number}"/>') for which in ("Start", "End"))
    return "".join(re.findall(r"<w:t[^>]*>([^<]*)", xml[start:end]))


def test_each_comment_hangs_on_its_row_with_author_date_and_answers(document: PlanDocument) -> None:
    goal = document.goals[0]
    content = write(
        document,
        edition_of(document, remarks=(remark("Which <sites> & when?\x0b", goal.id, quote="engagement\nof staff"),)),
    )
    comments = list(docx.Document(io.BytesIO(content)).comments)
    assert [
        (each.author, each.initials, each.timestamp and each.timestamp.replace(tzinfo=None)) for each in comments
    ] == [
        ("David Rennie", "DR", AT),
        ("Julianne Reynoso", "JR", AT),
    ]
    assert comments[0].text == "“engagement of staff”\nWhich <sites> & when?"
    assert comments[1].text == "All 22.\nNamed now."
    assert text_between(content, 0).startswith("This goal will address how leadership")
    assert "b. Targeted" not in text_between(content, 0) and "Metrics" not in text_between(content, 0)


def test_answers_name_what_they_answer_and_what_is_resolved_is_done(document: PlanDocument) -> None:
    remarks = (remark("One"), remark("Two", is_done=True))
    content = write(document, edition_of(document, remarks=remarks))
    threads = zipfile.ZipFile(io.BytesIO(content)).read("word/commentsExtended.xml").decode()
    found = re.findall(r'paraId="(\w+)"(?: w15:paraIdParent="(\w+)")? w15:done="(\d)"', threads)
    assert found == [
        ("10000000", "", "0"),
        ("10000001", "10000000", "0"),
        ("10000002", "", "1"),
        ("10000003", "10000002", "1"),
    ]


def every_place(document: PlanDocument) -> Iterator[tuple[str, UUID | None]]:
    """Go through all rows and parts."""
    for part, rows in rows_of(document).parts.items():
        if part != "unplaced":
            yield part, None
        for row in rows:
            for each in (row, *row.children):
                if each.kind != "goal_actions" and each.id:
                    yield part, each.id


def test_no_place_of_a_plan_loses_its_comment_and_a_row_that_is_gone_has_its_part(document: PlanDocument) -> None:
    places = [*every_place(document), ("budget", uuid4())]
    assert len(places) > 60
    remarks = tuple(remark(f"{part} {row}", row, part) for part, row in places)
    content = write(document, edition_of(document, remarks=remarks))
    comments = list(docx.Document(io.BytesIO(content)).comments)
    assert sorted(each.text for each in comments[::2]) == sorted(f"{part} {row}" for part, row in places)
    numbers = {each.comment_id for each in comments}
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(map(int, re.findall(rf'<w:{tag} w:id="(\d+)"', xml))) == sorted(numbers)


def test_a_form_with_comments_reads_as_the_same_plan_and_what_was_added_in_word_is_kept(document: PlanDocument) -> None:
    remarks = tuple(remark("Which sites?", row, part) for part, row in every_place(document))
    content = write(document, edition_of(document, remarks=remarks))
    assert by_place(read(content).document) == by_place(document)
    opened = docx.Document(io.BytesIO(content))
    opened.add_comment(opened.paragraphs[0].runs, "And the nurses?", author="Ana Ruiz", initials="AR")
    file = io.BytesIO()
    opened.save(file)
    *before, added = read(file.getvalue()).document.unplaced
    assert len(before) == len(document.unplaced)
    assert added.text == "<p>And the nurses?</p>" and "Ana Ruiz" in added.where


def test_without_comments_a_file_is_the_same_bytes_as_ever(document: PlanDocument) -> None:
    content = write(document, edition_of(document))
    assert [each for each in zipfile.ZipFile(io.BytesIO(content)).namelist() if "comment" in each] == []
    assert content == write(document, edition_of(document, remarks=()))
