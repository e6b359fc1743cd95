"""Rows drawn with a stencil look as if each was drawn by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory

from plans.models import Plan
from plans.rows.kind import row_kinds
from plans.rows.views import plan_url, rows_url
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from tests import district
from tests.sample_rows import make_row

AWKWARD = "<p>“Ünï” {0} {} & <b>é</b> % \"quoted\" 'single'</p>"


def drawn(source: str, context: dict[str, Any]) -> str:
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = "a" * 32
    template = engines["django"].from_string("{% load row_drawing %}" + source)
    return template.render({**context, "csrf_token": "token"}, request)


def filled_plan(cast: district.Cast, document: dict[str, Any]) -> Plan:
    goal = document["goals"][0]
    metric = "00000000-0000-4000-8000-000000000001"
    goal["metrics"].append({"id": metric, "text": AWKWARD, "source": "{0}", "unit": "%"})
    goal["targets"].append({"text": AWKWARD, "metric": metric, "baseline": "1", "value": "2", "due": "2021-06-30"})
    for answer in (True, False, None):
        goal["actions"].append({"text": AWKWARD, "additional_resources": answer, "estimated_cost": "1234567.50"})
    document["positions"] = [{"name": "A", "title": AWKWARD, "fte": "0.5"}, {"name": None, "title": "B"}]
    document["budget"]["lines"] = [{"description": AWKWARD, "amount": "40000"}, {"description": "none"}]
    apply(cast.plan, parse(document))
    make_row(row_kinds()["file"], cast.plan, name=AWKWARD)
    return cast.plan


def each_kind() -> Iterator[Any]:
    yield from (kind for kind in row_kinds().values() if kind.name != "goal")


@pytest.mark.parametrize("kind", each_kind(), ids=lambda kind: kind.name)
def test_rows_drawn_together_equal_rows_drawn_alone(
    kind: Any, cast: district.Cast, real_document: dict[str, Any]
) -> None:
    plan = filled_plan(cast, real_document)
    rows = list(kind.rows(plan))
    assert rows
    context: dict[str, Any] = {"rows_url": rows_url(plan), "plan_url": plan_url(plan), "prompts": {}}
    for row in rows:
        context |= kind.context(row)
    together = drawn(f'{{% draw_rows "{kind.template}" rows %}}', {**context, "rows": rows})
    alone = "".join(drawn(f'{{% include "{kind.template}" %}}', {**context, "row": row}) for row in rows)
    assert together == alone


def test_text_that_looks_like_a_hole_stays_text(cast: district.Cast, real_document: dict[str, Any]) -> None:
    real_document["contacts"] = [{"name": "\ue0000\ue001 {0} {x}", "email": None}]
    apply(cast.plan, parse(real_document))
    rows = list(row_kinds()["contact"].rows(cast.plan))
    together = drawn('{% draw_rows "rows/_contact.html" rows %}', {"rows": rows, "rows_url": "/"})
    assert "\ue0000\ue001 {0} {x}" in together
