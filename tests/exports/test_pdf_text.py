"""What people typed comes out of the PDF as it went in: no markup, no word off the page, no character lost."""

from html import escape
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rich_text import to_plain
from pusdplans.document.schema import PlanDocument, parse, to_json
from pusdplans.exports.pdf import write
from pusdplans.exports.pdf.child import undrawable
from tests.exports import printed
from tests.exports.printed import failures, read, squeezed, text_of
from tests.faults.lengths import times

HOSTILE = [
    "#panic()", "#{ 1 + 1 }", "$x^2$", "*bold*", "_em_", "`raw`", "@ref", "<label>", "<b>bold</b>", "= Heading", "- item",
    "+ item", "/ term: x", "// comment", "/* comment */", "\\u{41}", "\\", "~", "--", "---", "...", "\"quoted\"", "'quoted'",
    "https://example.org", "#import \"plan.typ\"", "#read(\"/etc/passwd\")", "]", "[", "{page}", "{department}", "%(x)s",
    "&amp;", "&lt;p&gt;", "-?", "1.", "fi ffl", "{\"is\": \"chart\"}",
]  # fmt: skip
LETTERS = st.characters(codec="latin-1", exclude_categories=["Cc"], exclude_characters="\u00ad")
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(LETTERS, max_size=12), max_size=8).map(" ".join)


def holding(text: str) -> PlanDocument:
    """Return a plan that holds a text in a field of each kind."""
    rich = f"<p>{escape(text)}</p>"
    goal = {"statement": rich, "focus": text, "actions": [{"text": escape(text), "resource_note": text}]}
    plan = {**to_json(printed.empty()), "purpose": rich, "division": text, "department": text, "goals": [goal]}
    plan["contacts"] = [{"name": text, "phone": text[:90]}]
    plan["services"] = [{"text": escape(text), "items": [{"text": f"<strong>{escape(text)}</strong>"}]}]
    plan["positions"] = [{"title": text}]
    return parse(plan)


@settings(max_examples=times(20, 60), deadline=None)
@given(TEXTS)
def test_hostile_text_comes_out_as_it_went_in(text: str) -> None:
    document = holding(text)
    content = write(document, printed.edition())
    found = text_of(content)
    assert document.division is not None
    wanted = {document.division, to_plain(document.purpose or ""), *(to_plain(each.text) for each in document.services)}
    assert [each for each in wanted if squeezed(each) not in found] == []
    assert failures(content) == []


@settings(max_examples=times(20, 60), deadline=None)
@given(st.text(max_size=60))
def test_any_characters_make_a_file_that_keeps_pdf_ua(text: str) -> None:
    assert failures(write(holding(text), printed.edition())) == []


def test_characters_without_a_font_are_written_as_numbers() -> None:
    document = holding("Ángel Հայերեն Кирилл 中文 \U0001f600")
    text = text_of(write(document, printed.edition()))
    assert "[U+4E2D][U+6587][U+1F600]" in text
    assert squeezed("No font at hand has some characters of this plan.") in text
    assert undrawable("Ángel Հայերեն Кирилл 中文 \U0001f600") == {"中", "文", "\U0001f600"}
    assert "Nofontathand" not in text_of(write(printed.empty(), printed.edition()))


def place(cm: list[float], tm: list[float]) -> tuple[float, float]:
    """Return where a text begins on the page, in points from the lower left corner."""
    return tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]


def test_long_words_and_long_texts_stay_on_the_page(real_document: dict[str, Any]) -> None:
    goal = real_document["goals"][0]
    goal["statement"] = f"<p>{'lengthy ' * 4000}</p>"
    goal["metrics"][0]["text"] = f"<p>{'W' * 500}</p>"
    goal["actions"][0]["text"] = "deedful " * 4000
    drawn: list[tuple[float, float, str]] = []
    content = write(parse(real_document), printed.edition())
    for one in read(content).pages:
        one.extract_text(visitor_text=lambda text, cm, tm, _font, _size: drawn.append((*place(cm, tm), text)))
    text = "".join(each for _x, _y, each in drawn)
    assert (text.count("lengthy"), text.count("deedful")) == (8000, 4000)
    # Everything but the footer stays within the margins of a Letter page.
    body = [each for each in drawn if each[2].strip() and "version 2" not in each[2].lower()]
    assert [each for each in body if not (57 <= each[0] < 555 and 61 <= each[1] < 738)] == []
    lines = [each for _x, _y, each in drawn if "WWWW" in each]
    assert max(map(len, lines)) < 30
