"""The Word file as others read it: python-docx opens it, and what it says about itself makes it usable by everybody."""

import zipfile
from collections import Counter
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from pusdplans.document.schema import PlanDocument, parse
from pusdplans.exports.edition import FORMATS
from pusdplans.exports.word import write
from tests.exports.test_word_round_trip import BLANK, edition_of

ROMAN = ("i", "ii", "iii", "iv", "v")
NAMES = {
    "decimal": str,
    "lowerLetter": lambda number: chr(ord("a") + number - 1),
    "lowerRoman": lambda number: ROMAN[number - 1],
}


@pytest.fixture
def filled(real_document: dict[str, Any]) -> PlanDocument:
    """The real plan with a roster, a budget and everything else the paper has no box for."""
    ids = [f"00000000-0000-0000-0000-00000000000{number}" for number in range(3)]
    real_document["positions"] = [
        {"id": ids[0], "name": "María Núñez", "title": "Chief Academic Officer", "fte": "1"},
        {"id": ids[1], "title": "Coordinator", "position_number": "1042", "fte": "0.5", "reports_to": ids[0]},
    ]
    real_document["budget"]["lines"] = [{"fund": "01.0", "object": "1100", "amount": "1240000"}]
    goal = real_document["goals"][0]
    goal["statement"] += "<ol><li>one</li><li>two</li></ol>"
    goal["metrics"][1]["text"] += "<p>More</p><ol><li>one</li></ol>"
    goal["actions"][0] |= {"additional_resources": True, "estimated_cost": "40000", "resource_note": "Substitutes"}
    return parse(real_document)


