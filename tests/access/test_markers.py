"""What other departments wrote never comes out: their plans are full of a mark, and the mark is looked for everywhere."""

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.http import HttpResponse
from django.urls import reverse

from plans.models import AttachedFile, Plan, ReviewerAssignment
from plans.rows.kind import row_kinds
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse, to_json
from pusdplans.document.submitting import submit_plan
from tests.access import actors
from tests.access.actors import Stage
from tests.access.walk import ask
from tests.addresses import Address, path_of
from tests.plans.rows.kinds import ACTS, base
from tests.sample_rows import make_row, sent
from tests.test_access import OWN

pytestmark = pytest.mark.django_db

MARK = "Zq7vXk"
# What the document holds besides texts that people write.
NOT_WRITTEN = {"format", "cycle", "division", "department", "id", "kind", "focus", "due", "email", "reviewer", "metric"}


def marked(value: Any, key: str = "") -> Any:
    """Return a plan's JSON with the mark in every text that a person writes."""
    if isinstance(value, dict):
        return {name: marked(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [marked(each, key) for each in value]
    if not isinstance(value, str) or key in NOT_WRITTEN:
        return value
    return value.replace("</p>", f" {MARK}</p>", 1) if value.startswith("<") else f"{value} {MARK}"


@pytest.fixture
def stage(db: None, real_document: dict[str, Any]) -> Stage:
    """Everybody; two departments' plans are full of the mark, submitted, and one has an attached file."""
    stage = actors.build()
    theirs = marked(real_document)
    theirs["goals"][0]["actions"][0] |= {"additional_resources": True, "resource_note": f"Two clerks {MARK}"}
    for plan in (stage.far, stage.cast.other_plan):
        apply(plan, parse(theirs), by=stage.cast.admin)
        make_row(row_kinds()["position"], plan, title=f"Clerk {MARK}")
        make_row(row_kinds()["budget-line"], plan, description=f"Paper {MARK}", amount=100)
        file = make_row(row_kinds()["file"], plan)
        AttachedFile.objects.filter(pk=file.pk).update(name=f"{MARK}.pdf")
        submit_plan(Plan.objects.get(pk=plan.pk), by=stage.cast.other_lead, in_spite_of_gaps=True)
    apply(stage.cast.plan, parse(real_document), by=stage.cast.lead)
    submit_plan(stage.plan("own"), by=stage.cast.lead, in_spite_of_gaps=True)
    return stage


def everything_in(answer: HttpResponse) -> str:
    """Return all text of an answer: headers, page, and what is inside a Word, Excel or ZIP file or a PDF."""
    content = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.headers} {''.join(_texts(content))}"


def _texts(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as unpacked:
            for name in unpacked.namelist():
                yield name
                yield from _texts(unpacked.read(name))
    elif content.startswith(b"%PDF"):
        import pypdf

        yield from (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    else:
        yield content.decode(errors="replace")


def leaks(stage: Stage, address: Address, who: tuple[str, ...]) -> list[str]:
    """Return a line for each answer of an address that shows the mark to somebody, asked at each of the three plans."""
    found = []
    plans = [stage.cast.plan, stage.cast.other_plan, stage.far] if address.is_of_a_plan else [stage.cast.plan]
    for place in (path_of(address, plan) for plan in plans):
        for actor in who:
            for method in ("GET", "POST"):
                answer = ask(stage.clients[actor], method, place)
                if MARK in everything_in(answer):
                    found.append(f"{actor} {method} {place}: {answer.status_code}")
    return found


STRANGERS = ("anonymous", "lead", "contributor", "viewer", "reviewer", "deactivated", "ended")


def test_no_answer_shows_what_others_wrote(stage: Stage, caplog: Any) -> None:
    mail.outbox.clear()
    with caplog.at_level(logging.DEBUG):
        found = [line for address in OWN for line in leaks(stage, address, STRANGERS)]
    assert found == []
    assert MARK not in caplog.text
    assert [each.to for each in mail.outbox if MARK in str(each.message())] == []


def test_file_of_a_cycle_holds_the_plans_its_reader_may_read(
    stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    for kind in ("zip", "xlsx"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = stage.clients["reviewer"].post(reverse("export_cycle", args=["2020-21"]), {"kind": kind})
        file = stage.clients["reviewer"].get(f"{answer.url}file/")
        assert file.status_code == 200
        assert MARK not in everything_in(file)


LINK = {"link": "alignment", "act": "add", "to": "1"}


def rows_of(plan: Plan) -> list[tuple[Any, Any]]:
    """Return (kind, a row) for every kind that the plan has a row of."""
    return [(kind, row) for kind in row_kinds().values() if (row := kind.living(plan).first())]


def test_row_of_another_plan_is_not_reached_through_ones_own(stage: Stage) -> None:
    client = stage.clients["lead"]
    stage.cast.plan.submissions.update(state="returned")
    Plan.objects.filter(pk=stage.cast.plan.pk).update(status="in-progress")
    before = to_json(collect(stage.plan("nobody's")))
    rows = rows_of(stage.far)
    assert len(rows) > 10
    wrong = []
    for kind, row in rows:
        addresses = [f"{base(stage.cast.plan)}{kind.name}/{row.pk}/{act}/" for act in ACTS]
        addresses += [
            f"{base(stage.cast.plan)}action/in/{row.pk}/add/",
            f"{base(stage.cast.plan)}metric/in/{row.pk}/add/",
        ]
        addresses.append(f"/plans/2020-21/instructional-services/goals/{row.pk}/links/")
        addresses.append(f"/plans/2020-21/instructional-services/files/{row.pk}/")
        for address in addresses:
            for fetch in ({}, {"X-Requested-With": "fetch"}):
                answer = client.post(address, {**sent(kind, row), **LINK}, headers=fetch)
                if answer.status_code not in (404, 405, 410) or MARK in re.sub(
                    r"<textarea.*?</textarea>|value=.*?>", "", answer.text, flags=re.S
                ):
                    wrong.append(f"{address}: {answer.status_code}")
                if client.get(address).status_code not in (404, 405):
                    wrong.append(f"GET {address}")
    assert wrong == []
    assert to_json(collect(stage.plan("nobody's"))) == before


def test_control_the_mark_is_there_and_is_found(stage: Stage) -> None:
    own = {each.name: each for each in OWN}
    for name in ("read", "export", "cabinet_requests", "cabinet_excel"):
        assert leaks(stage, own[name], ("superuser",)) != [], name
    assert json.dumps(to_json(collect(stage.plan("nobody's")))).count(MARK) > 40
    reviewer = get_user_model().objects.get(email="assigned@example.org")
    ReviewerAssignment.objects.create(cycle=stage.cast.cycle, person=reviewer, department=stage.far.department)
    assert leaks(stage, own["read"], ("reviewer",)) != []
