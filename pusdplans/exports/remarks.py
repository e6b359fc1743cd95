"""What is said about a plan, for a file that can carry it beside the text."""

import datetime
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Words:
    """What one person wrote, and when; `at` is in the district's time."""

    author: str
    at: datetime.datetime
    text: str


@dataclass(frozen=True)
class Remark:
    """A remark with the answers to it. row: the id of what it stands at, None for the part `part` as a whole.

    quote: the words it is about, if it is about some. is_done: nobody waits for an answer any more.
    """

    part: str
    row: UUID | None
    quote: str
    said: tuple[Words, ...]
    is_done: bool = False
