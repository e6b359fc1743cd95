"""Whatever is sent to any form of any address, the answer is never a 500."""

import string
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans import lifecycle
from plans.rows.kind import row_kinds
from pusdplans.document.submitting import submit_plan
from tests.addresses import addresses, own_addresses, path_of
from tests.conftest import signed_in
from tests.district import Cast
from tests.plans.rows.kinds import ACTS, at, every_kind
from tests.sample_rows import make_row

pytestmark = pytest.mark.django_db
modest = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = (
    "\x00",
    "a\x00b",
    "\ud800",
    "9" * 400,
    "1e400",
    "-1e-400",
    "NaN",
    "Infinity",
    "-1",
    "0.005",
    "999999999.995",
    "00000000-0000-0000-0000-000000000000",
    "not-a-uuid",
    "0000-00-00",
    "9999-12-31",
    "99999-01-01",
    "²",
    "٣",
    "<p>" * 300,
    "<a href='javascript:alert(1)'>x</a>",
    "%(name)s {0} {{ x }}",
    "\u202e\ufeff\U0001f600" * 20,
    "a" * 400,
    "on",
    "true",
    "\r\n",
    "' OR 1=1 --",
)
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.text(alphabet=string.printable, max_size=60),
    st.integers().map(str),
    st.decimals(allow_nan=True).map(str),
)
# Fields that forms of ours, of allauth and of the generic rows read.
NAMES = ("revision", "direction", "after", "level", "text", "html", "kind", "reason", "due_date", "login", "password")
NAMES += ("email", "remember", "next", "password1", "password2", "oldpassword", "q", "cycle", "status", "page", "file")
NAMES += ("part", "row", "quote", "prefix", "version", "back", "act", "comments")


def body(values: dict[str, str]) -> bytes:
    """Encode fields as a browser would, lone surrogates too."""
    from urllib.parse import quote_from_bytes

    pairs = ((quote_from_bytes(str(n).encode()), v.encode("utf-8", "surrogatepass")) for n, v in values.items())
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs).encode()


def send(client: Client, path: str, values: dict[str, str], *, fetch: bool = False) -> int:
    """Post the fields, and take back what that changed. Returns the status."""
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    kind = "application/x-www-form-urlencoded"
    with transaction.atomic():
        status = client.post(path, body(values), content_type=kind, headers=headers).status_code
        transaction.set_rollback(True)
    return status


@every_kind
def test_rows_never_answer_500(cast: Cast, kind: Any) -> None:
    row = make_row(kind, cast.plan)
    client = signed_in(cast.lead)
    fields = [*kind.form(instance=row).fields, "revision", "direction", "after"]

    @modest
    @given(values=st.dictionaries(st.sampled_from(fields), VALUES), act=st.sampled_from(ACTS), fetch=st.booleans())
    def fuzz(values: dict[str, str], act: str, fetch: bool) -> None:
        assert send(client, at(cast.plan, kind, row, act), {"revision": "1", **values}, fetch=fetch) < 500

    fuzz()


@every_kind
@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
def test_each_nasty_value_in_each_field(cast: Cast, kind: Any, value: str) -> None:
    row = make_row(kind, cast.plan)
    client = signed_in(cast.lead)
    for name in [*kind.form(instance=row).fields, "revision"]:
        assert send(client, at(cast.plan, kind, row, "save"), {"revision": "1", name: value}, fetch=True) < 500


def every_post(cast: Cast) -> list[tuple[str, str]]:
    """Return (name, path) of every address outside the admin, and of the admin's own sign-in."""
    return [(each.name, path_of(each, cast.plan)) for each in own_addresses()] + [
        (each.name, path_of(each, cast.plan)) for each in addresses() if each.name == "admin:login"
    ]


@pytest.mark.parametrize("state", ("draft", "submitted", "approved"))
def test_no_address_answers_500(cast: Cast, state: str) -> None:
    people = {name: signed_in(person) for name, person in cast.people().items()} | {"nobody": Client()}
    places = every_post(cast)
    if state != "draft":
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    if state == "approved":
        lifecycle.approve(cast.plan, by=cast.reviewer)

    @settings(modest, max_examples=80)
    @given(
        place=st.sampled_from(places),
        who=st.sampled_from(("lead", "reviewer", "admin", "nobody")),
        values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
        fetch=st.booleans(),
    )
    def fuzz(place: tuple[str, str], who: str, values: dict[str, str], fetch: bool) -> None:
        assert send(people[who], place[1], values, fetch=fetch) < 500, place[0]
        with transaction.atomic():
            assert people[who].get(f"{place[1]}?{body(values).decode()}").status_code < 500, place[0]
            transaction.set_rollback(True)

    fuzz()


@pytest.mark.parametrize("path", ("%00", "plans/%00/x/", "plans/2020-21/%F0%9F%98%80/", "plans/%ff/x/", "static/../x"))
def test_odd_addresses_are_404(cast: Cast, path: str) -> None:
    assert signed_in(cast.lead).get(f"/{path}").status_code == 404


def test_broken_posts_are_answered(cast: Cast) -> None:
    client = signed_in(cast.lead)
    path = at(cast.plan, row_kinds()["contact"], make_row(row_kinds()["contact"], cast.plan), "save")
    for kind, data in (
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\x00"),
        ("application/json", b"{"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xff=\xff"),
        ("application/x-www-form-urlencoded; charset=no-such", b"name=x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(3_100))),
    ):
        assert client.generic("POST", path, data, content_type=kind).status_code in range(400, 500), kind
