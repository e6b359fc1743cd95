"""A password that many in the district would guess is refused, with what to do about it."""

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from tests import district

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "Pasadena2026!",
        "pasadena unified",
        "PUSD-Department-Plan",
        "welcome_to_PUSD_1",
        "AnnualPlan2026-27",
        "Rose!Bowl#2027",
    ],
)
def test_password_of_the_districts_words_is_refused(password: str, settings: Any) -> None:
    settings.PASSWORD_WORDS = ["Rose", "Bowl"]
    with pytest.raises(
        ValidationError, match=r"words that many here would guess\. Add words that have nothing to do with"
    ):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["violet tram over Pasadena", "kettle-9-orbit", "Größe und Maß 7", "春の夜の夢ばかりなる手枕に"]
)
def test_other_words_are_taken(password: str) -> None:
    validate_password(password)


def test_who_changes_the_password_reads_why() -> None:
    client = Client()
    client.force_login(district.make().lead)
    new = {"oldpassword": "demo-plan", "password1": "Pasadena-2026-27", "password2": "Pasadena-2026-27"}
    page = client.post("/accounts/password/change/", new).content.decode()
    assert "Add words that have nothing to do with Pasadena Unified." in page
