"""What changed inside a text: leaving out what is marked as removed gives the new text, and the other way round."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.rich_text import clean_rich
from pusdplans.document.compare import marks
from pusdplans.document.compare.marks import marked, marked_plain
from pusdplans.document.compare.markup import Block, Node, read
from pusdplans.document.compare.sequences import out_of_order, stretches
from tests.document.texts import outline_texts, rich_texts

thorough = settings(max_examples=100, deadline=None)
texts = st.one_of(rich_texts, outline_texts, st.just(""))
TAG = re.compile(r"<(/?)([a-z]+)([^>]*)>")


def nested_well(html: str) -> bool:
    """Whether each tag is one of the subset or a mark, and is closed in the order it was opened."""
    opened: list[str] = []
    for closing, tag, rest in TAG.findall(html):
        if not re.fullmatch(r"p|br|strong|em|a|ul|ol|li|ins|del", tag) or (rest and tag != "a"):
            return False
        if tag == "br":
            continue
        if closing and (not opened or opened.pop() != tag):
            return False
        if not closing:
            opened.append(tag)
    return opened == [] and "<" not in TAG.sub("", html)


def without(html: str, mark: str) -> list[Node]:
    """Leave out what is marked, and each block that is left with nothing by that; keep the other mark's words."""
    other = "ins" if mark == "del" else "del"
    html = re.sub(rf"</?{other}>", "", re.sub(rf"<{mark}>.*?</{mark}>", "\0", html))
    gone = re.compile(r"<(p|li|ul|ol)>\0[\0]*</\1>")
    while gone.search(html):
        html = gone.sub("\0", html)
    return read(html.replace("\0", ""))


def settled(nodes: list[Node]) -> list[Any]:
    """Return blocks as (tag, what is in them), and words that stand in a row as (text, marks) for each look."""
    joined: list[Any] = []
    for node in nodes:
        if isinstance(node, Block):
            joined.append((node.tag, settled(node.children)))
            continue
        for word in node.words:
            if joined and joined[-1][1:] == ("words", word.marks):
                joined[-1] = (joined[-1][0] + word.html, "words", word.marks)
            else:
                joined.append((word.html, "words", word.marks))
    return joined


def check(old: str, new: str) -> None:
    """Hold a text's marks against both texts."""
    html = marked(old, new)
    assert nested_well(html), html
    assert settled(without(html, "del")) == settled(read(new))
    assert settled(without(html, "ins")) == settled(read(old))


@thorough
@given(old=texts, new=texts)
def test_leaving_out_what_is_marked_gives_either_text(old: str, new: str) -> None:
    check(old, new)


@thorough
@given(text=rich_texts, chance=st.randoms(use_true_random=False))
def test_leaving_out_what_is_marked_gives_either_text_after_small_edits(text: str, chance: Any) -> None:
    check(text, edited(text, chance))


def edited(html: str, chance: Any) -> str:
    """Change, drop, repeat or embolden some words of a text."""
    pick = chance.choice

    def word(match: re.Match[str]) -> str:
        same = match[0]
        return str(pick([same, same, same, same, "other", "", f"{same} {same}", f"<strong>{same}</strong>"]))

    return clean_rich(re.sub(r"(?<![<&/\w\"=:.?])\b[a-z]{3,}\b(?![^<]*>)", word, html))


@thorough
@given(text=texts)
def test_a_text_that_stayed_has_no_mark(text: str) -> None:
    assert settled(read(marked(text, text))) == settled(read(text))
    assert re.findall("<(?:ins|del)>", marked(text, text)) == []


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        (
            "<p>some sites</p>",
            "<p><strong>some</strong> sites</p>",
            "<p><del>some</del><ins><strong>some</strong></ins> sites</p>",
        ),
        (
            '<p><a href="https://a.org/">MOU</a> signed</p>',
            '<p><a href="https://b.org/">MOU</a> signed</p>',
            '<p><del><a href="https://a.org/">MOU</a></del><ins><a href="https://b.org/">MOU</a></ins> signed</p>',
        ),
        ("<p>From 3.1% to 4%</p>", "<p>From 3.5% to 4%</p>", "<p>From <del>3.1</del><ins>3.5</ins>% to 4%</p>"),
        (
            "<ul><li>One site</li><li>Two sites</li></ul>",
            "<ul><li>No site</li><li>One site</li><li>Two sites</li></ul>",
            "<ul><li><ins>No site</ins></li><li>One site</li><li>Two sites</li></ul>",
        ),
        (
            "<p>red green blue</p>",
            "<p>one two three</p>",
            "<p><del>red green blue</del></p><p><ins>one two three</ins></p>",
        ),
        (
            "the old big plan is here",
            "the new small plan is here",
            "the <del>old big</del><ins>new small</ins> plan is here",
        ),
        ("<p></p>", "<p>Text</p>", "<p><del></del></p><p><ins>Text</ins></p>"),
        (
            "<strong><em>both</em></strong> ways",
            "<em><strong>both</strong></em> ways",
            "<strong><em>both</em></strong> ways",
        ),
    ],
)
def test_marks_read_as_a_person_would_mark_them(old: str, new: str, html: str) -> None:
    assert marked(old, new) == html


def test_plain_text_is_escaped_and_keeps_its_lines() -> None:
    assert marked_plain("a <b> & c\nd", "a <b> & e\nd") == "a &lt;b&gt; &amp; <del>c</del><ins>e</ins><br>d"


def test_markup_that_was_never_cleaned_writes_no_tag_outside_the_subset() -> None:
    html = marked(
        "<p>x</p>", '<p onclick="go()">x <script>alert(1)</script><img src=y><a href="z" onmouseover="w">l</a></p>'
    )
    assert html == '<p>x<ins> alert(1)<a href="z">l</a></ins></p>'


def test_a_very_long_text_is_compared_sentence_by_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    old = " ".join(f"Sentence {number} says so." for number in range(60))
    new = "New start. " + old.replace("Sentence 30 says", "Sentence 30 never says") + " New end."
    assert re.findall(r"<(?:ins|del)>(.*?)</", marked(old, new)) == ["New start. ", "never ", ". New end"]
    monkeypatch.setattr(marks, "MOST_PAIRS", 2_000)
    assert re.findall(r"<(?:ins|del)>(.*?)</", marked(old, new)) == ["New start. ", "never ", " New end."]
    check(old, new)


@given(old=st.lists(st.integers(0, 5)), new=st.lists(st.integers(0, 5)))
def test_stretches_cover_both_sequences(old: list[int], new: list[int]) -> None:
    found = stretches(old, new)
    assert [each for one in found for each in old[one.before]] == old
    assert [each for one in found for each in new[one.after]] == new
    assert [one for one in found if one.is_same and old[one.before] != new[one.after]] == []


@given(places=st.permutations(range(8)))
def test_what_is_not_out_of_order_rises_and_no_longer_run_does(places: list[int]) -> None:
    out = out_of_order(places)
    staying = [place for index, place in enumerate(places) if index not in out]
    assert staying == sorted(staying)
    longest = [1] * len(places)
    for end in range(len(places)):
        longest[end] = 1 + max((longest[start] for start in range(end) if places[start] < places[end]), default=0)
    assert len(staying) == max(longest)


@pytest.mark.parametrize(("places", "out"), [([2, 0, 1], {0}), ([0, 1, 2], set()), ([5, 7, 9], set()), ([], set())])
def test_only_what_was_moved_is_out_of_order(places: list[int], out: set[int]) -> None:
    assert out_of_order(places) == out
