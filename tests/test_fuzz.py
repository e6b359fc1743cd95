"""Whatever is sent to any form of any address: the answer is never a 500, and what is stored is what was accepted."""

import datetime
import itertools
import re
import string
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans import lifecycle
from plans.rows.kind import row_kinds
from pusdplans.document.submitting import submit_plan
from tests.accounts.signing import arrived
from tests.addresses import addresses, own_addresses, path_of
from tests.conftest import signed_in
from tests.district import Cast
from tests.faults.lengths import figure, times
from tests.faults.plans import kept
from tests.plans.rows.kinds import ACTS, at, every_kind
from tests.sample_rows import make_row

pytestmark = pytest.mark.django_db
modest = settings(
    max_examples=times(25, 240),
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = (
    "",
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
NAMES += ("code", "credential", "session", "passwordless")


def body(values: dict[str, str]) -> bytes:
    """Encode fields as a browser would, lone surrogates too."""
    from urllib.parse import quote_from_bytes

    pairs = ((quote_from_bytes(str(n).encode()), v.encode("utf-8", "surrogatepass")) for n, v in values.items())
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs).encode()


def send(
    client: Client,
    path: str,
    values: dict[str, str],
    *,
    fetch: bool = False,
    look: Callable[[Any], None] = lambda answer: None,
) -> int:
    """Post the fields, look at what that came to, and take back what it changed. Returns the status."""
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    kind = "application/x-www-form-urlencoded"
    global asked
    asked += 1
    with transaction.atomic():
        answer = client.post(path, body(values), content_type=kind, headers=headers)
        look(answer)
        transaction.set_rollback(True)
    return answer.status_code


asked = 0


@pytest.fixture(scope="module", autouse=True)
def counted() -> Iterator[None]:
    """Note how much was sent."""
    yield
    figure("bad inputs: answers of 500, or stored what was not accepted", asked, 0)


def opened(client: Client, address: str) -> int:
    """Open an address. Returns the status."""
    global asked
    asked += 1
    return client.get(address).status_code


def as_said(stored: Any, said: str) -> bool:
    """Whether a stored value is the one that an answer names in words."""
    if isinstance(stored, Decimal):
        return Decimal(said) == stored
    if isinstance(stored, datetime.date):
        return said == stored.isoformat()
    return said == ("" if stored is None else str(getattr(stored, "pk", stored)))


def stored_is_what_was_accepted(kind: Any, row: Any, sent: dict[str, str], answer: Any) -> None:
    """Check a saved row against the answer: each field that came in and was right holds what the answer says, no other."""
    now = kind.model.objects.get(pk=row.pk)
    result = answer.json() if answer.headers["Content-Type"] == "application/json" else {}
    accepted = {name: said for name, said in result.get("values", {}).items() if name in sent}
    accepted = {name: said for name, said in accepted.items() if not {name, "__all__"} & set(result["errors"])}
    for name in kind.form(instance=row).fields:
        if name in accepted:
            assert as_said(getattr(now, name), accepted[name]), (name, getattr(now, name), accepted[name])
        else:
            assert getattr(now, name) == getattr(row, name), name


@every_kind
def test_rows_never_answer_500(cast: Cast, kind: Any) -> None:
    row = make_row(kind, cast.plan)
    client = signed_in(cast.lead)
    fields = [*kind.form(instance=row).fields, "revision", "direction", "after"]

    @modest
    @given(values=st.dictionaries(st.sampled_from(fields), VALUES), act=st.sampled_from(ACTS), fetch=st.booleans())
    def fuzz(values: dict[str, str], act: str, fetch: bool) -> None:
        sent = {"revision": str(row.revision), **values}

        def look(answer: Any) -> None:
            if act == "save" and fetch:
                stored_is_what_was_accepted(kind, row, sent, answer)

        assert send(client, at(cast.plan, kind, row, act), sent, fetch=fetch, look=look) < 500

    fuzz()


def test_control_the_check_sees_what_is_stored_otherwise(cast: Cast, monkeypatch: Any) -> None:
    """With a form that writes another text than it answers with."""
    kind = row_kinds()["contact"]
    row, client = make_row(kind, cast.plan), signed_in(cast.lead)
    saveable = kind.form.saveable
    monkeypatch.setattr(kind.form, "saveable", lambda form: {n: f"{v}!" for n, v in saveable(form).items()})
    sent = {"revision": str(row.revision), "name": "Ana"}
    with pytest.raises(AssertionError):
        send(
            client,
            at(cast.plan, kind, row, "save"),
            sent,
            fetch=True,
            look=lambda answer: stored_is_what_was_accepted(kind, row, sent, answer),
        )


@every_kind
def test_each_nasty_value_in_each_field(cast: Cast, kind: Any) -> None:
    row = make_row(kind, cast.plan)
    client = signed_in(cast.lead)
    for name, value in itertools.product([*kind.form(instance=row).fields, "revision"], NASTY):
        sent = {"revision": "1", name: value}
        assert send(client, at(cast.plan, kind, row, "save"), sent, fetch=True) < 500, (name, value)


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

    before = kept(cast.plan)

    def look(answer: Any) -> None:
        if answer.status_code >= 400:
            assert kept(cast.plan) == before

    @settings(modest, max_examples=times(80, 760))
    @given(
        place=st.sampled_from(places),
        who=st.sampled_from(("lead", "reviewer", "admin", "nobody")),
        values=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6),
        fetch=st.booleans(),
    )
    def fuzz(place: tuple[str, str], who: str, values: dict[str, str], fetch: bool) -> None:
        assert send(people[who], place[1], values, fetch=fetch, look=look) < 500, place[0]
        with transaction.atomic():
            assert opened(people[who], f"{place[1]}?{body(values).decode()}") < 500, place[0]
            transaction.set_rollback(True)

    fuzz()


