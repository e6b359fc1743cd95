"""What stands in the PDF, read back by another library, and judged by a second checker of PDF/UA-1."""

import datetime
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import typst
from django.conf import settings as site
from pypdf.generic import ArrayObject, DictionaryObject

from plans.rich_text import to_plain
from pusdplans.document.schema import PlanDocument, parse, to_json, walk
from pusdplans.exports.pdf import write
from tests.exports import printed
from tests.exports.printed import failures, read, squeezed, text_of

EDITIONS = {"draft": printed.DRAFT, "submitted": printed.SUBMITTED, "approved": printed.APPROVED}


@pytest.fixture
def real(real_document: dict[str, Any]) -> PlanDocument:
    """The real plan."""
    return parse(real_document)


def tags(content: bytes) -> Iterator[tuple[str, DictionaryObject]]:
    """Yield the structure in reading order: what each element is, and the element."""

    def within(element: Any) -> Iterator[tuple[str, DictionaryObject]]:
        element = element.get_object()
        if isinstance(element, ArrayObject):
            for each in element:
                yield from within(each)
        elif isinstance(element, DictionaryObject):
            if "/S" in element:
                yield element["/S"], element
            if "/K" in element:
                yield from within(element["/K"])

    yield from within(read(content).trailer["/Root"]["/StructTreeRoot"]["/K"])


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
@pytest.mark.parametrize("plan", ["real", "empty", "large", "25 positions", "300 positions"])
def test_every_file_keeps_pdf_ua(plan: str, edition: dict[str, Any], real: PlanDocument) -> None:
    made = {
        "real": lambda: real,
        "empty": printed.empty,
        "large": printed.large,
        "25 positions": lambda: printed.with_roster(25),
        "300 positions": lambda: printed.with_roster(300),
    }
    assert failures(write(made[plan](), printed.edition(**edition))) == []


def test_control_the_checker_sees_a_file_without_tags() -> None:
    content = typst.Compiler(b'#set document(title: "T")\nHello').compile(format="pdf", pdf_tags=False)
    assert {rule for rule, _message in failures(content)} >= {"PDFUA1-CONTENT-TAGGING-001", "PDFUA1-ID-SCHEMA-001"}


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_footer_stands_on_every_page(edition: dict[str, Any]) -> None:
    content = write(printed.large(), printed.edition(**edition))
    version = f"version {edition['version']}" if edition["version"] else "draft"
    pages = read(content).pages
    wanted = [f"InstructionalServices2020-21,{version},page{n}of{len(pages)}" for n in range(1, len(pages) + 1)]
    assert len(pages) > 5
    found = [re.search(r"InstructionalServices2020-21,.*?of\d+", squeezed(each.extract_text())) for each in pages]
    assert [each and each.group() for each in found] == [squeezed(each) for each in wanted]


def test_status_and_day_of_approval_are_said_and_a_draft_is_marked_on_every_page(real: PlanDocument) -> None:
    said, marked = {}, {}
    for name, edition in EDITIONS.items():
        pages = [each.extract_text() for each in read(write(real, printed.edition(**edition))).pages]
        standing = r"Draft, not submitted|Version \d\. \w+(?: \w+\. \d+, \d{4})?"
        said[name] = {match for each in pages for match in re.findall(standing, each)}
        marked[name] = [bool(re.search(r"\bDRAFT\b|D\s*R\s*A\s*F\s*T", each)) for each in pages]
    assert said == {
        "draft": {"Draft, not submitted"},
        "submitted": {"Version 1. Submitted"},
        "approved": {"Version 2. Approved Oct. 12, 2020"},
    }
    assert (set(marked["draft"]), set(marked["submitted"]), set(marked["approved"])) == ({True}, {False}, {False})


