"""The HTML subset of a plan's texts, read as blocks and words: what `marks` compares.

Bold, italic and links are marks of the words themselves, in one fixed order, so that the same look reads the same
however its tags were nested. Only tags of the subset are ever written again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

BLOCKS = ("p", "ul", "ol", "li")
_MARKS = ("a", "strong", "em")
_PIECE = re.compile(r"<(/?)([a-z]+)([^>]*)>|([^<]+)")
_HREF = re.compile(r'href="([^"<>]*)"')
# White space; an entity; a Chinese or Japanese letter, since they stand without spaces; a word with what it holds
# together ("3.1", "2020-21", "it's"); or any other single character.
_WORD = re.compile(
    r"[ \t\n\r\f]+|&#?\w+;|[\u3040-\u30ff\u3400-\u9fff]"
    r"|[^\W\u3040-\u30ff\u3400-\u9fff]+(?:[.,'’:/@-][^\W\u3040-\u30ff\u3400-\u9fff]+)*|[^\w]"
)
BREAK = "<br>"


class Word(NamedTuple):
    """A word, a space, a sign or a line break, as HTML, with the tags that open its marks."""

    html: str
    marks: tuple[str, ...] = ()

    @property
    def is_spoken(self) -> bool:
        """Whether it holds a letter or a digit, rather than being space or punctuation."""
        return any(letter.isalnum() for letter in self.html) and self.html != BREAK and self.html != "&nbsp;"


@dataclass
class Run:
    """Words that stand in a row."""

    words: list[Word]


@dataclass
class Block:
    """A paragraph, a list or a list's item. The outermost one has no tag."""

    tag: str
    children: list["Block | Run"] = field(default_factory=list)

    def add(self, words: Iterable[Word]) -> None:
        """Go on with the words that stand last in it."""
        if not self.children or isinstance(self.children[-1], Block):
            self.children.append(Run([]))
        last = self.children[-1]
        assert isinstance(last, Run)
        last.words.extend(words)


Node = Block | Run


def read(html: str) -> list[Node]:
    """Return a text of the subset as blocks and runs of words. White space between blocks is nothing."""
    opened = [Block("")]
    marks: list[tuple[str, str]] = []
    worn: tuple[str, ...] = ()
    for closing, tag, rest, text in _PIECE.findall(html):
        if text:
            opened[-1].add([Word(each, worn) for each in _WORD.findall(text)])
        elif tag == "br":
            opened[-1].add([Word(BREAK, worn)])
        elif tag in _MARKS:
            marks = _without_last(marks, tag) if closing else [*marks, (tag, _opening(tag, rest))]
            worn = _ordered(marks)
        elif tag in BLOCKS and not closing:
            opened[-1].children.append(Block(tag))
            last = opened[-1].children[-1]
            assert isinstance(last, Block)
            opened.append(last)
        elif tag in BLOCKS and any(each.tag == tag for each in opened):
            while opened.pop().tag != tag:
                pass
    return _tidy(opened[0].children)


def _tidy(nodes: list[Node]) -> list[Node]:
    """Leave out runs of mere white space beside blocks."""
    if not any(isinstance(each, Block) for each in nodes):
        return nodes
    kept: list[Node] = []
    for each in nodes:
        if isinstance(each, Block):
            each.children = _tidy(each.children)
            kept.append(each)
        elif any(word.html.strip(" \t\n\r\f") for word in each.words):
            kept.append(each)
    return kept


def _opening(tag: str, rest: str) -> str:
    address = _HREF.search(rest) if tag == "a" else None
    return f'<a href="{address[1]}">' if address else f"<{tag}>"


def _without_last(marks: list[tuple[str, str]], tag: str) -> list[tuple[str, str]]:
    for index in range(len(marks) - 1, -1, -1):
        if marks[index][0] == tag:
            return marks[:index] + marks[index + 1 :]
    return marks


def _ordered(marks: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the innermost of each kind of mark, in the fixed order."""
    worn = dict(marks)
    return tuple(worn[tag] for tag in _MARKS if tag in worn)


def words_html(words: Iterable[Word]) -> str:
    """Return words as HTML, each mark opened once for neighbours that share it."""
    html: list[str] = []
    worn: tuple[str, ...] = ()
    for word in words:
        if word.marks != worn:
            html.append(_change_of_marks(worn, word.marks))
            worn = word.marks
        html.append(word.html)
    html.append(_change_of_marks(worn, ()))
    return "".join(html)


def _change_of_marks(worn: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    shared = 0
    while shared < min(len(worn), len(wanted)) and worn[shared] == wanted[shared]:
        shared += 1
    closed = "".join(f"</{each[1:].split(' ')[0].rstrip('>')}>" for each in reversed(worn[shared:]))
    return closed + "".join(wanted[shared:])
