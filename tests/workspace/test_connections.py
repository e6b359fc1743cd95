"""The pages that draw: how it hangs together, and the organizational chart beside its roster and in the document."""

from typing import Any

import pytest
from django.test import Client

from goals.models import Goal
from plans.models import Position
from pusdplans.document import checklist
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

PLAN = "/plans/2020-21/instructional-services/"
CONNECTIONS = PLAN + "connections/"
DRAWING = PLAN + "organizational-chart/drawing/"


def test_every_gap_of_the_goals_is_a_link_to_its_field(
    cast: district.Cast, lead_client: Client, real_document: dict[str, Any]
) -> None:
    apply(cast.plan, parse(real_document))
    page = lead_client.get(CONNECTIONS).content.decode()
    gaps = [gap for gap in checklist.check(collect(cast.plan)) if gap.part in ("goals", "actions")]
    assert [gap for gap in gaps if f'href="{PLAN}{gap.part}/#{gap.anchor}"' not in page] == []
    assert page.count('<li class="gap ') == len(gaps)
    assert "5 boxes of the form are still empty, 32 things hang loose." in page
    assert page.count("<svg ") == 4
    assert page.count("<table ") == 4
    for column in ("Targeted Audience", "Outcomes", "Services and actions", "Metrics", "Targets"):
        assert page.count(f'<th scope="col">{column}</th>') == 4


def test_who_cannot_edit_reads_the_submission_without_links(cast: district.Cast, real_document: dict[str, Any]) -> None:
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    Goal.objects.filter(plan=cast.plan).update(audience="<p>Somebody else</p>")
    for person in (cast.reviewer, cast.viewer, cast.lead):
        page = signed_in(person).get(CONNECTIONS).content.decode()
        assert "This is version 1 as it was submitted." in page
        assert "Somebody else" not in page
        assert "Goal 3 names no outcomes (B)." in page
        assert "/goals/#" not in page
    assert signed_in(cast.other_lead).get(CONNECTIONS).status_code == 404


def test_a_plan_without_goals_teaches(cast: district.Cast, lead_client: Client) -> None:
    page = lead_client.get(CONNECTIONS).content.decode()
    assert "There is no goal yet." in page
    assert f'href="{PLAN}goals/">To the goals' in page
    assert "<svg " not in page
    assert f'href="{PLAN}goals/">To the goals' not in signed_in(cast.viewer).get(CONNECTIONS).content.decode()


def test_words_of_a_plan_are_text_in_a_drawing(cast: district.Cast, lead_client: Client) -> None:
    Goal.objects.create(plan=cast.plan, statement="<p>A &lt;script&gt; &amp; more</p>", audience="<p>a &lt;b&gt;</p>")
    Position.objects.create(plan=cast.plan, staff_member="<script>alert(1)</script>", title="R&D <acting>")
    page = lead_client.get(CONNECTIONS).content.decode()
    assert "A &lt;script&gt; &amp; more" in page
    chart = lead_client.get(DRAWING).content.decode()
    assert "<script>" not in chart
    assert "R&amp;D &lt;acting&gt;" in chart


def test_the_chart_is_drawn_beside_the_roster_and_in_the_document(cast: district.Cast, lead_client: Client) -> None:
    head = Position.objects.create(
        plan=cast.plan, staff_member="Julianne S. Reynoso", title="Superintendent", fte="1.00"
    )
    Position.objects.create(plan=cast.plan, title="Coordinator", position_number="2210", fte="0.50", reports_to=head)
    for address in (PLAN + "organizational-chart/", DRAWING, PLAN + "preview/"):
        page = lead_client.get(address).content.decode()
        assert "2 positions, 1.50 FTE. 1 of them vacant, 0.50 FTE." in page
        assert "No. 2210 · 0.50 FTE</text>" in page
        assert '<td data-label="Reports to">Julianne S. Reynoso</td>' in page
    assert lead_client.get(DRAWING).content.count(b"<svg ") == 1


def test_the_chart_alone_is_for_who_writes_the_plan(cast: district.Cast, lead_client: Client) -> None:
    answers = [signed_in(each).get(DRAWING).status_code for each in (cast.contributor, cast.viewer, cast.other_lead)]
    assert answers == [200, 403, 404]
    assert lead_client.get(DRAWING).content.strip() == b""
