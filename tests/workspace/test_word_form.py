"""A Word form is read, checked piece by piece, and taken into the plan at once; nothing is written over silently."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from plans.file_kinds import Refused
from plans.models import AttachedFile, Contact, Event, FormPicture, FormReading, Plan, PlanText, ReadingState, Status
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse
from pusdplans.headers import FILE_POLICY
from pusdplans.workspace import form_readings
from tests.district import Cast
from tests.document.strategies import by_place
from tests.imports.messy import MESSES
from tests.plans.rows.kinds import FETCH
from tests.sample_files import GOOD
from tests.workspace.word_forms import PLAN, sent_by, uploaded, with_picture

pytestmark = pytest.mark.django_db


def test_real_form_comes_into_an_empty_plan_whole(
    lead_client: Client, cast: Cast, real_document: dict[str, Any]
) -> None:
    _reading, address = uploaded(lead_client)
    page = lead_client.get(address).text
    assert "Every word: 1,769 in the file, 1,162 placed, 22 without a place, 585 of" in page
    assert "<strong>0 lost</strong>" in page
    answer = lead_client.post(address, sent_by(page) | {"act": "apply"}, follow=True)
    assert "From “Plan 2020.docx”: 50 pieces came in, 2 are kept as unplaced text." in answer.text
    found, wanted = collect(cast.plan), parse(real_document)
    assert {**by_place(found), "review": None, "unplaced": None} == {
        **by_place(wanted),
        "review": None,
        "unplaced": None,
    }
    unplaced = [(each.where, each.text) for each in found.unplaced]
    assert unplaced[0][0] == "Due" and unplaced[1:] == [(each.where, each.text) for each in wanted.unplaced]
    event = Event.objects.get(plan=cast.plan, kind="loaded")
    assert (event.via, event.person, event.detail) == ("import", cast.lead, {"file": "Plan 2020.docx"})
    assert Plan.objects.get(pk=cast.plan.pk).status == Status.IN_PROGRESS
    assert FormReading.objects.get().state == ReadingState.APPLIED


def test_what_was_left_over_has_a_page_while_there_is_some(lead_client: Client) -> None:
    assert "Unplaced text" not in lead_client.get(f"{PLAN}contacts/").text
    _reading, address = uploaded(lead_client)
    lead_client.post(address, {"act": "apply"})
    assert f'href="{PLAN}unplaced/"' in lead_client.get(f"{PLAN}contacts/").text
    page = lead_client.get(f"{PLAN}unplaced/").text
    assert "Department Actions (E), goal 2" in page and "Commitment to Black Students" in page
    assert "A text of the Word form has no place yet" in lead_client.get(f"{PLAN}check/").text


def test_pieces_are_moved_corrected_and_left_out(lead_client: Client, cast: Cast) -> None:
    _reading, address = uploaded(lead_client)
    sent = sent_by(lead_client.get(address).text) | {
        "act": "apply",
        "goals-0-metrics-2.place": "goals-3-metric",
        "contacts-1.place": "out",
        "named-due.place": "out",
        "contacts-0.name": "Julianne Reynoso",
        "unplaced-0.place": "goals-1-outcomes",
    }
    answer = lead_client.post(address, sent, follow=True)
    assert "50 pieces came in, 2 were left out." in answer.text
    document = collect(cast.plan)
    assert [each.text for each in document.goals[3].metrics] == [
        "<p>Utilize the Continuous Improvement Toolkit to diagnose, monitor and analyze-refine.</p>"
    ]
    assert [each.name for each in document.contacts] == ["Julianne Reynoso"]
    assert str(document.goals[1].outcomes).endswith("Commitment to Black Students</p>")
    assert document.unplaced == ()


def test_choices_are_kept_as_the_lead_goes(lead_client: Client) -> None:
    reading, address = uploaded(lead_client)
    first = lead_client.post(address, {"act": "keep", "purpose.place": "goals-0-outcomes"}, headers=FETCH)
    second = lead_client.post(address, {"act": "keep", "contacts-0.phone": "X1"}, headers=FETCH)
    assert [(each.status_code, list(each.json())) for each in (first, second)] == [(200, ["saved"])] * 2
    reading.refresh_from_db()
    assert reading.choices["pieces"] == {
        "purpose": {"place": "goals-0-outcomes", "texts": {}},
        "contacts-0": {"place": "", "texts": {"phone": "X1"}},
    }
    page = lead_client.get(address).text
    assert sent_by(page)["purpose.place"] == "goals-0-outcomes"
    assert "2 pieces changed by you." in page
    back = {"act": "keep", "purpose.place": "here", "contacts-0.phone": "X88216"}
    assert lead_client.post(address, back).url == address
    reading.refresh_from_db()
    assert reading.choices["pieces"] == {}
    assert not Contact.objects.exists()


def test_text_that_is_there_stays_unless_somebody_says_otherwise(lead_client: Client, cast: Cast) -> None:
    PlanText.objects.filter(plan=cast.plan, part="purpose").update(text="<p>Ours</p>")
    _reading, address = uploaded(lead_client)
    page = lead_client.get(address).text
    assert "<p>Ours</p>" in page
    assert sent_by(page)["part-purpose"] == "keep"
    answer = lead_client.post(address, sent_by(page) | {"act": "apply"}, follow=True)
    assert "1 stayed behind, since its part keeps what was there." in answer.text
    document = collect(cast.plan)
    assert (document.purpose, len(document.goals)) == ("<p>Ours</p>", 4)


@pytest.mark.parametrize("how", ("add", "replace"))
def test_text_that_is_there_is_replaced_or_added_to(lead_client: Client, cast: Cast, how: str) -> None:
    PlanText.objects.filter(plan=cast.plan, part="purpose").update(text="<p>Ours</p>")
    _reading, address = uploaded(lead_client)
    sent = sent_by(lead_client.get(address).text) | {"act": "apply", "part-purpose": how}
    assert lead_client.post(address, sent).status_code == 302
    purpose = str(collect(cast.plan).purpose)
    assert purpose.startswith("<p>Ours</p><p>The purpose of" if how == "add" else "<p>The purpose of")


def test_text_that_came_after_the_page_was_shown_is_not_replaced(lead_client: Client, cast: Cast) -> None:
    PlanText.objects.filter(plan=cast.plan, part="purpose").update(text="<p>Ours</p>")
    _reading, address = uploaded(lead_client)
    sent = sent_by(lead_client.get(address).text) | {"act": "apply", "part-purpose": "replace"}
    PlanText.objects.filter(plan=cast.plan, part="purpose").update(text="<p>Kristina’s</p>")
    answer = lead_client.post(address, sent)
    assert answer.status_code == 409
    assert "Somebody changed Purpose after you saw it." in answer.text and "<p>Kristina’s</p>" in answer.text
    assert (collect(cast.plan).purpose, collect(cast.plan).contacts) == ("<p>Kristina’s</p>", ())
    assert FormReading.objects.get().is_waiting
    again = sent_by(answer.text)
    assert again["part-purpose"] == "replace"
    assert lead_client.post(address, again | {"act": "apply"}).status_code == 302


def test_typing_into_an_empty_part_meanwhile_keeps_it(lead_client: Client, cast: Cast) -> None:
    _reading, address = uploaded(lead_client)
    sent = sent_by(lead_client.get(address).text) | {"act": "apply"}
    PlanText.objects.filter(plan=cast.plan, part="purpose").update(text="<p>Kristina’s</p>")
    assert lead_client.post(address, sent).status_code == 302
    assert collect(cast.plan).purpose == "<p>Kristina’s</p>"


def test_taking_in_twice_does_it_once(lead_client: Client, cast: Cast) -> None:
    _reading, address = uploaded(lead_client)
    lead_client.post(address, {"act": "apply"})
    answer = lead_client.post(address, {"act": "apply"}, follow=True)
    assert "nothing was changed by this" in answer.text
    assert Event.objects.filter(plan=cast.plan, kind="loaded").count() == 1
    assert lead_client.post(address, {"act": "keep"}, headers=FETCH).status_code == 409


def fail_at_the_second_picture(monkeypatch: Any) -> None:
    """Let attaching fail once one picture is attached already."""
    attach, calls = form_readings.attach, []

    def fails_second(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise Refused("No more.")
        return attach(*args, **kwargs)

    monkeypatch.setattr(form_readings, "attach", fails_second)


def stored_under(folder: Path) -> int:
    """Count the stored files of a folder."""
    return len(list(folder.iterdir())) if folder.exists() else 0


@pytest.mark.parametrize("guarded", (True, False), ids=("guarded", "control"))
def test_failing_half_way_changes_nothing(
    lead_client: Client, cast: Cast, monkeypatch: Any, stored_files: Path, guarded: bool
) -> None:
    """Without what cleans up, the file stored for what did not happen would stay."""
    reading, _address = uploaded(lead_client, with_picture(GOOD["png"]))
    FormPicture(reading=reading, position=1, name="b.jpg").file.save("b.jpg", ContentFile(GOOD["jpg"]))
    before = by_place(collect(cast.plan))
    so_far = form_readings.decided(reading, form_readings.own_of(cast.plan))
    fail_at_the_second_picture(monkeypatch)
    if not guarded:
        monkeypatch.setattr(form_readings, "_drop", lambda stored: None)
    with pytest.raises(Refused):
        form_readings.take_in(cast.plan, reading, so_far, by=cast.lead)
    assert by_place(collect(cast.plan)) == before
    assert (AttachedFile.objects.count(), FormReading.objects.get().is_waiting) == (0, True)
    assert stored_under(stored_files / "attachments") == (0 if guarded else 1)
    assert stored_under(stored_files / "form-pictures") == 2


def test_picture_becomes_the_attached_file(lead_client: Client, cast: Cast) -> None:
    reading, address = uploaded(lead_client, with_picture(GOOD["png"]))
    page = lead_client.get(address).text
    source = re.search(r'<img class="found-picture" src="([^"]+)"', page)
    assert source
    shown = lead_client.get(source[1])
    assert (b"".join(shown.streaming_content), shown.headers["Content-Type"]) == (GOOD["png"], "image/png")
    assert shown.headers["Content-Security-Policy"] == FILE_POLICY
    answer = lead_client.post(address, {"act": "apply"}, follow=True)
    assert "1 picture is attached" in answer.text
    file = AttachedFile.objects.get()
    assert (file.part, file.content_type, file.file.read()) == ("org_chart", "image/png", GOOD["png"])
    assert default_storage.exists(str(reading.pictures.get().file.name))


def test_picture_can_go_to_the_budget_or_be_left_out(lead_client: Client) -> None:
    for to, parts in (("out", []), ("budget", ["budget"])):
        _reading, address = uploaded(lead_client, with_picture(GOOD["png"]))
        lead_client.post(address, {"act": "apply", "picture-0": to})
        assert list(AttachedFile.objects.values_list("part", flat=True)) == parts


def test_picture_of_another_kind_is_named_with_what_to_do(lead_client: Client) -> None:
    _reading, address = uploaded(lead_client, MESSES["chart_as_picture"]().content)
    page = lead_client.get(address).text
    assert "This picture is damaged or not whole: open it, save it again as PNG or JPEG" in page
    assert (FormPicture.objects.get().file.name, "<img" in page) == ("", False)
    assert lead_client.get(f"{address}pictures/0/").status_code == 404
    assert lead_client.post(address, {"act": "apply"}).status_code == 302


@pytest.mark.parametrize("mess", MESSES.values(), ids=MESSES)
def test_every_messy_form_is_checked_and_taken_in(lead_client: Client, mess: Callable[[], Any]) -> None:
    _reading, address = uploaded(lead_client, mess().content)
    page = lead_client.get(address)
    assert page.status_code == 200
    assert "<strong>0 lost</strong>" in page.text
    links = re.findall(r'<a href="#(piece-[^"]+)"', page.text)
    assert [each for each in links if f'id="{each}"' not in page.text] == []
    assert lead_client.post(address, sent_by(page.text) | {"act": "apply"}).status_code == 302


def test_guesses_come_first_as_links(lead_client: Client) -> None:
    _reading, address = uploaded(lead_client, MESSES["answers_of_all_kinds"]().content)
    page = lead_client.get(address).text
    assert re.findall(r'<summary class="sureness is-\w+">([^<]+)<', page) == [
        "1 guess to check",
        "2 texts without a place",
    ]
    assert '<a href="#piece-goals-1-actions-1">Goal 2, action b (E)</a>' in page
    assert "“N/A” is neither Yes nor No, so it was kept as the note." in page


def test_answer_is_assigned_on_the_page(lead_client: Client, cast: Cast) -> None:
    _reading, address = uploaded(lead_client, MESSES["answers_of_all_kinds"]().content)
    assert '<option value="answer-2-1">Goal 3, action b (E): Step 2</option>' in lead_client.get(address).text
    lead_client.post(address, {"act": "apply", "unplaced-0-1.place": "answer-2-1"})
    action = collect(cast.plan).goals[2].actions[1]
    assert (action.additional_resources, str(action.estimated_fte)) == (True, "0.50")
