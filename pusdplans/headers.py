"""The headers of every answer: pages, redirects, errors, files, scripts, styles, admin and sign-in alike.

Outermost of the middleware, so that what an inner one answers by itself (a redirect to https, a static file, a refusal)
has them too. `tests/test_headers.py` holds the whole set.
"""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

# A file is kept, not shown. Should a browser open it all the same, it is alone in there: no script, no form, no frame.
FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

# What no page of ours asks of a device. Passkeys are asked for by our own pages alone.
_NOBODY = (
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media",
    "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb",
    "web-share", "xr-spatial-tracking",
)  # fmt: skip
_OURSELVES = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join([*(f"{each}=()" for each in _NOBODY), *(f"{each}=(self)" for each in _OURSELVES)])

Answering = Callable[[HttpRequest], HttpResponse]

# Views say which of these they take. No other reaches one: TRACE would give back what was sent.
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


class OnEveryAnswer:
    """Middleware: the headers that are the same everywhere; files are shut in; only what says "public" is cached."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response
        self.same = {
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": PERMISSIONS_POLICY,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        for name, value in self.same.items():
            response.headers[name] = value
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers[HEADER] = FILE_POLICY
        # Static files alone say that they are public. All else may hold people's words: not even a browser keeps it.
        if "public" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "private, no-store"
        return response


class Policy(CSPMiddleware):
    """Middleware: the content security policy, with a nonce on every answer; no script runs that does not name it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Write the policy, whether or not the page asked for the nonce."""
        self._make_nonce(request)
        return super().process_response(request, response)
