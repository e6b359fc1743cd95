"""Pages that may be a little old are read from a PostgreSQL read replica, where the settings name one.

Only a view that says `@a_little_old` reads there, and only its own tables: who asks and what they may is found out before
it begins, from the primary. Nothing is ever written there. The replica is left alone, and the page read from the primary
as without one, when

- somebody changed something with this browser during the last REPLICA_LAG_SECONDS: what they did they see at once. What
  is older than that the replica has, or else it is too far behind;
- it is further behind than that, is no replica (any more), or does not answer;
- what the view is about (the plan, the cycle) is not there as it is on the primary, so that no page mixes two states;
- reading from it goes wrong, whatever it is.
"""

import contextvars
import datetime
import functools
import logging
import math
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.http import Http404, HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

REPLICA = "replica"
READ_THERE = {"plans", "goals", "metrics"}
# A replica that did not answer is not asked again for so many seconds.
PAUSE = 10.0

View = Callable[..., HttpResponse]
_reading: contextvars.ContextVar[bool] = contextvars.ContextVar("reading from the replica", default=False)
# Of this process alone: it saves waiting, and nothing is wrong where another process knows otherwise.
_left_alone_until = 0.0


class Unfit(Exception):
    """The replica is not to be read from now; the message says why."""


class Router:
    """Sends reads to the replica inside of views that said so, and everything else to the primary."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Say where to read. Always says, since what was read there once would else be read and written there again."""
        return REPLICA if _reading.get() and model._meta.app_label in READ_THERE else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Say where to write."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *things: Any, **hints: Any) -> bool:
        """Both are the same database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Change tables on the primary alone."""
        return db == DEFAULT_DB_ALIAS


class WhoChangedSomething:
    """Middleware: marks the browser that changed something, for as long as the replica may not have it yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            response.set_cookie(
                settings.CHANGED_COOKIE_NAME,
                "1",
                max_age=math.ceil(settings.REPLICA_LAG_SECONDS) + 1,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def a_little_old(view: View | None = None, *, when: Callable[[Any], bool] | None = None) -> Any:
    """Let a view read from the replica; `when` tells of what it is called with (the plan) whether it may.

    It is a view that only reads: if something goes wrong there, it is called once more and reads from the primary.
    """
    if view is None:
        return functools.partial(a_little_old, when=when)

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        about = args[0] if args else None
        if _may(request) and (when is None or when(about)):
            answer = _from_replica(lambda: view(request, *args, **kwargs), about)
            if answer is not None:
                return answer
        return view(request, *args, **kwargs)

    return wrapped


def _may(request: HttpRequest) -> bool:
    if REPLICA not in settings.DATABASES or request.method not in ("GET", "HEAD"):
        return False
    return settings.CHANGED_COOKIE_NAME not in request.COOKIES and time.monotonic() >= _left_alone_until


def _from_replica(read: Callable[[], HttpResponse], about: Any) -> HttpResponse | None:
    """Return the page as it is read from the replica, None if it is to be read from the primary."""
    global _left_alone_until
    token = _reading.set(True)
    try:
        see_that_it_is_fit()
        return read() if about is None or _stands_there(about) else None
    except Unfit as why:
        logger.info("Not read from the replica: %s", why)
    except (DatabaseError, InterfaceError):
        _left_alone_until = time.monotonic() + PAUSE
        logger.warning("The replica cannot be read from; the primary is, for %s seconds at least", PAUSE, exc_info=True)
    except (Http404, ObjectDoesNotExist):
        # What is not there yet may be on the primary.
        pass
    finally:
        _reading.reset(token)
    return None


def see_that_it_is_fit() -> None:
    """Raise Unfit if the replica is not to be read from, or what the database raises where it does not answer.

    A replica that has replayed all that the primary has written is not behind, however long ago that was: on a primary
    where nothing happens the last change is old. Else it is as old as the last change it has, by the primary's clock.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text, clock_timestamp()")
        written, now = cursor.fetchone()
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(
            "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn, pg_last_xact_replay_timestamp()",
            [written],
        )
        is_replica, has_all, last = cursor.fetchone()
    if not is_replica:
        raise Unfit("it is no replica")
    if has_all:
        return
    if last is None or now - last > datetime.timedelta(seconds=settings.REPLICA_LAG_SECONDS):
        raise Unfit("it is too far behind" if last else "it has no change yet")


def _stands_there(thing: Any) -> bool:
    """Whether a row stands on the replica as it was read from the primary."""
    deferred = thing.get_deferred_fields()
    names = [each.attname for each in thing._meta.concrete_fields if each.attname not in deferred]
    there = type(thing)._base_manager.filter(pk=thing.pk).values(*names).first()
    return there == {name: getattr(thing, name) for name in names}
