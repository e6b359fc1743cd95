"""What can go wrong with any row is said in words, loses no text and writes nothing by half."""

from typing import Any

import pytest
from django.test import Client

from plans.models import Plan
from plans.rows import saving
from plans.rows.kind import RowKind
from tests.conftest import signed_in
from tests.district import Cast
from tests.plans.rows.kinds import (
    ACTS,
    FETCH,
    KINDS,
    among,
    at,
    every_kind,
    ids,
    listed_kind,
    nested_kind,
    outline_kind,
    stored,
)
from tests.sample_rows import make_row, parent_of, right_values, text_field, wrong_values

pytestmark = pytest.mark.django_db


@every_kind
def test_stale_revision_shows_both_texts_and_writes_nothing(cast: Cast, lead_client: Client, kind: RowKind) -> None:
    plan = cast.plan
    row = make_row(kind, plan)
    name = text_field(kind, row)
    theirs = {name: "Theirs", "revision": row.revision}
    assert signed_in(cast.contributor).post(at(plan, kind, row, "save"), theirs).status_code == 302
    before = stored(kind, row)
    mine = {name: "Mine", "revision": row.revision}
    answer = lead_client.post(at(plan, kind, row, "save"), mine, headers=FETCH)
    assert answer.status_code == 409
    [field] = answer.json()["fields"]
    assert (field["name"], "Theirs" in field["theirs"], "Mine" in field["mine"]) == (name, True, True)
    assert "Kristina Turley changed this" in answer.json()["message"]
    page = lead_client.post(at(plan, kind, row, "save"), mine)
    assert page.status_code == 409
    assert "Theirs" in page.text and "Mine" in page.text
    assert stored(kind, row) == before


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in KINDS.values() for name in wrong_values(kind, kind.model())],
    ids=lambda value: getattr(value, "name", value),
)
def test_wrong_value_keeps_the_others_saved(lead_client: Client, plan: Plan, kind: RowKind, name: str) -> None:
    row = make_row(kind, plan)
    wrong, text = wrong_values(kind, row)[name], text_field(kind, row)
    values = {text: "Right words", name: wrong, "revision": row.revision}
    before = stored(kind, row)
    page = lead_client.post(at(plan, kind, row, "save"), values)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    assert page.context["form"][name].value() == wrong
    assert page.context["form"].errors[name][0] in page.text.replace("&#x27;", "'").replace("&quot;", '"')
    after = stored(kind, row)
    assert "Right words" in after[text]
    column = name if name in before else f"{name}_id"
    assert after[column] == before[column]
    answer = lead_client.post(at(plan, kind, row, "save"), {name: wrong, "revision": row.revision + 1}, headers=FETCH)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])


