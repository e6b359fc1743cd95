"""The headers of every answer, exactly: pages, redirects, errors, fragments, files, static files, admin, sign-in."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from plans.access import PUBLIC, declares
from plans.rows.kind import row_kinds
from pusdplans.document.submitting import submit_plan
from pusdplans.headers import FILE_POLICY, PERMISSIONS_POLICY
from pusdplans.messages import InCookie
from pusdplans.nonces import with_nonces
from tests.addresses import own_addresses, path_of
from tests.conftest import signed_in
from tests.district import PASSWORD, Cast
from tests.plans.rows.kinds import at
from tests.sample_rows import make_row
from tests.test_access import admin_paths
from tests.test_security import NEEDED, start

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "postgresql", reason="no database knows of headers"),
]

EVERYWHERE = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'nonce'",
    "style-src": "'self' 'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# What belongs to one answer, not to all.
OF_ONE = {
    "Allow", "Content-Disposition", "Content-Language", "Content-Length", "Content-Type", "ETag", "Expires",
    "Last-Modified", "Location", "Vary", "X-Request-ID",
}  # fmt: skip
NONCE = re.compile(r"'nonce-([A-Za-z0-9+/]{22}==)'")


def policy_of(answer: HttpResponse) -> dict[str, str]:
    """Return the answer's policy by directive, its nonce written as 'nonce'."""
    text = NONCE.sub("'nonce'", answer.headers.get("Content-Security-Policy", ""))
    return dict(each.partition(" ")[::2] for each in text.split("; "))


def differences(answer: HttpResponse, **other: str) -> set[Any]:
    """Return the headers that an answer lacks, or has besides what all have and those of its own that are named."""
    there = {name: value for name, value in answer.headers.items() if name not in OF_ONE}
    policy = there.pop("Content-Security-Policy", "")
    found = set(there.items()) ^ set((EVERYWHERE | other).items())
    if answer.headers.get("Content-Disposition", "").startswith("attachment"):
        return found | ({policy} - {FILE_POLICY})
    return found | (set(policy_of(answer).items()) ^ set(PAGE_POLICY.items()))


def wrong(answer: HttpResponse, what: str, **other: str) -> list[str]:
    """Return a line if the answer's headers are not right."""
    found = differences(answer, **other)
    return [f"{what}: {answer.status_code} {found}"] if found else []


def answers(cast: Cast) -> Iterator[tuple[str, HttpResponse]]:
    """Ask for everything, as a page and as a fragment. Yields what was asked and the answer."""
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    people = {"lead": signed_in(cast.lead), "reviewer": signed_in(cast.reviewer), "nobody": Client()}
    places = [path_of(each, cast.plan) for each in own_addresses()] + ["/no/such/page/", "/admin/", "/admin/login/"]
    for place in places:
        for who, client in people.items():
            yield f"{who} {place}", client.get(place)
            yield f"{who} fragment {place}", client.get(place, headers={"X-Requested-With": "fetch"})
        yield f"nobody post {place}", people["nobody"].post(place)
    admin = signed_in(cast.admin)
    for place in [*admin_paths(), "/admin/plans/cycle/add/", "/admin/plans/department/import/"]:
        yield f"admin {place}", admin.get(place)


def test_every_answer_has_exactly_these_headers(cast: Cast) -> None:
    kinds, found = set(), []
    for what, answer in answers(cast):
        found += wrong(answer, what)
        kinds.add((answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0]))
    assert found == []
    wanted = {(200, "text/html"), (302, "text/html"), (403, "text/html"), (404, "text/html"), (401, "application/json")}
    assert wanted | {(405, "text/html"), (200, "application/pdf")} <= kinds


@declares(PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    """A view that fails."""
    raise RuntimeError("broken")


urlpatterns = [path("broken/", broken), path("", include("pusdplans.urls"))]
handler400 = "pusdplans.errors.bad_request"


@pytest.mark.urls("tests.test_headers")
def test_errors_have_them_too(cast: Cast, settings: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.lead)
    strict = Client(enforce_csrf_checks=True)
    row = make_row(row_kinds()["contact"], cast.plan)
    save = at(cast.plan, row_kinds()["contact"], row, "save")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    errors = {
        500: client.get("/broken/"),
        413: client.post(save, {"name": "x" * 20}),
        400: client.get("/", headers={"host": "evil.example"}),
        403: strict.post("/accounts/login/", {"login": "x"}),
        404: client.get("/plans/2020-21/nowhere/"),
    }
    assert {status: answer.status_code for status, answer in errors.items()} == {each: each for each in errors}
    assert [line for status, answer in errors.items() for line in wrong(answer, str(status))] == []
    fragment = client.post(save, {"name": "x" * 20}, headers={"X-Requested-With": "fetch"})
    assert (fragment.status_code, wrong(fragment, "fragment")) == (413, [])


def test_control_without_the_middleware_it_is_noticed(cast: Cast, settings: Any) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "pusdplans.headers.OnEveryAnswer"]
    assert len(differences(Client().get("/accounts/login/"))) > 3


# As in production: over TLS, static files served by the process itself, cookies bound to the host.


