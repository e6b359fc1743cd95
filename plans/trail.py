"""The trail: what happened, each as one `Event`, written in the transaction of the change itself and chained by hash.

`note` is the one door. Each plan has a chain of its own, and so has the district. The last event of a chain is read
locked, so that two people at once get two numbers; the database refuses an event that does not follow the last one, and
to change or delete any (see the migration that made the triggers).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, router, transaction
from django.http import HttpRequest, HttpResponse

from plans.models import Chain, Event, EventKind, Plan, Via

BATCH = 500
DISTRICT = 0
_way: ContextVar[str] = ContextVar("way", default=Via.COMMAND)


@contextmanager
def through(way: str) -> Iterator[None]:
    """Note what happens inside as having come through this way."""
    token = _way.set(way)
    try:
        yield
    finally:
        _way.reset(token)


def the_way() -> str:
    """Return through which way what happens now comes."""
    return _way.get()


class NoteTheWay:
    """Middleware: what a request does came through a page, or through the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with through(Via.PAGE):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """Say that it is the admin, once it is known which view answers."""
        if request.resolver_match and "admin" in request.resolver_match.namespaces[:1]:
            _way.set(Via.ADMIN)


def note(
    plan: Plan | None,
    kind: EventKind,
    by: Any,
    *,
    via: str | None = None,
    rows: Sequence[dict[str, Any]] = (),
    parts: Iterable[str] = (),
    **detail: Any,
) -> Event:
    """Add one event: what happened to the plan (None: in the district), who did it, and its details as JSON values.

    rows: what it changed, from `plans.row_changes`. parts: the slugs of the plan's parts it touched. via: through which
    way, if not the one this program came in by.
    """
    event = prepared(plan, kind, by, via=via, rows=rows, parts=parts, **detail)
    add([event])
    return event


def prepared(
    plan: Plan | None,
    kind: EventKind,
    by: Any,
    *,
    via: str | None = None,
    rows: Sequence[dict[str, Any]] = (),
    parts: Iterable[str] = (),
    **detail: Any,
) -> Event:
    """Return the event, to be added with others by `add`."""
    named = ",".join(dict.fromkeys(parts))
    return Event(
        plan=plan,
        kind=kind,
        person=by if by is not None and by.pk else None,
        via=via or the_way(),
        parts=f",{named}," if named else "",
        detail=_plain(detail),
        rows=_plain(list(rows)),
    )


def add(events: Sequence[Event]) -> None:
    """Add events, each at the end of its chain, in the order given: two statements, however many they are."""
    if not events:
        return
    # One transaction, without a savepoint of its own: if this fails, so must the change it tells of.
    with transaction.atomic(savepoint=False):
        ends = _ends({event.chain for event in events})
        for event in events:
            number, before = ends[event.chain]
            event.number = number + 1
            event.sha256 = event.digest(before)
            ends[event.chain] = event.number, event.sha256
        Event.objects.bulk_create(events, batch_size=BATCH)


def _ends(chains: set[int]) -> dict[int, tuple[int, str]]:
    """Return the last number and hash of chains, locked until the transaction ends; a chain not begun yet is begun."""
    found = _locked(chains)
    if len(found) < len(chains):
        Chain.objects.bulk_create(
            [Chain(key=key) for key in sorted(chains - set(found))], batch_size=BATCH, ignore_conflicts=True
        )
        found = _locked(chains)
    return found


def _locked(chains: set[int]) -> dict[int, tuple[int, str]]:
    # Written out, since each autosave asks it and composing it takes longer than its answer. In one order, so that two
    # acts on the same plans never wait for each other. SQLite locks the whole database as the transaction begins.
    connection = connections[router.db_for_write(Chain)]
    places = ", ".join(["%s"] * len(chains))
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, number, sha256 FROM plans_chain WHERE key IN ({places}) ORDER BY key{lock}", sorted(chains)
        )
        return {key: (number, sha256) for key, number, sha256 in cursor.fetchall()}


def _plain(values: Any) -> Any:
    """Return values as JSON values that every database gives back as they were: a fraction is kept as its text."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder), parse_float=str)
