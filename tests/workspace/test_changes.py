"""What changed: which versions are compared, for whom, where a reviewer lands, and what the page says."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plans import lifecycle
from plans.models import Contact, Plan, PlanText
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.planting import plant
from pusdplans.document.schema import parse, to_json
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.conftest import signed_in
from tests.test_statements import fill

pytestmark = pytest.mark.django_db

PLAN = "/plans/2020-21/instructional-services/"
CHANGES = PLAN + "changes/"


def page(client: Client, query: str = "") -> str:
    """Return the page, white space settled."""
    response = client.get(CHANGES + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def versions(client: Client, query: str = "") -> list[str]:
    """Return which versions the page compares."""
    return re.findall(r'<option value="(\w+)" selected>(?:Version|As)', page(client, query))


def submit(cast: district.Cast) -> None:
    """Hand the plan in as it is."""
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)


@pytest.fixture
def returned(cast: district.Cast, real_document: dict[str, Any]) -> Plan:
    """The real plan, submitted, returned, and changed since: a contact has another telephone."""
    apply(cast.plan, parse(real_document))
    submit(cast)
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Which number?")
    contact = Contact.objects.filter(plan=cast.plan).first()
    assert contact is not None
    Contact.objects.filter(pk=contact.pk).update(phone="X77777")
    return cast.plan


def test_a_lead_sees_what_they_changed_since_they_submitted(cast: district.Cast, returned: Plan) -> None:
    for person in (cast.lead, cast.contributor):
        client = signed_in(person)
        assert versions(client) == ["1", "now"]
        html = page(client)
        assert "<strong>1 row changed.</strong>" in html
        assert '<a href="#part-contacts">Contacts</a>: 1 row changed' in html
        assert "Changes since version 1" in html
        assert "David Rennie sent version 1 back" in html


def test_facts_are_marked_by_more_than_colour(cast: district.Cast, returned: Plan) -> None:
    assert (
        '<span class="visually-hidden">from </span><del>X88216</del> <span aria-hidden="true">→</span>'
        '<span class="visually-hidden"> to</span> <ins>X77777</ins>'
    ) in page(signed_in(cast.lead))


def test_words_are_spoken_as_added_and_removed(cast: district.Cast, returned: Plan) -> None:
    PlanText.objects.filter(plan=returned, part="purpose").update(text="<p>To <strong>serve</strong> our schools.</p>")
    submit(cast)
    lifecycle.return_plan(returned, by=cast.reviewer, reason="Shorter.")
    PlanText.objects.filter(plan=returned, part="purpose").update(text="<p>To <em>serve</em> our schools.</p>")
    end = '<span class="visually-hidden">) </span>'
    assert (
        f'<p>To <del><span class="visually-hidden"> (removed: </span><strong>serve</strong>{end}</del>'
        f'<ins><span class="visually-hidden"> (added: </span><em>serve</em>{end}</ins> our schools.</p>'
    ) in page(signed_in(cast.lead))


def test_a_reviewer_of_a_resubmitted_plan_lands_on_what_changed(cast: district.Cast, returned: Plan) -> None:
    reviewer = signed_in(cast.reviewer)
    assert reviewer.get(PLAN).url == PLAN + "document/"
    submit(cast)
    assert reviewer.get(PLAN).url == CHANGES
    assert versions(reviewer) == ["1", "2"]
    html = page(reviewer)
    assert (
        '<a href="/plans/2020-21/instructional-services/changes/?from=1&amp;to=2" aria-current="page">Changes since you returned it</a>'
        in html
    )
    assert "Which number?" in html
    assert f'href="{PLAN}approve/"' in html
    assert [signed_in(person).get(PLAN).url for person in (cast.viewer, cast.admin)] == [PLAN + "document/"] * 2
    assert "Changes since it was returned" in page(signed_in(cast.admin))
    assert f'<a href="{PLAN}">Instructional Services</a>' in reviewer.get("/queue/").content.decode()


def test_the_first_submission_opens_as_the_whole_plan(cast: district.Cast) -> None:
    reviewer = signed_in(cast.reviewer)
    assert "This plan was not submitted yet." in page(reviewer)
    submit(cast)
    assert reviewer.get(PLAN).url == PLAN + "document/"
    assert "This is the first version: there is nothing to compare it with yet." in page(reviewer)
    assert "Changes since" not in reviewer.get(PLAN + "document/").content.decode()


def test_a_plan_that_was_reopened_is_compared_with_what_was_approved(cast: district.Cast, returned: Plan) -> None:
    submit(cast)
    lifecycle.approve(returned, by=cast.reviewer)
    lifecycle.reopen(returned, by=cast.admin, reason="A number is wrong.")
    submit(cast)
    reviewer = signed_in(cast.reviewer)
    assert versions(reviewer) == ["2", "3"]
    html = page(reviewer)
    assert "Changes since it was reopened" in html
    assert "Nothing changed: both versions say the same, word for word." in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [("?from=1&to=3", ["1", "3"]), ("?from=2&to=1", ["1", "2"]), ("?to=2", ["1", "2"]), ("?from=1", ["1", "3"])],
)
def test_any_two_versions_can_be_chosen(cast: district.Cast, returned: Plan, query: str, expected: list[str]) -> None:
    submit(cast)
    lifecycle.return_plan(returned, by=cast.reviewer, reason="Once more.")
    submit(cast)
    assert versions(signed_in(cast.viewer), query) == expected


@pytest.mark.parametrize("query", ["?from=9", "?to=9&from=1", "?from=now", "?from=x", "?from=-1", "?to=0", "?from=²"])
def test_a_version_there_is_not_is_not_found(cast: district.Cast, returned: Plan, query: str) -> None:
    assert signed_in(cast.lead).get(CHANGES + query).status_code == 404


def test_who_may_not_edit_is_not_shown_the_plan_as_it_stands_now(cast: district.Cast, returned: Plan) -> None:
    for person in (cast.viewer, cast.reviewer, cast.admin):
        client = signed_in(person)
        assert client.get(CHANGES + "?from=1&to=now").status_code == 403
        assert "X77777" not in page(client)
    assert signed_in(cast.lead).get(CHANGES + "?from=1&to=now").status_code == 200
    submit(cast)
    assert signed_in(cast.lead).get(CHANGES + "?from=1&to=now").status_code == 403


def test_outsiders_do_not_find_it(cast: district.Cast, returned: Plan) -> None:
    client = signed_in(cast.other_lead)
    assert [client.get(CHANGES + query).status_code for query in ("", "?from=1&to=now")] == [404, 404]
    assert Client().get(CHANGES).status_code == 302


def test_only_what_changed_is_shown_unless_the_whole_is_asked_for(cast: district.Cast, returned: Plan) -> None:
    client = signed_in(cast.lead)
    changed, whole = page(client), page(client, "?show=whole")
    assert changed.count('<div class="change ') == 1
    rows = list(Contact.objects.filter(plan=returned))
    assert [f'id="change-contact-{row.id}"' in whole for row in rows] == [True, True]
    assert ("HBCU" in changed, "HBCU" in whole) == (False, True)


def test_rows_say_what_became_of_them(cast: district.Cast, returned: Plan) -> None:
    values = to_json(collect(returned))
    goals = values["goals"]
    goals.insert(0, goals.pop(2))
    gone = goals[1]["actions"].pop(0)
    values["budget"]["lines"] = [{"fund": "01.0", "amount": "12500"}]
    apply(returned, parse(values))
    html = page(signed_in(cast.lead))
    assert '<span class="change-badge is-move">moved from place 3 to 1</span>' in html
    assert f'<div class="change is-removed" data-level="1" id="change-action-{gone["id"]}">' in html
    assert "<ins>$12,500.00</ins>" in html
    assert "<strong>1 row changed, 1 added, " in html


def test_text_of_people_is_not_markup(cast: district.Cast, returned: Plan) -> None:
    Contact.objects.filter(plan=returned).update(name="<script>alert(1)</script> & Co")
    assert "<script>alert" not in page(signed_in(cast.lead))


@pytest.mark.parametrize("who", ["lead", "reviewer"])
def test_it_takes_as_many_statements_with_many_rows(cast: district.Cast, who: str) -> None:
    plant(departments=1, years=1, seed=1, goals=0)
    counts = []
    client = signed_in(getattr(cast, who))
    for goals in (3, 30):
        fill(cast.plan, goals)
        submit(cast)
        lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="Once more.")
        page(client)
        with CaptureQueriesContext(connection) as captured:
            page(client)
        counts.append(len(captured))
    if who == "lead":
        assert counts[0] == counts[1]
    else:
        assert counts[1] <= 7
