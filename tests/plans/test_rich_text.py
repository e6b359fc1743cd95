"""Rich text as lines of plain text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rich_text import clean_rich, to_lines, to_plain


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("", []),
        ("plain &amp; <strong>bold</strong>", ["plain & bold"]),
        ("<p>one<br>two</p><p></p><p>three</p>", ["one", "two", "three"]),
        ("<p>\n one\n  two </p>", ["one two"]),
        ("<p>a  <em>b</em> c</p>", ["a b c"]),
        ("<p>a&nbsp;&nbsp;b</p>", ["a\xa0\xa0b"]),
        ("<ul><li>a</li><li>b<br>c</li></ul><p>d</p>", ["•   a", "•   b", "    c", "d"]),
        ("<ol><li>a</li><li></li><li>c</li></ol>", ["1.  a", "2.", "3.  c"]),
        ("<ul><li><p>a</p><p>b</p></li></ul>", ["•   a", "    b"]),
        ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", ["•   a", "    1.  b", "    2.  c", "•   d"]),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", ["1.  a", "1.  b"]),
        ("<ul><li>•   </li></ul>5.<p>x</p>", ["•   •", "5.", "x"]),
        ('<p>See <a href="https://a.b/?c=1&amp;d=2">the MOU</a>.</p>', ["See the MOU (https://a.b/?c=1&d=2)."]),
        ('<p><a href="https://a.b/">https://a.b/</a></p>', ["https://a.b/"]),
        ('<p><a href="mailto:a@b.c">a@b.c</a></p>', ["a@b.c"]),
        ("<p>3 &lt; 4 &amp;amp; 5</p>", ["3 < 4 &amp; 5"]),
    ],
)
def test_lines(html: str, lines: list[str]) -> None:
    assert to_lines(html) == lines


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>",
        "</li>",
        "<br>",
        "<strong>",
        "</strong>",
        "word ",
        "&lt;b&gt;",
    ]
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join).map(clean_rich))
def test_no_word_is_lost(html: str) -> None:
    marks = ("•", "1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "9.")
    written = "".join("".join(to_lines(html)).split())
    for mark in marks:
        written = written.replace(mark, "")
    spoken = "".join(to_plain(html).split())
    for mark in marks:
        spoken = spoken.replace(mark, "")
    assert written == spoken
