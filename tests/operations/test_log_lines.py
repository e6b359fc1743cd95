"""Log lines: one JSON object each, with the request and the person, and nothing that people wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client

from pusdplans.operations.log_lines import JsonLines
from tests.district import Cast


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, as production writes it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonLines())
    root, requests = logging.getLogger(), logging.getLogger("pusdplans.requests")
    before = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield text
    root.removeHandler(handler)
    requests.setLevel(before)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines, each of which must be one JSON object."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_request_has_one_line_with_its_number_and_person(cast: Cast, lead_client: Client, log: io.StringIO) -> None:
    address = "/plans/2020-21/instructional-services/document/"
    answer = lead_client.get(address, headers={"X-Request-ID": "0123-from-the-front"})
    assert answer.headers["X-Request-ID"] == "0123-from-the-front"
    (line,) = lines(log)
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "pusdplans.requests",
        "message": "answered",
        "request": "0123-from-the-front",
        "person": cast.lead.pk,
        "view": "read",
        "cycle": "2020-21",
        "department": "instructional-services",
        "method": "GET",
        "status": 200,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent", ("short", "x" * 65, 'a"b}{"c":"ddddd', "abcdefgh\tij", "<script>alert(1)</script>", "")
)
def test_odd_number_is_replaced(client: Client, log: io.StringIO, sent: str) -> None:
    number = client.get("/accounts/login/", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert len(number) == 32
    assert [line["request"] for line in lines(log)] == [number]


@pytest.mark.django_db
def test_line_holds_no_key_of_a_link_and_nothing_of_the_address(client: Client, log: io.StringIO) -> None:
    client.get("/accounts/password/reset/key/1-a-secret-key/")
    client.get("/no/a-secret-key/%0a%7B%22level%22%3A%22forged%22%7D?a-secret-key=1")
    assert {line["status"] for line in lines(log) if "status" in line} == {200, 404}
    assert "secret" not in log.getvalue()
    assert "forged" not in log.getvalue()


@pytest.mark.parametrize("text", ("one\n{}", "one\r\nINFO two", "\x1b[31mred", "one\u2028two", "\x85two", '"}{"'))
def test_text_cannot_begin_a_line_of_its_own(log: io.StringIO, text: str) -> None:
    logging.getLogger("pusdplans").warning("Somebody sent %s", text)
    (line,) = lines(log)
    assert line["message"] == f"Somebody sent {text}"
    assert log.getvalue().removesuffix("\n").isprintable()


def test_mail_addresses_are_left_out(log: io.StringIO) -> None:
    logging.getLogger("pusdplans").error("To Ana <ana.ruiz@example.org>, 'x@y.example' failed")
    assert lines(log)[0]["message"] == "To Ana <(mail address)>, '(mail address)' failed"


@pytest.mark.django_db
def test_error_is_told_by_its_kind_and_place_not_by_what_was_worked_on(log: io.StringIO) -> None:
    people = get_user_model().objects
    people.create_user("ana.ruiz@example.org", "a-long-password", name="Ana")
    try:
        with transaction.atomic():
            people.create_user("ana.ruiz@example.org", "a-long-password", name="Ana")
    except IntegrityError as error:
        try:
            raise ValueError("Ana's own words") from error
        except ValueError:
            logging.getLogger("pusdplans").exception("Not done")
    (line,) = lines(log)
    assert line["error"][-2:] == ["django.db.utils.IntegrityError", "builtins.ValueError"]
    assert line["where"]
    assert "ana.ruiz" not in log.getvalue() and "own words" not in log.getvalue()


def test_error_of_the_machine_is_told_in_full(log: io.StringIO) -> None:
    try:
        raise OperationalError("the server closed the connection")
    except OperationalError:
        logging.getLogger("pusdplans").exception("Not done")
    assert lines(log)[0]["error"] == ["django.db.utils.OperationalError: the server closed the connection"]