@pytest.fixture
def production(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Take over what production's settings say of security, asked of them in a process of their own."""
    result = start("diffsettings", ENVIRONMENT="production", **NEEDED)
    assert result.returncode == 0, result.stderr
    said = dict(re.findall(r"^(\w+) = ((?:'[^']*'|True|False|\d+))", result.stdout, re.M))
    names = ("SESSION_COOKIE", "CSRF_COOKIE", "SECURE_", "WHITENOISE", "COOKIE_PREFIX", "MESSAGE_STORAGE")
    chosen = {name: json.loads(value.replace("'", '"').lower() if value in ("True", "False") else value.replace("'", '"')) for name, value in said.items() if name.startswith(names)}  # fmt: skip
    for name, value in chosen.items():
        setattr(settings, name, value)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "app.css").write_text("body {}")
    behind = settings.MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:behind],
        "pusdplans.static_files.OfAnyRelease",
        *settings.MIDDLEWARE[behind:],
    ]
    monkeypatch.setattr(InCookie, "cookie_name", f"{chosen['COOKIE_PREFIX']}messages")
    return chosen


YEAR = "max-age=31536000; includeSubDomains; preload"


def test_production_says_strict_transport_on_every_answer(cast: Cast, production: dict[str, Any]) -> None:
    client = signed_in(cast.lead)
    over_tls = {"Strict-Transport-Security": YEAR}
    for place, status in (("/", 200), ("/nowhere/", 404), ("/admin/", 302), ("/accounts/login/", 302)):
        answer = client.get(place, secure=True)
        assert answer.status_code == status
        assert wrong(answer, place, **over_tls) == []
    plain = client.get("/accounts/login/")
    assert (plain.status_code, plain.url) == (301, "https://testserver/accounts/login/")
    assert wrong(plain, "redirect") == []


def test_static_files_are_cached_and_no_other_site_uses_them(cast: Cast, production: dict[str, Any]) -> None:
    answer = Client().get("/static/app.css", secure=True)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"body {}"
    caching = {"Cache-Control": "max-age=60, public", "Strict-Transport-Security": YEAR}
    assert wrong(answer, "static file", **caching) == []
    missing = signed_in(cast.lead).get("/static/nothing.css", secure=True)
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "private, no-store")


def test_cookies_are_bound_to_the_host(cast: Cast, production: dict[str, Any]) -> None:
    cache.clear()
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": "lead@example.org", "password": PASSWORD}, secure=True)
    client.post("/plans/2020-21/instructional-services/submit/", secure=True)
    row = make_row(row_kinds()["contact"], cast.plan)
    client.post(at(cast.plan, row_kinds()["contact"], row, "delete"), {"revision": row.revision}, secure=True)
    client.post("/accounts/logout/", secure=True)
    assert {*client.cookies} >= {"__Host-csrftoken", "__Host-messages", "__Host-sessionid"}
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-")
        told = (cookie["secure"], cookie["path"], cookie["domain"])
        assert told == (True, "/", ""), name
        # A cookie that is taken back says less.
        assert cookie["httponly"] or cookie["max-age"] == 0, name
        assert cookie["samesite"] == "Lax", name


# Nonces.


def test_every_script_of_a_page_names_the_nonce_of_its_answer(cast: Cast) -> None:
    lead, admin, nonces = signed_in(cast.lead), signed_in(cast.admin), []
    pages = [lead.get(f"/plans/2020-21/instructional-services/{part}/") for part in ("purpose", "goals", "goals")]
    pages += [admin.get(each) for each in ("/admin/", "/admin/plans/plan/", "/admin/plans/department/add/")]
    for page in pages:
        (nonce,) = NONCE.findall(page.headers["Content-Security-Policy"])
        scripts = re.findall(r"<script\b[^>]*>", page.text)
        assert scripts
        assert [
            tag
            for tag in scripts
            if f'nonce="{nonce}"' not in tag or not re.search('src="/(?:static|admin/jsi18n)/', tag)
        ] == []
        nonces.append(nonce)
    assert len(set(nonces)) == len(pages)


def test_no_nonce_is_kept_for_another_page() -> None:
    """What is drawn once for all pages must hold no script: its nonce would be another answer's."""
    sources = [path.read_text() for path in (site.BASE_DIR / "templates").rglob("*.html")]
    once = [each for source in sources for each in re.findall(r"{% once %}(.*?){% endonce %}", source, re.S)]
    assert once
    assert [each for each in once if "<script" in each or "nonce" in each] == []


def test_script_in_a_template_is_given_the_nonce() -> None:
    assert with_nonces('<script src="x">') == '<script nonce="{{ request.csp_nonce }}" src="x">'
    assert with_nonces('<SCRIPT\n type="module">{{ form.media }}') == (
        '<script nonce="{{ request.csp_nonce }}"\n type="module">{{ form.media|naming_nonce:request.csp_nonce }}'
    )
    assert with_nonces("{{ media.css }}{{ media_count }}") == "{{ media.css }}{{ media_count }}"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused_everywhere(method: str, cast: Cast) -> None:
    for client in (Client(), signed_in(cast.lead), signed_in(cast.admin)):
        for address in own_addresses():
            answer = client.generic(method, path_of(address, cast.plan), "secret=1")
            assert (answer.status_code, answer.content) == (405, b""), f"{method} {address.name}"
