"""Every row kind is saved, added, deleted, brought back, moved, indented and pasted."""

import uuid

import pytest
from django.test import Client

from plans.models import Plan
from plans.rows.kind import RowKind
from tests.plans.rows.kinds import (
    FETCH,
    KINDS,
    among,
    at,
    blank_kind,
    every_kind,
    ids,
    listed_kind,
    outline_kind,
    stored,
)
from tests.sample_rows import make_row, parent_of, right_values, sent

pytestmark = pytest.mark.django_db


@every_kind
def test_save_writes_what_was_typed_and_raises_the_revision(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    values = right_values(kind, row)
    answer = lead_client.post(at(plan, kind, row, "save"), values | {"revision": row.revision}, headers=FETCH)
    assert (answer.status_code, answer.json()["errors"]) == (200, {})
    assert answer.json()["revision"] == row.revision + 1
    again = kind.rows(plan).get(id=row.id)
    form = kind.form(instance=again)
    assert [name for name in values if form[name].value() in ("", None)] == []
    assert again.updated_by is not None


@every_kind
def test_same_save_again_changes_nothing(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    values = right_values(kind, row) | {"revision": row.revision}
    lead_client.post(at(plan, kind, row, "save"), values, headers=FETCH)
    before = stored(kind, row)
    answer = lead_client.post(at(plan, kind, row, "save"), values, headers=FETCH)
    assert answer.status_code == 200
    assert stored(kind, row) == before


@blank_kind
def test_add_puts_a_row_behind_the_one_named(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    first, second = make_row(kind, plan), make_row(kind, plan)
    place = among(plan, kind, parent_of(kind, plan), "add")
    answer = lead_client.post(place, {"after": str(first.id)}, headers=FETCH)
    [new] = answer.json()["ids"]
    assert ids(kind, plan) == [first.id, uuid.UUID(new), second.id]
    assert f'id="row-{new}"' in answer.json()["html"]
    assert lead_client.post(place, {"after": "nonsense"}).status_code == 302
    assert len(ids(kind, plan)) == 4


@listed_kind
def test_delete_and_undo_bring_the_row_back_to_its_place(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    rows = [make_row(kind, plan) for _index in range(3)]
    answer = lead_client.post(at(plan, kind, rows[1], "delete"), headers=FETCH)
    assert answer.json()["ids"] == [str(rows[1].id)]
    assert ids(kind, plan) == [rows[0].id, rows[2].id]
    answer = lead_client.post(at(plan, kind, rows[1], "restore"), headers=FETCH)
    assert answer.status_code == 200
    assert ids(kind, plan) == [row.id for row in rows]


@listed_kind
def test_move_changes_places_and_stops_at_the_edge(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    one, two = make_row(kind, plan), make_row(kind, plan)
    assert lead_client.post(at(plan, kind, two, "move"), {"direction": "up"}, headers=FETCH).status_code == 200
    assert ids(kind, plan) == [two.id, one.id]
    lead_client.post(at(plan, kind, two, "move"), {"direction": "up"}, headers=FETCH)
    assert ids(kind, plan) == [two.id, one.id]
    lead_client.post(at(plan, kind, two, "move"), {"direction": "down"})
    assert ids(kind, plan) == [one.id, two.id]


@listed_kind
def test_move_leaves_the_revision_so_that_typing_goes_on(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    one, two = make_row(kind, plan), make_row(kind, plan)
    lead_client.post(at(plan, kind, two, "move"), {"direction": "up"}, headers=FETCH)
    assert [stored(kind, row)["revision"] for row in (one, two)] == [1, 1]


@outline_kind
def test_indent_and_outdent_keep_to_the_line_above(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    one, two = make_row(kind, plan), make_row(kind, plan)

    def levels() -> list[int]:
        return list(kind.living(plan).order_by("position").values_list("level", flat=True))

    for row, direction, expected in (
        (one, "in", [0, 0]),
        (two, "in", [0, 1]),
        (two, "in", [0, 1]),
        (two, "out", [0, 0]),
    ):
        lead_client.post(at(plan, kind, row, "indent"), {"direction": direction}, headers=FETCH)
        assert levels() == expected


@outline_kind
def test_delete_takes_the_lines_beneath_and_undo_brings_all_back(
    lead_client: Client, plan: Plan, kind: RowKind
) -> None:
    rows = [make_row(kind, plan, level=level) for level in (0, 1, 2, 0)]
    lead_client.post(at(plan, kind, rows[0], "delete"), headers=FETCH)
    assert ids(kind, plan) == [rows[3].id]
    lead_client.post(at(plan, kind, rows[0], "restore"), headers=FETCH)
    assert ids(kind, plan) == [row.id for row in rows]


@outline_kind
def test_paste_makes_a_row_of_each_item_at_its_level(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    place = among(plan, kind, parent_of(kind, plan), "paste")
    html = "<ul><li>One<ul><li><b>Under</b> one<script>alert(1)</script></li></ul></li><li>Two</li></ul>"
    assert lead_client.post(place, {"text": "One Under Two", "html": html}, headers=FETCH).status_code == 200
    rows = kind.living(plan).order_by("position").values_list("level", "text")
    assert list(rows) == [(0, "One"), (1, "<strong>Under</strong> one"), (0, "Two")]


@every_kind
def test_plain_post_leads_back_to_the_row(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    answer = lead_client.post(at(plan, kind, row, "save"), sent(kind, row) | right_values(kind, row))
    assert answer.status_code == 302
    page, _hash, anchor = answer.url.partition("#")
    assert anchor == f"row-{row.id}"
    assert f'id="{anchor}"' in lead_client.get(page).text


def test_note_of_the_budget_leads_back_to_the_budget(lead_client: Client, plan: Plan) -> None:
    for part, page in (("purpose", "purpose"), ("budget_note", "budget")):
        row = KINDS["text"].rows(plan).get(part=part)
        answer = lead_client.post(at(plan, KINDS["text"], row, "save"), {"text": "Words", "revision": row.revision})
        assert answer.url == f"/plans/2020-21/instructional-services/{page}/#row-{row.id}"
