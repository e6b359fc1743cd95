"""The program as a web server runs it in the soak, with its styles and scripts.

FAULT takes a guard away, for a control: with "answer first" a save is answered before it is carried out, with "trust the
replica" pages are read there whatever it has, and nowhere else.
"""

import io
import json
import os
import re
import threading
from collections.abc import Callable
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusdplans.settings")
FAULT = os.environ.get("FAULT", "")
LATER = 0.3

from pusdplans import replica  # noqa: E402  the settings are named before

application: Any = StaticFilesHandler(get_wsgi_application())
# All views are read in before the first process is forked, so that a new one in the place of a killed one works at once.
_views = get_resolver().url_patterns


def answered_first(program: Callable[..., Any]) -> Callable[..., Any]:
    """Return the program, but for saves: those are answered at once, and carried out a little later."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if not environ["PATH_INFO"].endswith("/save/"):
            return program(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        later = environ | {"wsgi.input": io.BytesIO(body)}
        threading.Timer(LATER, lambda: list(program(later, lambda *arguments: None))).start()
        revision = int(re.search(rb"revision=(\d+)", body)[1]) + 1  # type: ignore[index]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"revision": revision}).encode()]

    return call


def from_replica_whatever_it_has(read: Callable[[], Any], about: Any) -> Any:
    """Read a page from the replica."""
    token = replica._reading.set(True)
    try:
        return read()
    finally:
        replica._reading.reset(token)


if FAULT == "trust the replica":
    replica._from_replica = from_replica_whatever_it_has
if FAULT == "answer first":
    application = answered_first(application)
