"""Log lines as JSON, one a line, for machines; never a plan's text, a mail address, or a link that lets somebody in."""

import datetime
import json
import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from pusdplans.operations.asked import about, current, person_of

MAIL_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+@[\w-]+(?:\.[\w-]+)*")
LONGEST = 4_000
# Errors that speak of the machine, not of what somebody wrote. Of any other only its kind is written down: "duplicate
# key" goes on to quote the row.
SPEAK_OF_THE_MACHINE = (OSError, OperationalError, InterfaceError, ImproperlyConfigured, ImportError)


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: time (UTC), level, logger, message; the request's number and who asked."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. JSON writes line breaks as escapes, so that no text can begin a line of its own."""
        request: HttpRequest | None = current.get() or _request_of(record)
        line: dict[str, Any] = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record, request),
        }
        if request is not None:
            line |= {"request": getattr(request, "number", None), "person": person_of(request), **about(request)}
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


def without_addresses(text: str) -> str:
    """Return a text without mail addresses, and not longer than a line should be."""
    return MAIL_ADDRESS.sub("(mail address)", text[:LONGEST])


def _request_of(record: logging.LogRecord) -> HttpRequest | None:
    request = getattr(record, "request", None)
    return request if isinstance(request, HttpRequest) else None


def _message(record: logging.LogRecord, request: HttpRequest | None) -> str:
    try:
        message = record.getMessage()
    except Exception:  # a line that cannot be filled in is still written
        message = str(record.msg)
    if request is not None and len(request.path) > 1:
        # Django's own lines name the address, escaped.
        for path in (request.path, request.path.encode("unicode_escape").decode()):
            message = message.replace(path, "(address)")
    return without_addresses(message)


def _error(error: BaseException) -> dict[str, Any]:
    """Return what went wrong: the kinds of the errors, the first being the cause, and where; not what was worked on."""
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain:
        chain.insert(0, each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return {"error": [_named(each) for each in chain], "where": _places(chain[0].__traceback__)}


def _named(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, SPEAK_OF_THE_MACHINE):
        return f"{kind}: {without_addresses(str(error))}".strip(": \n")
    return kind


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(trace)[-25:]]
