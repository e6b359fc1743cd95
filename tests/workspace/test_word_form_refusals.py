"""What a Word form's pages refuse, with a sentence, and whom; and what happens to a plan that others change meanwhile."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.test import Client

from plans.models import Contact, FormReading, Plan, ReadingState, Status
from plans.rows.saving import NotEditable
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse, to_json
from pusdplans.workspace import form_readings
from tests.conftest import signed_in
from tests.district import Cast
from tests.document.strategies import by_place
from tests.imports.test_hostile_files import HOSTILE
from tests.workspace.word_forms import PLAN, START, sent_by, upload, uploaded

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor == "postgresql", reason="files are refused alike on both databases")
@pytest.mark.parametrize(("make", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_is_refused_with_its_sentence(
    lead_client: Client, make: Callable[[], bytes], sentence: str
) -> None:
    content = make()
    answer = upload(lead_client, content)
    assert answer.status_code == 422
    said = re.search(r'id="error_1_id_file"><strong>(.*?)</strong>', answer.text, re.S)
    assert said
    limit = "This file is larger than 10 MB: save the form without large pictures and upload it again."
    assert said[1] == (limit if len(content) > site.ATTACHMENT_MAX_BYTES else sentence)
    assert not FormReading.objects.exists()


def test_no_file_is_said_beside_the_field(lead_client: Client) -> None:
    answer = lead_client.post(START)
    assert (answer.status_code, "Choose the Word form first, then upload it." in answer.text) == (422, True)


def test_text_too_long_for_its_field_is_marked(lead_client: Client, cast: Cast) -> None:
    _reading, address = uploaded(lead_client)
    answer = lead_client.post(address, {"act": "apply", "contacts-0.phone": "1" * 101})
    assert answer.status_code == 422
    assert '<p class="field-error" id="contacts-0-phone-error">At most 100 characters fit here' in answer.text
    assert "1" * 101 in answer.text
    assert not Contact.objects.filter(plan=cast.plan).exists()


@pytest.mark.parametrize(
    "values",
    (
        {"purpose.place": "goals-99-metric"},
        {"purpose.place": "x" * 5000},
        {"contacts-0.name": ""},
        {"part-purpose": "burn", "seen-purpose": "x" * 999},
        {"picture-0": "nowhere"},
        {"nothing.place": "here", "act": "nothing"},
        {"goals-0-statement.text": "<script>alert(1)</script>"},
    ),
)
def test_made_up_values_do_no_harm(lead_client: Client, values: dict[str, str]) -> None:
    _reading, address = uploaded(lead_client)
    answer = lead_client.post(address, {"act": "apply"} | values)
    assert answer.status_code == 302
    assert "<script>alert" not in lead_client.get(f"{PLAN}preview/").text


# Whose it is.


def test_only_who_may_write_the_plan_sees_any_of_it(cast: Cast, lead_client: Client) -> None:
    _reading, address = uploaded(lead_client)
    for place in (START, address):
        for method in ("get", "post"):
            got = {who: getattr(signed_in(one), method)(place).status_code for who, one in cast.people().items()}
            assert {got[who] for who in ("viewer", "reviewer", "admin")} == {403}
            assert got["other_lead"] == 404
    for who in ("viewer", "reviewer"):
        assert "word-form" not in signed_in(cast.people()[who]).get(f"{PLAN}document/").text
        assert "word-form" not in signed_in(cast.people()[who]).get("/", follow=True).text
    assert signed_in(cast.contributor).get(address).status_code == 200


def test_reading_of_one_plan_is_none_of_another(cast: Cast, lead_client: Client) -> None:
    reading, _address = uploaded(lead_client)
    other = f"/plans/2020-21/special-education/word-form/{reading.pk}/"
    assert signed_in(cast.other_lead).get(other).status_code == 404


def test_ways_to_start_are_where_one_looks(lead_client: Client) -> None:
    link = f'href="{START}"'
    for place in ("/", f"{PLAN}contacts/", f"{PLAN}purpose/", f"{PLAN}services/", f"{PLAN}budget/"):
        assert link in lead_client.get(place).text, place


def test_one_waits_for_each_person(cast: Cast, lead_client: Client) -> None:
    first, _address = uploaded(lead_client)
    second, _address = uploaded(lead_client)
    theirs, _address = uploaded(signed_in(cast.contributor))
    states = {each.pk: each.state for each in FormReading.objects.all()}
    assert states == {first.pk: "left", second.pk: "waiting", theirs.pk: "waiting"}
    with pytest.raises(IntegrityError), transaction.atomic():
        FormReading.objects.filter(pk=first.pk).update(state=ReadingState.WAITING)


def test_set_aside_can_be_taken_up_again_with_all_that_was_decided(lead_client: Client, cast: Cast) -> None:
    reading, address = uploaded(lead_client)
    assert lead_client.post(address, {"act": "leave", "purpose.place": "out"}).url == START
    assert "nothing of it went into the plan" in lead_client.get(address).text
    assert to_json(collect(cast.plan))["contacts"] == []
    assert lead_client.post(address, {"act": "reopen"}).url == address
    reading.refresh_from_db()
    assert (reading.is_waiting, sent_by(lead_client.get(address).text)["purpose.place"]) == (True, "out")


def test_plan_submitted_meanwhile_says_so_and_loses_nothing(cast: Cast, lead_client: Client) -> None:
    reading, address = uploaded(lead_client)
    lead_client.post(address, {"act": "keep", "contacts-0.name": "Julianne"})
    Plan.objects.filter(pk=cast.plan.pk).update(status=Status.SUBMITTED)
    answer = lead_client.post(address, {"act": "apply", "purpose.text": "<p>My new words</p>"})
    assert answer.status_code == 403
    assert "This plan is with its reviewer" in answer.text and "My new words" in answer.text
    reading.refresh_from_db()
    assert reading.choices["pieces"] == {"contacts-0": {"place": "", "texts": {"name": "Julianne"}}}
    Plan.objects.filter(pk=cast.plan.pk).update(status=Status.RETURNED)
    assert "Julianne" in lead_client.get(address).text


def test_plan_submitted_at_the_same_moment_stops_it(cast: Cast, lead_client: Client) -> None:
    """The view was entered while the plan could be changed; the transaction finds that it cannot any more."""
    reading, _address = uploaded(lead_client)
    plan, so_far = cast.plan, form_readings.decided(reading, form_readings.own_of(cast.plan))
    Plan.objects.filter(pk=plan.pk).update(status=Status.SUBMITTED)
    with pytest.raises(NotEditable):
        form_readings.take_in(plan, reading, so_far, by=cast.lead)
    assert FormReading.objects.get().is_waiting
    assert not Contact.objects.filter(plan=plan).exists()


def test_own_word_file_comes_back_as_it_was(cast: Cast, lead_client: Client, real_document: dict[str, Any]) -> None:
    apply(cast.plan, parse(real_document))
    before = by_place(collect(cast.plan))
    word = lead_client.get(f"{PLAN}export/docx/").content
    apply(cast.plan, parse({key: real_document[key] for key in ("cycle", "division", "department")}))
    _reading, address = uploaded(lead_client, word)
    lead_client.post(address, {"act": "apply"})
    assert by_place(collect(cast.plan)) == before


@pytest.mark.parametrize("goals", (1, 3))
def test_check_page_takes_as_many_statements_with_many_goals(
    lead_client: Client, django_assert_num_queries: Any, goals: int
) -> None:
    reading, address = uploaded(lead_client)
    reading.document["goals"] = reading.document["goals"][:goals]
    reading.save()
    lead_client.get(address)
    with django_assert_num_queries(19):
        lead_client.get(address)
