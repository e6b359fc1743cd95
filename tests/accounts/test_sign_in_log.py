"""Who signed in and by what, and whose account a wrong try was for, is in the log; no address is."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pusdplans.operations.log_lines import JsonLines
from tests.accounts.signing import arrived, code_now, give_app, sign_in
from tests.district import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def test_right_and_wrong_tries_are_written_down_by_number(cast: Cast, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, logger="pusdplans.accounts"):
        sign_in(Client(), "LEAD@example.org", PASSWORD)
        sign_in(Client(), "lead@example.org", "wrong")
        sign_in(Client(), "nobody@example.org", "wrong")
    lines = [each for each in caplog.records if each.name == "pusdplans.accounts.sign_in_log"]
    told = [(each.levelname, each.getMessage(), each.fields["account"]) for each in lines]  # type: ignore[attr-defined]
    assert told == [
        ("INFO", "signed in", cast.lead.pk),
        ("WARNING", "wrong try to sign in", cast.lead.pk),
        ("WARNING", "wrong try to sign in", None),
    ]
    written = "".join(JsonLines().format(each) for each in lines)
    assert f'"account": {cast.lead.pk}' in written
    assert "@" not in written


def test_what_was_shown_is_written_down(cast: Cast, caplog: Any) -> None:
    give_app(cast.reviewer)
    with caplog.at_level(logging.INFO, logger="pusdplans.accounts"):
        arrived("lead@example.org")
        client = Client()
        sign_in(client, "reviewer@example.org")
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
    told = [each.fields for each in caplog.records if each.getMessage() == "signed in"]  # type: ignore[attr-defined]
    assert told == [
        {"account": cast.lead.pk, "by": ["password"]},
        {"account": cast.reviewer.pk, "by": ["password", "totp"]},
    ]
