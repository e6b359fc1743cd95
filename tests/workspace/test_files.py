"""Files are attached, refused with a sentence beside the field, and sent only to who may see the plan."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from plans.lifecycle import return_plan
from plans.models import AttachedFile, BudgetLine, FilePart, Plan
from plans.row_kinds import FILE
from plans.rows.saving import delete_row
from pusdplans.document.submitting import submit_plan
from pusdplans.headers import FILE_POLICY
from tests.conftest import signed_in
from tests.district import Cast
from tests.plans.rows.kinds import FETCH, at
from tests.sample_files import GOOD, TYPES, png

pytestmark = pytest.mark.django_db

PLAN = "/plans/2020-21/instructional-services/"
ATTACH = f"{PLAN}files/budget/"


def sent(content: bytes = GOOD["png"], name: str = "Budget 2020.png") -> dict[str, Any]:
    """Return the post of a file."""
    return {"file": SimpleUploadedFile(name, content)}


def attached(client: Client, content: bytes = GOOD["png"], name: str = "Budget 2020.png") -> AttachedFile:
    """Attach a file and return its row."""
    answer = client.post(ATTACH, sent(content, name), headers=FETCH)
    assert answer.status_code == 200
    return AttachedFile.objects.get(id=answer.json()["id"])


@pytest.mark.parametrize("extension", GOOD)
def test_each_kind_is_attached_and_comes_back_the_same(lead_client: Client, extension: str) -> None:
    row = attached(lead_client, GOOD[extension], f"Plan.{extension}")
    answer = lead_client.get(f"{PLAN}files/{row.id}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == GOOD[extension]
    assert TYPES[answer.headers["Content-Type"]] == extension
    assert answer.headers["Content-Disposition"] == f'attachment; filename="Plan.{extension}"'


def test_download_is_kept_never_shown(lead_client: Client) -> None:
    row = attached(lead_client, name='Niños "A"; x.png')
    headers = lead_client.get(f"{PLAN}files/{row.id}/").headers
    wanted = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy")
    wanted += ("Cross-Origin-Resource-Policy", "Cache-Control")
    assert {name: headers[name] for name in wanted} == {
        "Content-Type": "image/png",
        "Content-Disposition": "attachment; filename*=utf-8''Ni%C3%B1os%20%22A%22%3B%20x.png",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": FILE_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def test_attached_file_stands_on_its_page_and_in_the_document(lead_client: Client) -> None:
    answer = lead_client.post(ATTACH, sent())
    row = AttachedFile.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{PLAN}budget/#row-{row.id}")
    page = lead_client.get(f"{PLAN}budget/").text
    assert f'id="row-{row.id}"' in page and "PNG picture, 67 bytes" in page
    assert "Attached: Budget 2020.png (PNG picture, 67 bytes)." in page
    link = f'<a href="{PLAN}files/{row.id}/">Budget 2020.png</a>'
    assert link in lead_client.get(f"{PLAN}preview/").text
    assert link not in lead_client.get(f"{PLAN}organizational-chart/").text


def test_script_gets_the_row_to_put_into_the_page(lead_client: Client) -> None:
    answer = lead_client.post(f"{PLAN}files/organizational-chart/", sent(), headers=FETCH).json()
    row = AttachedFile.objects.get(part=FilePart.ORG_CHART)
    assert (answer["id"], answer["message"]) == (str(row.id), "Attached: Budget 2020.png (PNG picture, 67 bytes).")
    assert f'href="{PLAN}files/{row.id}/"' in answer["html"]
    again = lead_client.post(f"{PLAN}files/organizational-chart/", sent(name="Other.png"), headers=FETCH)
    assert again.status_code == 200
    assert (again.json()["html"], again.json()["id"]) == ("", str(row.id))
    assert again.json()["message"] == "This file is attached already, as “Budget 2020.png”."


@pytest.mark.parametrize("headers", ({}, FETCH), ids=("plain", "script"))
@pytest.mark.parametrize(
    ("content", "sentence"),
    (
        (None, "Choose a file first, then attach it."),
        (
            b"",
            "This file is empty: open it in the program it comes from, save it again, then attach it.",
        ),
        (
            b"<svg onload=alert(1)>",
            "This is not a PDF, PNG, JPEG, Word (.docx) or Excel (.xlsx) file, whatever its name says: save it as one of these, then attach that.",
        ),
    ),
)
def test_refused_with_the_sentence_beside_the_field(
    lead_client: Client, content: bytes | None, sentence: str, headers: dict[str, str]
) -> None:
    answer = lead_client.post(ATTACH, {} if content is None else sent(content), headers=headers)
    assert answer.status_code == 422
    if headers:
        assert answer.json() == {"message": sentence}
    else:
        assert f'<p class="field-error" id="attach-error" role="alert">{sentence}</p>' in answer.text
    assert not AttachedFile.objects.exists()


@pytest.mark.parametrize("headers", ({}, FETCH), ids=("plain", "script"))
def test_too_large_a_file_is_dropped_while_it_comes_in(
    lead_client: Client, settings: Any, stored_files: Path, headers: dict[str, str], monkeypatch: Any
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 200_000
    written: list[int] = []
    from django.core.files import uploadhandler

    for handler in (uploadhandler.MemoryFileUploadHandler, uploadhandler.TemporaryFileUploadHandler):
        keep = handler.receive_data_chunk

        def counted(self: Any, data: bytes, start: int, keep: Any = keep) -> Any:
            written.append(len(data))
            return keep(self, data, start)

        monkeypatch.setattr(handler, "receive_data_chunk", counted)
    answer = lead_client.post(ATTACH, sent(GOOD["pdf"] + bytes(3_000_000)), headers=headers)
    assert answer.status_code == 422
    assert "This file is larger than 200 KB" in (answer.json()["message"] if headers else answer.text)
    # Each of the two handlers saw at most what came before the limit.
    assert sum(written) <= 2 * 200_000
    assert (AttachedFile.objects.count(), stored_files.exists()) == (0, False)


def test_limit_holds_in_views_that_take_no_file(lead_client: Client, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1_000
    answer = lead_client.post(f"{PLAN}progress/", sent(bytes(5_000)))
    assert answer.status_code == 200
    assert list(answer.wsgi_request.FILES) == []


def test_form_needs_its_token() -> None:
    """The token is read from a form whose file was dropped, too."""
    assert Client(enforce_csrf_checks=True).post(ATTACH, sent()).status_code == 403


def test_no_such_part_takes_files(lead_client: Client) -> None:
    for part in ("contacts", "org_chart", "nothing"):
        assert lead_client.post(f"{PLAN}files/{part}/", sent()).status_code == 404


def test_only_who_sees_the_plan_gets_its_file(cast: Cast, lead_client: Client) -> None:
    row = attached(lead_client)
    place = f"{PLAN}files/{row.id}/"
    got = {name: signed_in(person).get(place).status_code for name, person in cast.people().items()}
    assert got == {"lead": 200, "contributor": 200, "viewer": 200, "reviewer": 200, "admin": 200, "other_lead": 404}
    answer = Client().get(place)
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={place}")
    through_own_plan = f"/plans/2020-21/special-education/files/{row.id}/"
    assert signed_in(cast.other_lead).get(through_own_plan).status_code == 404


def test_who_only_reads_cannot_attach(cast: Cast) -> None:
    people = ("contributor", "viewer", "reviewer", "other_lead")
    got = {name: signed_in(cast.people()[name]).post(ATTACH, sent()).status_code for name in people}
    assert got == {"contributor": 302, "viewer": 403, "reviewer": 403, "other_lead": 404}


def test_stored_file_has_no_address_of_its_own(lead_client: Client) -> None:
    row = attached(lead_client)
    for place in (f"/media/{row.file.name}", f"/{row.file.name}", f"/static/{row.file.name}"):
        assert lead_client.get(place).status_code == 404


def test_submission_keeps_its_file_after_the_row_changed(cast: Cast, lead_client: Client) -> None:
    row = attached(lead_client)
    place = f"{PLAN}files/{row.id}/"
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    return_plan(cast.plan, by=cast.reviewer, reason="More")
    lead_client.post(at(cast.plan, FILE, row, "save"), {"name": "Renamed", "revision": row.revision}, headers=FETCH)
    delete_row(FILE, cast.plan, row.id, by=cast.lead)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    first = signed_in(cast.reviewer).get(f"{PLAN}document/1/")
    assert f'<a href="{place}">Budget 2020.png</a>' in first.text
    assert place not in signed_in(cast.reviewer).get(f"{PLAN}document/").text
    answer = signed_in(cast.reviewer).get(place)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, png())


def test_deleted_file_that_no_submission_names_is_gone(cast: Cast, lead_client: Client) -> None:
    row = attached(lead_client)
    delete_row(FILE, cast.plan, row.id, by=cast.lead)
    assert lead_client.get(f"{PLAN}files/{row.id}/").status_code == 404
    restored = lead_client.post(at(cast.plan, FILE, row, "restore"), headers=FETCH)
    assert f'href="{PLAN}files/{row.id}/"' in restored.json()["html"]
    assert lead_client.get(f"{PLAN}files/{row.id}/").status_code == 200


def test_file_that_is_not_on_the_disk_any_more_is_404(lead_client: Client, stored_files: Path) -> None:
    row = attached(lead_client)
    (stored_files / row.file.name).unlink()
    assert lead_client.get(f"{PLAN}files/{row.id}/").status_code == 404


def test_blank_name_is_refused_and_renaming_keeps_the_ending(cast: Cast, lead_client: Client) -> None:
    row = attached(lead_client)
    save = at(cast.plan, FILE, row, "save")
    answer = lead_client.post(save, {"name": " ", "revision": 1}, headers=FETCH)
    assert answer.status_code == 422
    sentence = "A file needs a name: write what people should see, like “Budget 2026-27”."
    assert answer.json()["errors"] == {"name": sentence}
    assert lead_client.post(save, {"name": "Org/chart\u202e", "revision": 1}, headers=FETCH).status_code == 200
    disposition = lead_client.get(f"{PLAN}files/{row.id}/").headers["Content-Disposition"]
    assert disposition == 'attachment; filename="Org-chart.png"'


def test_submitted_meanwhile_is_said_and_nothing_is_kept(
    cast: Cast, lead_client: Client, stored_files: Path, monkeypatch: Any
) -> None:
    from plans import attachments

    hold = attachments.hold_open

    def submitted_now(plan: Plan, *, by: Any) -> None:
        Plan.objects.filter(pk=plan.pk).update(status="submitted")
        hold(plan, by=by)

    monkeypatch.setattr(attachments, "hold_open", submitted_now)
    answer = lead_client.post(ATTACH, sent(), headers=FETCH)
    assert (answer.status_code, answer.json()["readonly"]) == (409, True)
    assert AttachedFile.objects.count() == 0
    assert [path for path in stored_files.rglob("*") if path.is_file()] == []


def test_any_upload_is_answered(cast: Cast, lead_client: Client) -> None:
    starts = [each[:length] for each in GOOD.values() for length in (4, 12, 60, len(each))]

    @hypothesis_settings(
        max_examples=80,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(start=st.sampled_from(starts), rest=st.binary(max_size=80), name=st.text(max_size=40), fetch=st.booleans())
    def fuzz(start: bytes, rest: bytes, name: str, fetch: bool) -> None:
        upload = SimpleUploadedFile("x", start + rest)
        upload._name = name
        answer = lead_client.post(ATTACH, {"file": upload}, headers=FETCH if fetch else {})
        assert answer.status_code in (200, 302, 422)

    fuzz()


# The budget.


def test_totals_by_fund_and_object(cast: Cast, lead_client: Client) -> None:
    for fund, code, amount, fte in (
        ("01", "1100", "40000", "0.5"),
        ("01", "4300", "1250.50", None),
        ("", "1100", "9.49", "1"),
    ):
        BudgetLine.objects.create(plan=cast.plan, fund=fund, object=code, amount=amount, fte=fte, description="Words")
    answer = lead_client.get(f"{PLAN}budget/totals/")
    totals = answer.context["totals"]
    assert [(each.name, str(each.amount), str(each.fte)) for each in totals.by_fund] == [
        ("01", "41250.50", "0.50"),
        ("", "9.49", "1.00"),
    ]
    assert [(each.name, str(each.amount)) for each in totals.by_object] == [("1100", "40009.49"), ("4300", "1250.50")]
    assert (str(totals.amount), str(totals.fte)) == ("41259.99", "1.50")
    for text in (answer.text, lead_client.get(f"{PLAN}budget/").text, lead_client.get(f"{PLAN}preview/").text):
        assert '<td class="number">$41,259.99</td>' in text
        assert ">1.50</td></tr></tfoot>" in text


def test_blank_budget_says_where_the_totals_will_stand(lead_client: Client) -> None:
    assert "once there is a line" in lead_client.get(f"{PLAN}budget/totals/").text