def words_of(value: Any, key: str = "") -> Iterator[str]:
    """Yield every word a document's values hold; ids, kinds and numbers are not words."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from words_of(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from words_of(each, key)
    elif isinstance(value, str) and key not in (
        "id",
        "format",
        "metric",
        "reports_to",
        "due",
        "services",
        "kind",
        "fte",
    ):
        number = re.fullmatch(r"\d+\.\d\d", value)
        yield from [f"${float(value):,.2f}"] if number else to_plain(value).split()


@pytest.mark.parametrize("plan", ["real", "large"])
def test_every_word_is_there(plan: str, real: PlanDocument) -> None:
    document = real if plan == "real" else printed.large()
    text = text_of(write(document, printed.edition()))
    words = set(words_of(to_json(document)))
    assert len(words) > 150
    assert {each for each in words if each not in text} == set()


def test_form_has_its_labels_help_and_numbers(real: PlanDocument) -> None:
    edition = printed.edition()
    text = text_of(write(real, edition))
    upper = ("cover_title", "cover_year", "planning_title", "department", "purpose", "org_chart", "budget", "contact")
    wanted = [word.upper() if key in upper else word for key, word in edition.prompts.items()]
    capitals = ("theory_of_action", "theory_of_action_cover", "contact_reach", "department_name", "services")
    wanted = [edition.prompts[key].upper() if word == edition.prompts[key] and key in capitals else word
              for word, key in zip(wanted, edition.prompts, strict=True)]  # fmt: skip
    assert [each for each in wanted if squeezed(each) not in text] == []
    for part in (
        "PURPOSE (A):", "1. Department Goals (Outcomes) 2020-21 (B)", "Metrics (C)", "Targets (D)",
        "2. Department Actions for 2020-21 (E)", "1. Return to David Rennie By Oct. 5, 2020",
        "2. Add to DLN folder Department Plans 2020 - 2021", "b. Dual Enrollment i. CTE courses ii. Pathway articulation 1. Dual",
    ):  # fmt: skip
        assert squeezed(part) in text


def test_structure_has_headings_header_cells_lists_and_links(real: PlanDocument) -> None:
    content = write(real, printed.edition())
    found = list(tags(content))
    names = [name for name, _element in found]
    assert [name for name in names if re.fullmatch(r"/H\d?", name)] == ["/H1", *["/H2"] * 7, "/H1", *["/H2"] * 10]
    scopes = [
        attribute["/Scope"]
        for name, element in found
        if name == "/TH"
        for attribute in (element["/A"] if isinstance(element["/A"], ArrayObject) else [element["/A"]])
        if "/Scope" in attribute
    ]
    assert scopes == ["/Column"] * (3 + 2 + 4)
    outlines = [*walk(real.services), *(line for goal in real.goals for line in walk(goal.actions))]
    beneath = sum(level > 0 for level, _item in outlines)
    assert names.count("/LI") == beneath + str(to_json(real)).count("<li>") + 2
    annotations = [each.get_object() for one in read(content).pages for each in one.get("/Annots", [])]
    assert {each["/A"]["/URI"] for each in annotations} >= {"mailto:reynoso.julianne@pusd.us"}
    root = read(content).trailer["/Root"]
    assert (root["/Lang"], read(content).metadata.title) == (
        "en-US",
        "Instructional Services Department Plan, 2020 - 2021 Annual Plan",
    )


def test_chart_is_drawn_with_its_alternative_in_words() -> None:
    small, wide = (write(printed.with_roster(count), printed.edition()) for count in (7, 80))
    alts = [[str(e["/Alt"]) for name, e in tags(each) if name == "/Figure"] for each in (small, wide)]
    assert alts[0][0].startswith(
        "Organizational chart of 7 positions, 6.50 FTE. Kim Edwards, Chief Academic Officer, 10000, 1.00"
    )
    assert alts[0][0].count("reports to") == 6
    assert alts[1] == [
        "Organizational chart of 80 positions, 74.50 FTE, 8 vacant (7.50 FTE). The roster after it says the same in words."
    ]
    text = text_of(wide)
    names = [each.name or "Vacant" for each in printed.with_roster(80).positions]
    assert [each for each in names if text.count(squeezed(each)) < 2] == []
    assert text.count("10079") == 2
    widths = [float(each.mediabox.width) for each in read(wide).pages]
    assert [each for each in widths if each != 612] == [1224]


def test_budget_has_totals() -> None:
    line = {"fund": "01.0", "resource": "0000", "object": "4300", "description": "Books", "amount": "1234567.50"}
    other = {
        "fund": "01.0",
        "resource": "3010",
        "object": "1100",
        "description": "Teacher",
        "amount": "0.10",
        "fte": "1.5",
    }
    third = {"resource": "3010", "object": "1100", "amount": "2.00"}
    plan = {
        **to_json(printed.empty()),
        "budget": {"lines": [line, other, third], "note": "<p>See <em>the</em> book</p>"},
    }
    text = text_of(write(parse(plan), printed.edition()))
    for part in (
        "Books $1,234,567.50", "Teacher $0.10 1.50", "Total $1,234,569.60 1.50", "01.0 $1,234,567.60 1.50",
        "Not given $2.00", "4300 $1,234,567.50", "1100 $2.10 1.50", "See the book",
    ):  # fmt: skip
        assert squeezed(part) in text


def test_same_plan_gives_the_same_bytes_in_another_process(real: PlanDocument) -> None:
    printing = (
        "import hashlib, json, django; django.setup()\n"
        "from pusdplans.document.schema import parse\n"
        "from pusdplans.exports.pdf import write\n"
        "from tests.exports import printed\n"
        "plan = parse(json.load(open('fixtures/academics-2020-21.json')))\n"
        "print(hashlib.sha256(write(plan, printed.edition())).hexdigest())\n"
    )
    content = write(real, printed.edition())
    assert write(real, printed.edition()) == content
    assert _in_a_new_process(printing) == hashlib.sha256(content).hexdigest()
    made = datetime.datetime(2020, 10, 12, 12, tzinfo=datetime.UTC)
    assert read(content).metadata.creation_date == made


def test_typst_is_never_imported_where_pages_are_served() -> None:
    printing = (
        "import sys, django; django.setup()\n"
        "from pusdplans.exports.pdf import write\n"
        "from tests.exports import printed\n"
        "print(write(printed.empty(), printed.edition())[:5], 'typst' in sys.modules)"
    )
    assert _in_a_new_process(printing) == "b'%PDF-' False"


def _in_a_new_process(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=site.BASE_DIR, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_threads_take_turns(real: PlanDocument) -> None:
    alone = [write(real, printed.edition(version=number)) for number in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: write(real, printed.edition(version=number)), range(1, 9)))
    assert together == alone
