"""Remarks as real comments of Word: each begins a thread, its answers follow, and what is resolved is marked so.

Their words have the style of what the form itself puts between words, by which the reader knows them again: a form that
comes back takes none of them for a text of the plan. What somebody adds in Word has no such style, and is read.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from plans.rich_text import clean_plain
from pusdplans.exports.remarks import Remark, Words
from pusdplans.exports.word.markup import between, escape

# The part of the plan that each of the form's labels heads.
HEADS = {
    "contact": "contacts",
    "purpose": "purpose",
    "services": "services",
    "theory_of_action": "theory-of-action",
    "goals": "goals",
    "actions": "actions",
    "org_chart": "organizational-chart",
    "budget": "budget",
    "unplaced": "unplaced",
}


class Remarks:
    """The remarks of one file: handed out where they stand, and written at the end."""

    def __init__(self, remarks: Iterable[Remark], rows: Iterable[UUID]) -> None:
        """Take the remarks of a document that has these rows; those at a row that is gone stand at its part."""
        known = set(rows)
        self._at: dict[UUID | str, list[Remark]] = defaultdict(list)
        for each in remarks:
            self._at[each.row if each.row in known and each.row else each.part].append(each)
        self._comments: list[str] = []
        self._more: list[str] = []

    def around(self, place: UUID | str | None, paragraphs: str) -> str:
        """Return paragraphs with the remarks of a row or part around them; each place has its remarks once."""
        remarks = self._at.pop(place, []) if place and paragraphs else []
        for each in remarks:
            paragraphs = self._marked(each, paragraphs)
        return paragraphs

    @property
    def is_empty(self) -> bool:
        """Whether nothing was marked."""
        return not self._comments

    def comments(self) -> str:
        """Return what is inside w:comments."""
        return "".join(self._comments)

    def threads(self) -> str:
        """Return what is inside w15:commentsEx: who answers whom, and what is done."""
        return "".join(self._more)

    def _marked(self, remark: Remark, paragraphs: str) -> str:
        first = self._number
        numbers = [self._write(remark, place, each, first) for place, each in enumerate(remark.said)]
        starts = "".join(f'<w:commentRangeStart w:id="{number}"/>' for number in numbers)
        ends = "".join(
            f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
            for number in numbers
        )
        begin = paragraphs.index("</w:pPr>") + len("</w:pPr>")
        end = paragraphs.rindex("</w:p>")
        return paragraphs[:begin] + starts + paragraphs[begin:end] + ends + paragraphs[end:]

    @property
    def _number(self) -> int:
        return len(self._comments)

    def _write(self, remark: Remark, place: int, words: Words, first: int) -> int:
        number = self._number
        lines = [line for line in clean_plain(words.text).split("\n") if line.strip()] or [""]
        if place == 0 and remark.quote:
            lines.insert(0, f"“{' '.join(clean_plain(remark.quote).split())}”")
        # What an answer hangs on is the last paragraph of a comment.
        *above, last = lines
        body = "".join(f"<w:p>{between(line)}</w:p>" for line in above)
        body += f'<w:p w14:paraId="{_key(number)}">{between(last)}</w:p>'
        author = clean_plain(words.author)
        initials = "".join(word[0] for word in author.split())[:3].upper()
        self._comments.append(
            f'<w:comment w:id="{number}" w:author="{escape(author)}" w:date="{words.at:%Y-%m-%dT%H:%M:%S}"'
            f' w:initials="{escape(initials)}">{body}</w:comment>'
        )
        parent = f' w15:paraIdParent="{_key(first)}"' if place else ""
        done = int(remark.is_done)
        self._more.append(f'<w15:commentEx w15:paraId="{_key(number)}"{parent} w15:done="{done}"/>')
        return number


def _key(number: int) -> str:
    """Return what names a comment's last paragraph: eight hexadecimal digits, below 80000000."""
    return f"{number + 0x10000000:08X}"
