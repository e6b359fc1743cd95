"""The history page: in words, what is typed on and on as one line, filtered; and the plan as it stood."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from goals.models import Goal
from plans import commenting, lifecycle
from plans.models import Contact, Membership
from plans.rich_text import to_plain
from pusdplans.document.submitting import submit_plan
from pusdplans.workspace import history
from tests.conftest import signed_in
from tests.district import Cast

PLAN = "/plans/2020-21/instructional-services/"
FETCH = {"X-Requested-With": "fetch"}
NOON = timezone.make_aware(datetime.datetime(2026, 9, 30, 12, 0))


def said(client: Client, query: str = "") -> list[str]:
    """Return the lines of the history, as a person reads them."""
    html = client.get(f"{PLAN}history/{query}").content.decode()
    lines = html.split('<p class="trail-line">')[1:]
    return [" ".join(to_plain(line.split("</p>")[0]).split()) for line in lines]


def typed(client: Client, row: Any, kind: str, **values: str) -> None:
    """Send a row as autosave does."""
    row.refresh_from_db()
    address = f"{PLAN}rows/{kind}/{row.pk}/save/"
    assert client.post(address, values | {"revision": row.revision}, headers=FETCH).status_code == 200


def test_what_is_typed_on_and_on_is_one_line(cast: Cast, lead_client: Client) -> None:
    goal = Goal.objects.create(plan=cast.plan)
    with time_machine.travel(NOON, tick=False) as clock:
        for words in ("Every", "Every child", "Every child reads"):
            typed(lead_client, goal, "goal", statement=f"<p>{words}</p>")
            clock.shift(60)
        typed(lead_client, goal, "goal", focus="Reading")
        clock.shift(3 * 3600)
        typed(lead_client, goal, "goal", focus="Reading first")
        typed(signed_in(cast.contributor), goal, "goal", focus="Reading for all")
    assert said(lead_client)[:4] == [
        "15:03 Kristina Turley changed the goal “Reading for all”",
        "15:03 Julianne Reynoso changed the goal “Reading first”",
        "12:03 Julianne Reynoso changed the goal “Reading”",
        "12:02 Julianne Reynoso changed the goal “Every child reads”, 3 times between 12:00 and 12:02",
    ]
    assert cast.plan.events.filter(kind="changed").count() == 6
    page = lead_client.get(f"{PLAN}history/").content.decode()
    assert "(added: </span>Every child reads<span" in page
    assert '<del><span class="visually-hidden"> (removed: </span>first' in page


def test_acts_are_said_in_words(cast: Cast, lead_client: Client) -> None:
    lead_client.post(f"{PLAN}rows/service/paste/", {"text": "Coach\n  Visit"})
    contact = Contact.objects.create(plan=cast.plan, name="Ana Ruiz")
    lead_client.post(f"{PLAN}rows/contact/{contact.pk}/delete/")
    lead_client.post(f"{PLAN}rows/contact/{contact.pk}/restore/")
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="<b>Who</b> is it for?")
    lines = [line[line.index(" ") + 1 :] for line in said(signed_in(cast.reviewer))]
    assert lines == [
        "David Rennie returned version 1 command",
        "Julianne Reynoso submitted version 1 command",
        "Julianne Reynoso brought back the contact “Ana Ruiz”",
        "Julianne Reynoso deleted the contact “Ana Ruiz”",
        "Julianne Reynoso added 2 services · 2 rows",
        "Julianne Reynoso began to write the plan",
        "The program made the plan command · 3 rows",
    ]
    html = signed_in(cast.reviewer).get(f"{PLAN}history/").content.decode()
    assert "&lt;b&gt;Who&lt;/b&gt; is it for?" in html
    # Beside the document stands the plan's life, not every word.
    assert "brought back" not in lead_client.get(f"{PLAN}document/").content.decode()


def test_it_is_filtered_by_person_and_part(cast: Cast, lead_client: Client) -> None:
    typed(lead_client, Goal.objects.create(plan=cast.plan), "goal", focus="Leaders")
    typed(signed_in(cast.contributor), Contact.objects.create(plan=cast.plan), "contact", name="Ana")
    assert [line.split(" ", 1)[1] for line in said(lead_client, "?part=goals")] == [
        "Julianne Reynoso changed the goal “Leaders”"
    ]
    assert [line.split(" ", 1)[1] for line in said(lead_client, f"?person={cast.contributor.pk}")] == [
        "Kristina Turley changed the contact “Ana”"
    ]
    assert said(lead_client, f"?person={cast.contributor.pk}&part=goals") == []


def test_a_comment_is_found_by_its_part(cast: Cast, lead_client: Client) -> None:
    commenting.start(cast.plan, commenting.Where("services"), "Which sites?", by=cast.reviewer, asked_in=1, link="/")
    assert [line.split(" ", 1)[1] for line in said(lead_client, "?part=services")] == [
        "David Rennie wrote a comment (Services) command"
    ]
    assert said(lead_client, "?part=goals") == []


def test_a_moment_is_told_in_the_time_of_the_district(cast: Cast, lead_client: Client) -> None:
    with time_machine.travel("2026-10-01T01:50:00Z", tick=False):
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    number = cast.plan.events.get(kind="submitted").number
    page = lead_client.get(f"{PLAN}history/{number}/").content.decode()
    assert "Sep 30, 2026, 18:50</ins>" in re.sub(r"<span[^>]*>[^<]*</span>", "", page)


def test_older_events_stand_on_the_next_page(cast: Cast, lead_client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(history, "PAGE", 2)
    goal = Goal.objects.create(plan=cast.plan)
    for field in ("focus", "outcomes", "audience"):
        typed(lead_client, goal, "goal", **{field: "Word"})
    first = lead_client.get(f"{PLAN}history/?part=goals")
    assert len(said(lead_client, "?part=goals")) == 2 and first.context["older"]
    assert len(said(lead_client, f"?{first.context['older']}")) == 1


def test_the_plan_is_shown_as_it_stood(cast: Cast, lead_client: Client) -> None:
    contact = Contact.objects.create(plan=cast.plan, name="Ana")
    with time_machine.travel(NOON, tick=False) as clock:
        typed(lead_client, contact, "contact", name="Ana Ruiz")
        clock.shift(3600)
        typed(lead_client, contact, "contact", name="Ben Ito")
    before = lead_client.get(f"{PLAN}history/", {"at": "2026-09-30T12:30"}, follow=True).content.decode()
    after = lead_client.get(f"{PLAN}history/", {"at": "2026-09-30T13:00"}, follow=True).content.decode()
    assert "As it stood on Sep 30, 2026, 12:00" in before and ">Ana Ruiz</span><br></td>" in before
    assert "not as it is now" in before
    assert ">Ben Ito</span><br></td>" in after
    for wrong in ("1999-01-01T00:00", "soon", "2026-13-01T00:00"):
        answer = lead_client.get(f"{PLAN}history/", {"at": wrong}, follow=True)
        assert answer.redirect_chain[0][0] == f"{PLAN}history/" and answer.status_code == 200


def test_the_department_of_then_stands_in_it(cast: Cast, lead_client: Client) -> None:
    contact = Contact.objects.create(plan=cast.plan, name="Ana")
    typed(lead_client, contact, "contact", name="Ana Ruiz")
    number = cast.plan.events.order_by("-number")[0].number
    office, department = signed_in(cast.admin), cast.department
    path = f"/admin/plans/department/{department.pk}/change/"
    values = {"division": department.division_id, "name": "Teaching", "slug": department.slug, "is_active": "on"}
    member = Membership.objects.get(person=cast.lead)
    forms = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert office.post(path, values | forms).status_code == 302
    david = office.post(f"/admin/accounts/user/{cast.reviewer.pk}/change/", person_form(cast, "David R. Rennie"))
    assert david.status_code == 302 and member.department.name == "Teaching"
    html = lead_client.get(f"{PLAN}history/{number}/").content.decode()
    assert "<td>Instructional Services</td>" in html and "Return to David Rennie By" in html
    assert "<td>Teaching</td>" in lead_client.get(f"{PLAN}preview/").content.decode()


def person_form(cast: Cast, name: str) -> dict[str, Any]:
    """Return what the admin's page of the reviewer would send with another name."""
    forms = {f"{each}-{what}_FORMS": 0 for each in ("memberships", "reviews") for what in ("TOTAL", "INITIAL")}
    return {"email": cast.reviewer.email, "name": name, "is_active": "on", **forms}


@pytest.mark.parametrize("query", ["?person=x&part=x&before=x", f"?person={9**30}&before={9**30}", "?before=0"])
def test_odd_questions_are_answered(query: str, lead_client: Client) -> None:
    assert lead_client.get(f"{PLAN}history/{query}").status_code == 200


def test_the_pages_take_as_many_statements_with_many_events(cast: Cast, lead_client: Client) -> None:
    goal, contact = Goal.objects.create(plan=cast.plan), Contact.objects.create(plan=cast.plan)

    def statements() -> list[int]:
        lead_client.post(f"{PLAN}rows/service/paste/", {"text": "Coach\nVisit"})
        last = cast.plan.events.order_by("-number")[0].number
        counts = []
        for path in ("history/", f"history/{last - 1}/"):
            with CaptureQueriesContext(connection) as captured:
                assert lead_client.get(PLAN + path).status_code == 200
            counts.append(len(captured))
        return counts

    few = statements()
    for number in range(6):
        typed(lead_client, goal, "goal", focus=f"Word {number}")
        typed(signed_in(cast.contributor), contact, "contact", name=f"Name {number}")
    assert statements() == few