def parts(content: bytes) -> dict[str, Any]:
    """Return the XML parts of a file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def opened(document: PlanDocument, **changed: Any) -> Any:
    """Return the file as python-docx opens it."""
    return docx.Document(BytesIO(write(document, edition_of(document, **changed))))


def said(element: Any) -> str:
    """Return the text of an element."""
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def of_style(page: Any, style: str) -> list[str]:
    """Return the texts of all paragraphs of a style, those in tables included."""
    found = page.element.body.iter(qn("w:p"))
    return [said(each) for each in found if each.pPr is not None and each.pPr.style == style]


def test_headings_are_the_form_s_titles_and_labels(filled: PlanDocument) -> None:
    page = opened(filled)
    assert of_style(page, "Title") == ["Pasadena Unified School District"]
    assert of_style(page, "Subtitle") == ["2020 - 2021 Annual Plan"]
    assert of_style(page, "Heading1") == ["Instructional Services Department Plan", "Department Annual Planning Form"]
    assert of_style(page, "Heading2") == [
        "Department",
        "Department statement of purpose",
        "Department theory of action (TOA)",
        "Department organizational chart",
        "Department budget",
        "Department contact",
        "Telephone/E-mail",
        "Department name:",
        "Department statement of purpose (A):",
        "List of services",
        "Department theory of action:",
        "Department Goals (Outcomes) 2020-21 (B)",
        "Metrics (C)",
        "Targets (D)",
        "Department Actions for 2020-21 (E)",
        "Will this take additional resources to do in 21-22?",
        "Unplaced text",
    ]


def test_years_follow_the_cycle() -> None:
    page = opened(parse({**BLANK, "cycle": "2026-27"}))
    assert of_style(page, "Subtitle") == ["2026 - 2027 Annual Plan"]
    assert "Will this take additional resources to do in 27-28?" in of_style(page, "Heading2")


def test_help_texts_are_the_form_s(filled: PlanDocument) -> None:
    prompts = edition_of(filled).prompts
    keys = ("cover_help", "purpose_help", "theory_of_action_help", "org_chart_help", "planning_help")
    columns = ("goals_help", "metrics_help", "targets_help", "actions_help")
    assert of_style(opened(filled), "PlanHelp") == [*(prompts[key] for key in (*keys, *columns)), "Yes/No"]


def test_where_it_is_returned_and_filed(filled: PlanDocument) -> None:
    page = opened(filled)
    assert of_style(page, "PlanReturn") == ["Return to David Rennie By Oct. 5, 2020"]
    assert of_style(page, "PlanFiled") == ["Add to DLN folder Department Plans 2020 - 2021"]
    blank = opened(parse(BLANK))
    assert of_style(blank, "PlanReturn") == ["Return to ____________________ By ____________________"]


def test_each_table_is_described_and_repeats_its_header(filled: PlanDocument) -> None:
    tables = list(opened(filled).element.body.iter(qn("w:tbl")))
    captions = [each.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for each in tables]
    assert captions == [
        "Instructional Services Department Plan",
        "Roster of the organizational chart",
        "Lines of the budget",
        "Department Annual Planning Form",
        "Department Goals (Outcomes) 2020-21, Metrics, Targets",
        "Department Actions for 2020-21",
    ]
    assert [len(each.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))) > 30 for each in tables] == [True] * 6
    headers = [[row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in each.tr_lst] for each in tables]
    assert [row[0] for row in headers] == [False, True, True, False, True, True]
    assert [any(row[1:]) for row in headers] == [False] * 6


def test_file_says_its_language_title_and_subject(filled: PlanDocument) -> None:
    content = write(filled, edition_of(filled))
    properties = docx.Document(BytesIO(content)).core_properties
    assert properties.title == "Instructional Services Department Plan, 2020 - 2021 Annual Plan"
    assert (properties.subject, properties.language) == ("Instructional Services 2020-21", "en-US")
    assert [each.get(qn("w:val")) for each in parts(content)["word/styles.xml"].iter(qn("w:lang"))] == ["en-US"]


def test_links_are_real_and_each_address_is_there_once(filled: PlanDocument) -> None:
    page = opened(filled)
    found = [(said(each), each.get(qn("r:id"))) for each in page.element.body.iter(qn("w:hyperlink"))]
    addresses = {key: each.target_ref for key, each in page.part.rels.items() if each.is_external}
    retreat = "https://www.pusd.us/documents/senior-defense-retreat-series"
    resolution = "https://www.pusd.us/documents/resolution-commitment-to-black-students"
    assert [addresses[key] for text, key in found if text == "Senior Defense Retreat Series"] == [retreat]
    assert [addresses[key] for text, key in found if text == "Resolution"] == [resolution, resolution]
    assert max(Counter(addresses.values()).values()) == 1


def test_bold_and_accents_stay(filled: PlanDocument) -> None:
    bold = [
        each.find(qn("w:t")).text
        for each in opened(filled).element.body.iter(qn("w:r"))
        if each.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None
    ]
    assert bold[:2] == ["engagement", "equity of students and instruction"]
    assert "María Núñez" in of_style(opened(filled), "PlanCell")


def test_header_and_footer_say_what_it_is(filled: PlanDocument) -> None:
    draft = opened(filled).sections[0]
    assert draft.header.paragraphs[0].text == "\tDraft"
    assert said(draft.footer._element) == "Instructional Services 2020-21, draftPage 1 of 1"
    fields = draft.footer._element.iter(qn("w:fldSimple"))
    assert [each.get(qn("w:instr")).strip() for each in fields] == ["PAGE", "NUMPAGES"]
    approved = opened(filled, version=2, status="Approved").sections[0]
    assert approved.header.paragraphs[0].text == "\tApproved"
    assert said(approved.footer._element) == "Instructional Services 2020-21, version 2Page 1 of 1"


def test_paper_is_letter_with_the_form_s_margins(filled: PlanDocument) -> None:
    section = opened(filled).sections[0]
    assert (section.page_width.inches, section.page_height.inches) == (8.5, 11)
    assert (section.left_margin.inches, section.right_margin.inches) == (1.25, 1.25)
    assert (section.top_margin.inches, section.bottom_margin.inches) == (1, 1)


def numbers_in(content: bytes) -> list[tuple[str, str, str]]:
    """Return (style, number, text) of the numbered paragraphs, counted as Word counts: one counter for each definition
    and level, begun anew by an item of a level above it."""
    xml = parts(content)
    kinds: dict[str, list[Any]] = {
        each.get(qn("w:abstractNumId")): list(each.iter(qn("w:lvl")))
        for each in xml["word/numbering.xml"]
        if each.tag == qn("w:abstractNum")
    }
    lists = {each.get(qn("w:numId")): each for each in xml["word/numbering.xml"].iter(qn("w:num"))}
    assert [each for each in lists.values() if each.find(qn("w:lvlOverride")) is not None] == []
    counters: dict[tuple[str, int], int] = {}
    found = []
    for paragraph in xml["word/document.xml"].iter(qn("w:p")):
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            continue
        level = int(properties.find(qn("w:ilvl")).get(qn("w:val")))
        number = properties.find(qn("w:numId")).get(qn("w:val"))
        kind = lists[number].find(qn("w:abstractNumId")).get(qn("w:val"))
        look = kinds[kind][level]
        start = int(look.find(qn("w:start")).get(qn("w:val")))
        counters[kind, level] = counters.get((kind, level), start - 1) + 1
        for deeper in [each for each in counters if each[0] == kind and each[1] > level]:
            del counters[deeper]
        name = NAMES.get(look.find(qn("w:numFmt")).get(qn("w:val")))
        if name:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
            found.append((style, f"{name(counters[kind, level])}.", said(paragraph)[:12]))
    return found


def test_numbers_are_1_a_i_1_and_begin_anew_under_each_goal(filled: PlanDocument) -> None:
    numbered = numbers_in(write(filled, edition_of(filled)))
    begin = next(place for place, each in enumerate(numbered) if each[2] == "Department A")
    in_actions = [each for each in numbered[begin:] if each[0] in ("PlanStatement", "PlanAction")]
    first, second = "1. a. b. c. d.", "2. a. b. c."
    third = "3. a. b. i. c. i. d. i. ii. iii. 1. 2. 3. e."
    fourth = "4. a. i. b. i. ii. 1. iii. iv. v."
    assert " ".join(each[1] for each in in_actions) == f"{first} {second} {third} {fourth}"
    sections = [each[1] for each in numbered if each[0] == "Heading2"]
    assert sections == ["1.", "2."]


def test_a_list_inside_a_goal_does_not_count_the_goals_on(filled: PlanDocument) -> None:
    numbered = numbers_in(write(filled, edition_of(filled)))
    begin = next(place for place, each in enumerate(numbered) if each[2] == "Department A")
    goals = [each[1] for each in numbered[:begin] if each[0] in ("PlanStatement", "PlanOutcomes", "PlanAudience")]
    assert goals == [number for goal in "1234" for number in (f"{goal}.", "a.", "b.")]
    assert [each[1] for each in numbered[:begin] if each[0] == "PlanItem"] == ["1.", "2.", "1."]
    assert [each[1] for each in numbered[:begin] if each[0] == "PlanMetric"] == ["1.", "2.", "3."]


def test_each_action_has_its_row_with_its_answer(filled: PlanDocument) -> None:
    rows = list(list(opened(filled).element.body.iter(qn("w:tbl")))[-1].tr_lst)
    goal = filled.goals[0]
    texts = [[said(cell) for cell in row.tc_lst] for row in rows]
    assert len(rows) == 1 + len(filled.goals) + sum(len(each.actions) for each in filled.goals)
    assert texts[2] == [goal.actions[0].text, "YesEstimate: $40,000.00Note: Substitutes"]
    assert texts[3] == [goal.actions[1].text, ""]


def test_same_document_gives_the_same_bytes(filled: PlanDocument) -> None:
    content = write(filled, edition_of(filled))
    assert write(parse(filled.model_dump(mode="json")), edition_of(filled)) == content
    assert FORMATS["docx"].write(filled, edition_of(filled)) == content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_characters_no_file_can_hold_are_left_out(filled: PlanDocument) -> None:
    content = write(filled, edition_of(filled, district="Pasa\x00dena\x0b\ufffe", status="St\x1fatus", version=1))
    assert of_style(docx.Document(BytesIO(content)), "Title") == ["Pasadena"]
    assert "Status" in said(parts(content)["word/header.xml"])


def test_every_style_used_is_defined(filled: PlanDocument) -> None:
    xml = parts(write(filled, edition_of(filled)))
    defined = {each.get(qn("w:styleId")) for each in xml["word/styles.xml"].iter(qn("w:style"))}
    used = {
        each.get(qn("w:val"))
        for name in ("word/document.xml", "word/header.xml", "word/footer.xml")
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for each in xml[name].iter(qn(tag))
    }
    assert used - defined == set()
