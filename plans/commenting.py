"""The acts of a conversation about a plan: start a thread, reply, resolve, open again.

Each is one transaction with its events; its e-mails leave after the commit. Whether a person may do it is asked of
`plans.permissions` by the caller.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from plans import notices, trail
from plans.models import (
    Comment,
    CommentThread,
    EventKind,
    MailChoice,
    MailKind,
    MailWhen,
    Plan,
    ReviewerAssignment,
    Role,
    Status,
)

# How much of what stands around quoted words is kept.
CONTEXT = 60


@dataclass(frozen=True)
class Where:
    """Where a thread is to stand; see `CommentThread`. A `row` of None is the part as a whole."""

    part: str
    row: UUID | None = None
    kind: str = ""
    title: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""


@transaction.atomic
def start(plan: Plan, where: Where, text: str, *, by: Any, asked_in: int, link: str) -> CommentThread:
    """Begin a thread with its first comment. asked_in: the version it was asked of, 0 before the first; link: its path."""
    thread = CommentThread.objects.create(
        plan=plan,
        part=where.part,
        row_key=where.row,
        kind=where.kind,
        title=where.title,
        quote=where.quote,
        prefix=where.prefix[-CONTEXT:],
        suffix=where.suffix[:CONTEXT],
        asked_in=asked_in,
    )
    _say(thread, text, by=by, link=link)
    return thread


@transaction.atomic
def reply(thread: CommentThread, text: str, *, by: Any, link: str) -> None:
    """Add a comment to a thread."""
    _say(thread, text, by=by, link=link)


@transaction.atomic
def resolve(thread: CommentThread, *, by: Any, text: str = "", link: str = "") -> None:
    """Mark a thread as done, with a last word if there is one. A thread that is done already stays as it is."""
    if text:
        _say(thread, text, by=by, link=link)
    _change(
        thread, EventKind.RESOLVED, by, was_open=True, at=timezone.now(), who=by, version=version_at_work(thread.plan)
    )


@transaction.atomic
def reopen(thread: CommentThread, *, by: Any, text: str = "", link: str = "") -> None:
    """Open a resolved thread again, with the reason if there is one. An open thread stays as it is."""
    if text:
        _say(thread, text, by=by, link=link)
    _change(thread, EventKind.UNRESOLVED, by, was_open=False, at=None, who=None, version=None)


def version_at_work(plan: Plan) -> int:
    """Return the number of the version that is being written, or, once it is handed in, of that one."""
    last = plan.submissions.aggregate(last=Max("number"))["last"] or 0
    return last + 1 if plan.is_editable else last


def people_of(plan: Plan) -> QuerySet:
    """Return who takes part in what is said about a plan: its department's people and its reviewers, by name."""
    return _people(Q(memberships__department=plan.department_id) | _reviewing(plan)).order_by("name")


def named_in(text: str, people: Iterable[Any]) -> list[Any]:
    """Return those of `people` whose full name stands behind an @ in the text, in any case; other names are just words."""
    found: dict[int, Any] = {}
    # The longest name first, so that @Ana Ruiz Soto is not taken for Ana Ruiz.
    for person in sorted((each for each in people if each.name), key=lambda each: -len(each.name)):
        pattern = re.compile(rf"(?<!\w)@{name_pattern(person.name)}(?!\w)", re.I)
        text, times = pattern.subn(" ", text)
        if times:
            found[person.pk] = person
    return sorted(found.values(), key=lambda each: each.name)


def name_pattern(name: str) -> str:
    """Return a pattern for a name, however its words are spaced."""
    return r"\s+".join(map(re.escape, name.split()))


def _say(thread: CommentThread, text: str, *, by: Any, link: str) -> None:
    plan = thread.plan
    named = named_in(text, people_of(plan))
    told = _concerned(thread, by)
    Comment.objects.create(thread=thread, author=by, text=text, mentions=[each.name for each in named])
    trail.note(plan, EventKind.COMMENTED, by, thread=thread.pk, part=thread.part)
    people, keys = get_user_model().objects.filter(is_active=True), [each.pk for each in named]
    # Whoever wants no mail of being named is told as everybody else.
    asked = people.filter(pk__in=keys).exclude(
        mail_choices__in=MailChoice.objects.filter(kind=MailKind.MENTIONED, when=MailWhen.OFF)
    )
    link = link.replace("{thread}", str(thread.pk))
    notices.mentioned(plan, by=by, text=text, link=link, people=asked)
    notices.commented(plan, by=by, text=text, link=link, people=told.exclude(pk__in=asked))


def _concerned(thread: CommentThread, by: Any) -> QuerySet:
    """Return who is told of a comment: who wrote in its thread before; where that is nobody else, whom it asks.

    A reviewer asks the department. The department's own people ask each other, and, while the plan is with them, the
    reviewers: what is still being written is not theirs to read yet.
    """
    plan = thread.plan
    earlier = set(thread.comments.exclude(author=by).values_list("author_id", flat=True))
    if earlier:
        # Whoever wrote and has left the department is not told any more.
        return people_of(plan).filter(pk__in=earlier)
    asked = Q(memberships__department=plan.department_id, memberships__role__in=[Role.LEAD, Role.CONTRIBUTOR])
    if plan.status == Status.SUBMITTED and not _people(_reviewing(plan)).filter(pk=by.pk).exists():
        asked |= _reviewing(plan)
    return _people(asked)


def _reviewing(plan: Plan) -> Q:
    assigned = ReviewerAssignment.objects.filter(
        Q(department=None) | Q(department=plan.department_id), cycle=plan.cycle_id
    )
    return Q(pk__in=assigned.values("person"))


def _people(which: Q) -> QuerySet:
    return get_user_model().objects.filter(which, is_active=True).distinct()


def _change(
    thread: CommentThread, kind: EventKind, by: Any, *, was_open: bool, at: Any, who: Any, version: int | None
) -> None:
    threads = CommentThread.objects.filter(pk=thread.pk, resolved_at__isnull=was_open)
    if threads.update(resolved_at=at, resolved_by=who, resolved_in=version):
        trail.note(thread.plan, kind, by, thread=thread.pk, part=thread.part)
