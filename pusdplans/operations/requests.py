"""What each request was: a number for it, given back in the answer, one log line, and the figures it adds to.

The first middleware, so that it also sees what others refuse. The address itself is not written down: it can hold the
key of a link that lets somebody in. The view's name and the plan it was about say enough.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pusdplans.operations import figures
from pusdplans.operations.asked import about, current, view_of

logger = logging.getLogger("pusdplans.requests")

# What a front may send as a request's number: nothing that could be taken for something else in a log.
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
# Asked every few seconds by machines.
QUIET = {"healthz", "readyz", "figures"}


class Noted:
    """Middleware: give each request a number, and note how it was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        sent = request.headers.get("X-Request-ID", "")
        request.number = sent if NUMBER.fullmatch(sent) else uuid.uuid4().hex  # type: ignore[attr-defined]
        token = current.set(request)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            response.headers["X-Request-ID"] = request.number  # type: ignore[attr-defined]
            view = view_of(request)
            figures.add_request(request.method or "", view, response.status_code, seconds)
            if view not in QUIET or response.status_code >= 500:
                answer = {"status": response.status_code, "ms": round(seconds * 1000, 1)}
                logger.info("answered", extra={"fields": {"method": request.method, **about(request), **answer}})
            return response
        finally:
            current.reset(token)
