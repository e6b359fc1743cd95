"""Every string in a field of every kind of row, through the views; then every page, file and sheet is looked at."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from goals.models import Goal
from plans import lifecycle
from plans.admin import sheets
from plans.admin.base import SheetAdmin
from plans.models import Plan
from plans.rows import forms
from plans.rows.forms import InlineField, PlainField, RichField
from plans.rows.kind import row_kinds
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.addresses import own_addresses, path_of
from tests.archive.test_cycle_export import made
from tests.attacking import alive
from tests.attacking.strings import ATTACKS, PAGES
from tests.conftest import signed_in
from tests.district import Cast
from tests.plans.rows.kinds import FETCH, at
from tests.sample_rows import LEAST, make_row

pytestmark = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="what is cleaned is the same on both databases"
)

HARMLESS = ("Words", "=1", "<p>More <strong>words</strong></p>")
SHEETS = [model for model, table in admin.site._registry.items() if isinstance(table, SheetAdmin)]


# Strings that every single field gets; the others are shared out among the fields of one type.
WORST = (
    "<script>alert('zq9')</script>",
    "<img src=x onerror=alert('zq9')>",
    "</textarea><svg onload=alert('zq9')>",
    "=1+1",
)
KEPT_APART = (PlainField, InlineField, RichField)


def shared_out(strings: tuple[str, ...]) -> dict[str, dict[str, list[str]]]:
    """Return by kind of row and field the strings it gets: all of them for each type of field, the worst for each field."""
    fields = [
        (kind.name, name, type(field))
        for kind in row_kinds().values()
        for name, field in kind.form().fields.items()
        if type(field) in KEPT_APART
    ]
    shares: dict[str, dict[str, list[str]]] = {}
    for of_type in KEPT_APART:
        places = [(kind, name) for kind, name, each in fields if each is of_type]
        for number, (kind, name) in enumerate(places):
            shares.setdefault(kind, {})[name] = [*WORST, *strings[number :: len(places)]]
    return shares


def fill(plan: Plan, client: Client, strings: tuple[str, ...]) -> None:
    """Save every string in a field of each type, as a browser sends it."""
    goal, file = Goal.objects.create(plan=plan), LEAST["file"]()
    for name, share in shared_out(strings).items():
        kind = row_kinds()[name]
        count = max(len(texts) for texts in share.values())
        values = ({"plan": plan} if kind.parent == "plan" else {"goal": goal}) | (file if name == "file" else {})
        rows = [kind.model(position=n, **values) for n in range(count)]
        rows = [make_row(kind, plan)] if kind.single else kind.model.objects.bulk_create(rows)
        for number, row in enumerate(rows):
            sent = {each: texts[number] for each, texts in share.items() if number < len(texts)}
            if kind.single:
                sent = {each: "\n\n".join(text for text in texts if len(text) < 1_000) for each, texts in share.items()}
            answer = client.post(at(plan, kind, row, "save"), sent | {"revision": row.revision}, headers=FETCH)
            assert answer.status_code in (200, 422), (name, sent)


def pages(plan: Plan, who: list[Client]) -> Iterator[tuple[str, str]]:
    """Yield the address and text of every page of a plan and of the district that these people get."""
    for place in [path_of(each, plan) for each in own_addresses()]:
        for client in who:
            answer = client.get(place)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield place, answer.text


def through_review(cast: Cast, plan: Plan, lead: Any) -> Iterator[tuple[str, str]]:
    """Yield every page of a plan while it is written, and when it was returned and submitted again."""
    yield from pages(plan, [signed_in(lead)])
    submit_plan(plan, by=lead, in_spite_of_gaps=True)
    lifecycle.return_plan(plan, by=cast.reviewer, reason=PAGES[0])
    for row in row_kinds()["contact"].model.objects.filter(plan=plan)[:3]:
        row.delete()
    submit_plan(plan, by=lead, in_spite_of_gaps=True)
    yield from pages(plan, [signed_in(cast.reviewer), signed_in(lead)])


def tables() -> list[str]:
    """Return the admin's lists of all tables."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
    ]


