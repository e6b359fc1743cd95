"""Sessions that know whose they are: each ends when idle or old, and a person can look at theirs and end them.

Everything stands in the session's own row, which each request reads anyway: a limit costs no statement of its own.
"""

import datetime
import functools
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import IntegrityError, models, router, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from pusdplans.prepared import Prepared

# That somebody is here is written at most this often.
SEEN_EVERY = datetime.timedelta(minutes=5)
BROWSER = "browser"


class SessionStore(DatabaseStore):
    """Django's session in the database, with its person, its start and when it was last used."""

    @classmethod
    def get_model_class(cls) -> type[models.Model]:
        """Return our table; named late, since settings name this module before there are models."""
        from pusdplans.accounts.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        session = _by_key().first(self.session_key)
        if session is None or not _is_alive(session, now):
            self._session_key = None
            return None
        if session.last_seen_at < now - SEEN_EVERY:
            self.model.objects.filter(pk=session.pk).update(last_seen_at=now)
        return session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row of these data; whoever is signed in by them is its person."""
        session = super().create_model_instance(data)
        session.person_id = data.get(SESSION_KEY)
        return session

    def save(self, must_create: bool = False) -> None:
        """Write the session. One that is there keeps its start: only a new sign-in begins a new one.

        Raises CreateError if the key is taken, UpdateError if the session was ended meanwhile.
        """
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        session = self.create_model_instance(data)
        using = router.db_for_write(self.model, instance=session)
        if not must_create:
            written = self.model.objects.using(using).filter(pk=session.pk)
            values = {name: getattr(session, name) for name in ("session_data", "expire_date", "person_id")}
            if not written.update(**values):
                raise UpdateError
            return None
        try:
            with transaction.atomic(using=using):
                session.save(force_insert=True, using=using)
        except IntegrityError as error:
            raise CreateError from error
        return None


def _is_alive(session: Any, now: datetime.datetime) -> bool:
    return (
        session.expire_date > now
        and session.started_at > now - settings.SESSION_ABSOLUTE_LIMIT
        and session.last_seen_at > now - settings.SESSION_IDLE_LIMIT
    )


@functools.cache
def _by_key() -> Prepared:
    sessions = SessionStore.get_model_class()
    return Prepared(sessions, lambda key: sessions.objects.filter(session_key=key), texts=(0,))


def end_sessions(person: Any, *, but: str | None = None) -> int:
    """End a person's sessions at once, except the one with the key `but`. Returns how many ended."""
    from pusdplans.accounts.models import Session

    return Session.objects.filter(person=person).exclude(session_key=but or "").delete()[0]


def sessions_of(person: Any) -> list[Any]:
    """Return a person's sessions that still work, the last used first; what a new password ended is left out."""
    from pusdplans.accounts.models import Session

    now = timezone.now()
    proof = person.get_session_auth_hash()
    found = []
    for session in Session.objects.filter(person=person).order_by("-last_seen_at"):
        if not _is_alive(session, now):
            continue
        data = session.get_decoded()
        if constant_time_compare(data.get(HASH_SESSION_KEY, ""), proof):
            session.browser = browser_name(data.get(BROWSER, ""))
            found.append(session)
    return found


# What a browser calls itself, and what people call it; the first that is found counts, since each names its forebears.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("CriOS", "Chrome"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"))
BROWSERS += (("SamsungBrowser", "Samsung Internet"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"))
SYSTEMS += (("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))


def browser_name(agent: str) -> tuple[str, str]:
    """Return (browser, system) as people call them, each empty where it is not known."""

    def known(names: tuple[tuple[str, str], ...]) -> str:
        return next((name for mark, name in names if mark in agent), "")

    return known(BROWSERS), known(SYSTEMS)
