"""Whether the program is well: for the front that sends requests here, and for whoever watches.

`/healthz`: the process answers. `/readyz`: it can serve, so the database and the storage are there. That the worker is
silent or that mail waits is said too, but a web process can do its work meanwhile, and taking it out of the front would
stop everything: so this is a 503 only for who asks `/readyz?all`, the watch.
"""

import datetime
import logging
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from plans.access import PUBLIC, declares
from plans.models import MailState, OutgoingMail
from pusdplans import replica
from pusdplans.archive.models import Worker

logger = logging.getLogger(__name__)

LEAST_FREE_BYTES = 100_000_000


class Unwell(Exception):
    """Something is not as it should be; the message is shown to anybody, so it holds no name, path or address."""


@require_safe
@never_cache
@declares(PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer: the process lives. Asks nothing of anybody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@declares(PUBLIC)
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer what is well and what is not; 503 if requests cannot be served, with `?all` if anything is not well."""
    needed = _tried({"database": see_database, "storage": see_storage})
    beside: dict[str, str] = {}
    if needed["database"] == "ok":
        beside = _tried({"worker": see_worker, "mail": see_mail} | _replica())
    looked_at = needed | beside if "all" in request.GET else needed
    ready = all(each == "ok" for each in looked_at.values())
    return JsonResponse({"ready": ready, **needed, **beside}, status=200 if ready else 503)


def _tried(checks: dict[str, Callable[[], None]]) -> dict[str, str]:
    found = {}
    for name, see in checks.items():
        try:
            see()
            found[name] = "ok"
        except Unwell as why:
            found[name] = str(why)
        except Exception:  # whatever it is, the answer says that it is not well
            logger.exception("The %s is not well", name)
            found[name] = "cannot be reached"
    return found


def see_database() -> None:
    """Raise what the database raises when it is down."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def see_storage() -> None:
    """Raise Unwell, or what the storage raises, when files cannot be stored."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists("readyz")
        return
    folder = Path(default_storage.location)
    # Before the first file there is no folder yet: it is made where its parent can be written.
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unwell("cannot be written")
    room = os.statvfs(folder)
    if room.f_bavail * room.f_frsize < LEAST_FREE_BYTES:
        raise Unwell("nearly full")


def _replica() -> dict[str, Callable[[], None]]:
    return {"replica": see_replica} if replica.REPLICA in settings.DATABASES else {}


def see_replica() -> None:
    """Raise Unwell when the read replica is not read from; pages come from the primary meanwhile."""
    try:
        replica.see_that_it_is_fit()
    except replica.Unfit as why:
        raise Unwell(str(why)) from why


def see_worker() -> None:
    """Raise Unwell when no worker has signed for too long."""
    age = worker_age()
    if age is None:
        raise Unwell("no worker")
    if age > settings.WORKER_SILENT_SECONDS:
        raise Unwell(f"silent for {age:.0f} s")


def see_mail() -> None:
    """Raise Unwell when the oldest mail has waited for too long."""
    age = mail_age()
    if age > settings.MAIL_WAITING_SECONDS:
        raise Unwell(f"waiting for {age:.0f} s")


def worker_age() -> float | None:
    """Return the seconds since a worker last signed; None if there is none."""
    last = Worker.objects.aggregate(last=Max("seen_at"))["last"]
    return None if last is None else _since(last)


def waiting_mail() -> QuerySet[OutgoingMail]:
    """Return the mails that are to be sent."""
    return OutgoingMail.objects.filter(state=MailState.WAITING)


def mail_age() -> float:
    """Return the seconds for which the oldest mail has waited; 0 if none waits."""
    first = waiting_mail().aggregate(first=Min("made_at"))["first"]
    return 0.0 if first is None else _since(first)


def _since(moment: datetime.datetime) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds())
