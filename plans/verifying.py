"""Whether the trail is whole: each event as it was written, in its order, none missing, and the triggers in place."""

import importlib
from collections.abc import Iterator

from django.db import connections, router

from plans.models import Chain, Event, Plan, Status

MIGRATION = "plans.migrations.0007_every_change_is_one_event_of_a_chain"
AT_ONCE = 500


def problems() -> Iterator[str]:
    """Yield a sentence for everything that is wrong with the trail."""
    yield from missing_triggers()
    names = {plan.pk: str(plan) for plan in Plan.objects.select_related("cycle", "department")}
    ends = {chain.key: (chain.number, chain.sha256) for chain in Chain.objects.all()}
    found: dict[int, tuple[int, str]] = {}
    for event in Event.objects.order_by("plan_id", "number", "id").iterator(chunk_size=AT_ONCE):
        where = f"{names.get(event.chain, 'the district')}, event {event.number}"
        number, before = found.get(event.chain, (0, ""))
        if event.number == number:
            yield f"{where}: there are two of this number"
        elif event.number != number + 1:
            yield f"{where}: it follows number {number}, so {_missing(number + 1, event.number - 1)}"
        elif event.digest(before) != event.sha256:
            yield f"{where}: it is not as it was written, or not in its place"
        # From here on it counts as it stands, so that one wrong event is one sentence.
        found[event.chain] = event.number, event.sha256
    for key in sorted({*found, *ends}):
        yield from _of_the_end(names.get(key, "the district"), found.get(key, (0, "")), ends.get(key))
    begun = Plan.objects.exclude(status=Status.NOT_STARTED).exclude(pk__in=ends)
    yield from (f"{names[key]}: it was begun, but has no trail" for key in begun.values_list("pk", flat=True))


def missing_triggers() -> Iterator[str]:
    """Yield a sentence for each trigger that the database should have, and has not."""
    connection = connections[router.db_for_write(Event)]
    asked = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        there = {name for (name,) in cursor.fetchall()}
    for table, names in importlib.import_module(MIGRATION).NAMES.items():
        yield from (f"{table}: its trigger {name} is missing" for name in names if name not in there)


def _of_the_end(where: str, last: tuple[int, str], end: tuple[int, str] | None) -> Iterator[str]:
    if end is None:
        yield f"{where}: its chain does not say which event is the last"
    elif end[0] > last[0]:
        yield f"{where}: {_missing(last[0] + 1, end[0])} at its end"
    elif end != last:
        yield f"{where}: its last event is not the one its chain names"


def _missing(first: int, last: int) -> str:
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"