@pytest.fixture(scope="module")
def attacked(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Cast, alive.Census]]:
    """The cast with every string in its plan, for the whole module, and what our own pages hold: looked up before that."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = district.make()
        fill(cast.other_plan, signed_in(cast.other_lead), HARMLESS)
        with transaction.atomic():
            harmless = drawn(cast)
            transaction.set_rollback(True)
        fill(cast.plan, signed_in(cast.lead), ATTACKS)
        yield cast, harmless
        transaction.set_rollback(True)


@pytest.fixture
def cast(attacked: tuple[Cast, alive.Census]) -> Iterator[Cast]:
    """The cast; what a test changes is taken back."""
    with transaction.atomic():
        yield attacked[0]
        transaction.set_rollback(True)


@pytest.fixture
def harmless(attacked: tuple[Cast, alive.Census]) -> alive.Census:
    """The elements and attributes of our own pages, as a plan of harmless words draws them."""
    return attacked[1]


def drawn(cast: Cast) -> alive.Census:
    """Return the elements and attributes of the other department's pages and of all tables."""
    found: alive.Census = set()
    for _place, page in through_review(cast, cast.other_plan, cast.other_lead):
        found |= alive.census(page)
    for place in tables():
        found |= alive.census(signed_in(cast.admin).get(place).text)
    return found


def test_nothing_comes_alive_in_any_page(cast: Cast, harmless: alive.Census) -> None:
    shown = list(through_review(cast, cast.plan, cast.lead))
    office = signed_in(cast.admin)
    shown += [(f"{place}?all=", office.get(f"{place}?all=").text) for place in tables()]
    assert len(shown) > 40
    assert len(ATTACKS) >= 200
    assert [f"{place}: {line}" for place, page in shown for line in alive.in_page(page, harmless)] == []


def test_control_without_cleaning_they_come_alive(
    cast: Cast, harmless: alive.Census, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("clean_rich", "clean_inline"):
        monkeypatch.setattr(forms, name, lambda text: text)
    lead = signed_in(cast.other_lead)
    fill(cast.other_plan, lead, PAGES)
    found = [line for _place, page in pages(cast.other_plan, [lead]) for line in alive.in_page(page, harmless)]
    assert {"a script of nobody", "<img onerror>", "<svg onload>"} <= {*found}


def test_nothing_comes_alive_in_any_file(cast: Cast) -> None:
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    reviewer = signed_in(cast.reviewer)
    files = {
        name: reviewer.get(f"/plans/2020-21/instructional-services/export/{name}/").content
        for name in ("docx", "xlsx", "pdf", "json")
    }
    for kind in ("zip", "xlsx"):
        files[f"cycle {kind}"] = made(cast, cast.reviewer, kind).file.read()
    with zipfile.ZipFile(io.BytesIO(files.pop("cycle zip"))) as packed:
        files |= {f"zip {name}": packed.read(name) for name in packed.namelist()}
    assert len(files) > 6
    assert [f"{name}: {line}" for name, content in files.items() for line in in_file(content)] == []
    assert "<script>" in json.dumps(json.loads(files["json"])), "what is written as plain text stays as it was written"


def in_file(content: bytes) -> Iterator[str]:
    """Yield what is alive in a file."""
    if content.startswith(b"%PDF"):
        yield from alive.in_pdf(content)
    elif content.startswith(b"PK"):
        yield from alive.in_office(content)
        if b"xl/workbook.xml" in content:
            yield from alive.in_workbook(content)


def test_markup_of_the_typesetter_is_printed_as_it_was_written(cast: Cast) -> None:
    import pypdf

    from tests.attacking.strings import TYPESET

    lead = signed_in(cast.other_lead)
    fill(cast.other_plan, lead, TYPESET)
    file = lead.get("/plans/2020-21/special-education/export/pdf/").content
    words = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(file)).pages)
    assert [each for each in TYPESET if "<" not in each and "".join(each.split()) not in words] == []


def sheets_of(office: Client) -> Iterator[tuple[str, str, bytes]]:
    """Yield every table of the admin as CSV and as Excel."""
    for model in SHEETS:
        place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
        for number, kind in enumerate(("csv", "xlsx")):
            answer = office.post(place, {"format": number, "resource": 0})
            assert answer.headers.get("Content-Disposition", "").startswith("attachment"), answer.context_data[
                "form"
            ].errors
            yield f"{model.__name__}.{kind}", kind, answer.content


def live_cells(office: Client) -> list[str]:
    """Return the cells of all the admin's sheets that a spreadsheet would work out."""
    found = []
    for name, kind, content in sheets_of(office):
        lines = alive.in_csv(content.decode()) if kind == "csv" else alive.in_workbook(content)
        found += [f"{name}: {line}" for line in lines]
    return found


def test_no_cell_of_an_admin_sheet_is_a_formula(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    office = signed_in(cast.admin)
    assert live_cells(office) == []
    # Control: with the library's own writing there are some.
    monkeypatch.setattr(sheets, "as_text", lambda cell: cell)
    assert len(live_cells(office)) > 20


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''", "'", "-", "-5", "+1 626 396", "@x", "\t=1", "x", "", None, 5])
def test_cell_comes_in_as_it_was(text: Any) -> None:
    assert sheets.as_written(sheets.as_text(text)) == text