@outline_kind
def test_too_long_a_paste_is_refused_whole(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    place = among(plan, kind, parent_of(kind, plan), "paste")
    answer = lead_client.post(place, {"text": "line\n" * (saving.MOST_ROWS + 1)}, headers=FETCH)
    assert answer.status_code == 422
    assert "rows at the most" in answer.json()["message"]
    assert ids(kind, plan) == []


@every_kind
def test_what_a_kind_cannot_do_is_not_there(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    for act in ("delete", "restore", "move") if kind.single else ():
        assert lead_client.post(at(plan, kind, row, act)).status_code == 404
    if kind.single or not kind.comes_blank:
        assert lead_client.post(among(plan, kind, plan, "add")).status_code == 404
    if not kind.outline:
        assert lead_client.post(at(plan, kind, row, "indent")).status_code == 404
        assert lead_client.post(among(plan, kind, parent_of(kind, plan), "paste"), {"text": "x"}).status_code == 404


@every_kind
@pytest.mark.parametrize("act", ACTS)
def test_row_of_another_plan_is_out_of_reach(cast: Cast, lead_client: Client, kind: RowKind, act: str) -> None:
    theirs = make_row(kind, cast.other_plan)
    values = right_values(kind, theirs) | {"revision": theirs.revision, "direction": "up"}
    before = stored(kind, theirs)
    assert lead_client.post(at(cast.other_plan, kind, theirs, act), values).status_code == 404
    assert lead_client.post(at(cast.plan, kind, theirs, act), values, headers=FETCH).status_code in (404, 410)
    assert stored(kind, theirs) == before


@nested_kind
def test_row_cannot_be_put_into_another_plan(cast: Cast, lead_client: Client, kind: RowKind) -> None:
    parent = parent_of(kind, cast.other_plan)
    for act in ("add", "paste"):
        assert lead_client.post(among(cast.plan, kind, parent, act), {"text": "mine"}).status_code == 404
    assert not kind.model.objects.filter(**{kind.parent: parent}).exists()


@every_kind
def test_parent_and_place_cannot_be_posted(cast: Cast, lead_client: Client, kind: RowKind) -> None:
    row = make_row(kind, cast.plan)
    before = stored(kind, row)
    for name in ("plan", "plan_id", "goal", "goal_id", "position", "id", "deleted_at", "updated_by", "part"):
        value = str(cast.other_plan.pk) if name.startswith("plan") else "7"
        lead_client.post(at(cast.plan, kind, row, "save"), {name: value, "revision": row.revision}, headers=FETCH)
    assert stored(kind, row) == before


@every_kind
def test_unknown_row_says_so_and_gives_the_text_back(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    unknown = kind.model()
    values = {text_field(kind, unknown): "My words", "revision": "1"}
    answer = lead_client.post(at(plan, kind, unknown, "save"), values, headers=FETCH)
    assert answer.status_code == 410
    assert answer.json()["message"].startswith("This row is not in the plan any more.")
    page = lead_client.post(at(plan, kind, unknown, "save"), values)
    assert page.status_code == 410
    assert "My words" in page.text and "This row is not in the plan any more." in page.text


@listed_kind
def test_deleted_row_is_not_written(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    lead_client.post(at(plan, kind, row, "delete"), headers=FETCH)
    before = stored(kind, row)
    for act in ("save", "move", "delete"):
        values = right_values(kind, row) | {"revision": row.revision}
        assert lead_client.post(at(plan, kind, row, act), values, headers=FETCH).status_code == 410
    assert stored(kind, row) == before


@pytest.mark.parametrize("status", ("submitted", "approved"))
@every_kind
def test_submitted_meanwhile_says_so_and_writes_nothing(
    lead_client: Client, plan: Plan, kind: RowKind, status: str, monkeypatch: Any
) -> None:
    row = make_row(kind, plan)
    before = stored(kind, row)
    hold = saving.hold_open

    def submitted_now(plan: Plan, *, by: Any) -> None:
        Plan.objects.filter(pk=plan.pk).update(status=status)
        hold(plan, by=by)

    monkeypatch.setattr(saving, "hold_open", submitted_now)
    for act in [each for each in ACTS if not (kind.single and each != "save") and (kind.outline or each != "indent")]:
        Plan.objects.filter(pk=plan.pk).update(status="in-progress")
        values = right_values(kind, row) | {"revision": row.revision, "direction": "in"}
        answer = lead_client.post(at(plan, kind, row, act), values, headers=FETCH)
        assert (answer.status_code, answer.json()["readonly"]) == (409, True)
        assert "submitted or approved meanwhile" in answer.json()["message"]
    assert stored(kind, row) == before


@every_kind
def test_submitted_before_shows_a_page_with_the_reason(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    Plan.objects.filter(pk=plan.pk).update(status="submitted")
    values = {text_field(kind, row): "My words", "revision": row.revision}
    answer = lead_client.post(at(plan, kind, row, "save"), values, headers=FETCH)
    assert (answer.status_code, answer.json()["readonly"]) == (403, True)
    assert "with its reviewer" in answer.json()["message"]
    page = lead_client.post(at(plan, kind, row, "save"), values)
    assert page.status_code == 403
    assert "with its reviewer" in page.text
    assert "My words" in page.text


@every_kind
def test_too_large_a_post_is_413_with_a_sentence(lead_client: Client, plan: Plan, kind: RowKind, settings: Any) -> None:
    row = make_row(kind, plan)
    before = stored(kind, row)
    values = {text_field(kind, row): "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "revision": row.revision}
    body = "&".join(f"{name}={value}" for name, value in values.items())
    kinds = {"content_type": "application/x-www-form-urlencoded"}
    page = lead_client.post(at(plan, kind, row, "save"), body, **kinds)
    assert (page.status_code, "too large to send" in page.text) == (413, True)
    answer = lead_client.post(at(plan, kind, row, "save"), body, headers=FETCH, **kinds)
    assert answer.status_code == 413
    assert "too large" in answer.json()["message"]
    assert stored(kind, row) == before


@every_kind
def test_too_long_a_text_is_a_sentence_beside_the_field(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    name = text_field(kind, row)
    values = {name: "x" * 200_001, "revision": row.revision}
    answer = lead_client.post(at(plan, kind, row, "save"), values, headers=FETCH)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])


@every_kind
def test_page_without_a_revision_is_told_to_reload(lead_client: Client, plan: Plan, kind: RowKind) -> None:
    row = make_row(kind, plan)
    for revision in ("", "one", "-1", "9" * 40, "²"):
        values = {text_field(kind, row): "My words", "revision": revision}
        answer = lead_client.post(at(plan, kind, row, "save"), values)
        assert answer.status_code == 422
        assert "My words" in answer.text and "out of date" in answer.text