def test_no_form_of_the_admin_answers_500(cast: Cast) -> None:
    client = signed_in(cast.admin)
    pages = [reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add") for model in admin.site._registry]
    fields = {}
    for page in pages:
        html = client.get(page).text.replace("__prefix__", "0")
        fields[page] = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', html)
    forms = [page for page, names in fields.items() if names]
    assert len(forms) > 15

    @settings(modest, max_examples=times(60, 650))
    @given(page=st.sampled_from(forms), chosen=st.data(), fallback=VALUES)
    def fuzz(page: str, chosen: Any, fallback: str) -> None:
        # Most fields hold something, so that it comes to storing.
        names = st.sampled_from(fields[page])
        values = dict.fromkeys(fields[page], fallback) | chosen.draw(st.dictionaries(names, VALUES, max_size=4))
        values |= {name: "1" for name in fields[page] if name.endswith("TOTAL_FORMS")}
        values |= {name: "0" for name in fields[page] if name.endswith("INITIAL_FORMS")}
        assert send(client, page, values) < 500, page
        with transaction.atomic():
            query = body(chosen.draw(st.dictionaries(names, VALUES))).decode()
            assert opened(client, f"{page.removesuffix('add/')}?{query}") < 500, page
            transaction.set_rollback(True)

    fuzz()


@pytest.mark.parametrize("path", ("%00", "plans/%00/x/", "plans/2020-21/%F0%9F%98%80/", "plans/%ff/x/", "static/../x"))
def test_odd_addresses_are_404(cast: Cast, path: str) -> None:
    assert signed_in(cast.lead).get(f"/{path}").status_code == 404


@pytest.mark.parametrize("path", ("queue/?q=", "admin/plans/department/?name=", "admin/plans/department/?x%00="))
def test_zero_character_in_a_question_is_refused_in_words(cast: Cast, path: str) -> None:
    answer = signed_in(cast.admin).get(f"/{path}%00")
    assert (answer.status_code, "We could not read that" in answer.text) == (400, True)


@pytest.mark.parametrize(
    "credential",
    (
        "1",
        "[]",
        "{}",
        '{"response": []}',
        '{"response": {"userHandle": "x"}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ", "clientDataJSON": "AA"}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ", "clientDataJSON": "e30",'
        ' "authenticatorData": "AA", "signature": "AA"}, "clientExtensionResults": {}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "attestationObject": "AA"}, "clientExtensionResults": {}}',
    ),
)
def test_made_up_passkeys_are_answered(cast: Cast, credential: str) -> None:
    client = Client()
    client.get("/accounts/second-factor/webauthn/login/", headers={"Accept": "application/json"})
    assert send(client, "/accounts/second-factor/webauthn/login/", {"credential": credential}) < 500
    lead = arrived("lead@example.org")
    place = "/accounts/second-factor/webauthn/add/"
    lead.get(place)
    assert send(lead, place, {"credential": credential}) < 500


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
