"""Somebody with a browser without scripts, for tests across several web processes."""

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.district import PASSWORD


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    headers: Any

    @property
    def text(self) -> str:
        """It as text."""
        return self.content.decode()

    @property
    def json(self) -> Any:
        """It as a value."""
        return json.loads(self.content)


class Person:
    """Goes to one address, the front's, unless told otherwise (`at`); cookies are the same at any port."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str, *, at: str = "", **headers: str) -> Answer:
        """Open a page."""
        return self._ask(urllib.request.Request((at or self.address) + path, headers=headers))

    def post(self, path: str, values: Any = None, *, at: str = "", fetch: bool = False) -> Answer:
        """Send a form; `fetch`: as our scripts do, which get JSON."""
        token = next((each.value for each in self.jar if each.name == "csrftoken"), "")
        headers = {"Content-Type": MULTIPART_CONTENT, "X-CSRFToken": token or ""}
        headers |= {"X-Requested-With": "fetch"} if fetch else {}
        body = encode_multipart(BOUNDARY, values or {})
        return self._ask(urllib.request.Request((at or self.address) + path, body, headers))

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        """Sign in with a password. Returns the page that follows."""
        self.get("/accounts/login/")
        return self.post("/accounts/login/", {"login": email, "password": password})

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.browser.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(), error.headers)
