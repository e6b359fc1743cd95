"""What is said about a plan, read from what came along with it: its threads, each with its comments, oldest first."""

import datetime
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plans.models import Plan


@dataclass(frozen=True)
class Said:
    """One comment. mentions: the names of those it was sent to, which stand in its text behind an @."""

    author_id: int
    author: str
    text: str
    mentions: tuple[str, ...]
    at: datetime.datetime


@dataclass(frozen=True)
class Thread:
    """A thread at its place: the row with the key `row`, or the part as a whole; see `CommentThread`."""

    id: int
    part: str
    row: UUID | None
    kind: str
    title: str
    quote: str
    prefix: str
    suffix: str
    asked_in: int
    resolver: str
    resolved_at: datetime.datetime | None
    resolved_in: int | None
    said: tuple[Said, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody resolved it yet."""
        return self.resolved_at is None


def conversation_of(plan: Plan) -> list[Thread]:
    """Return the threads of a plan that came `with_comments()`; none of one that came without."""
    # An absent or empty list costs nothing: most pages of most plans have no comment.
    said = getattr(plan, "said", None)
    threads: dict[int, list[Any]] = {}
    for each in json.loads(said) if said else ():
        threads.setdefault(each[0], [each[:12]]).append(_said(*each[12:]))
    return [_thread(*first, said=tuple(rest)) for first, *rest in threads.values()]


def open_by_part(threads: Iterable[Thread]) -> Counter[str]:
    """Count the open threads of each part."""
    return Counter(each.part for each in threads if each.is_open)


def _thread(number: int, part: str, row: str | None, *words: Any, said: tuple[Said, ...]) -> Thread:
    *texts, asked_in, resolver, resolved_at, resolved_in = words
    kind, title, quote, prefix, suffix = texts
    return Thread(
        number,
        part,
        UUID(row) if row else None,
        kind,
        title,
        quote,
        prefix,
        suffix,
        asked_in,
        resolver or "",
        _moment(resolved_at) if resolved_at else None,
        resolved_in,
        said,
    )


def _said(author_id: int, author: str, text: str, mentions: Any, at: str) -> Said:
    # A JSON column is text to SQLite.
    names = json.loads(mentions) if isinstance(mentions, str) else mentions
    return Said(author_id, author, text, tuple(names), _moment(at))


def _moment(text: str) -> datetime.datetime:
    """Read a moment as the databases write it: PostgreSQL with its offset, SQLite in UTC without one."""
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
