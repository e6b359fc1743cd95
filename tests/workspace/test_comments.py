"""Comments on the pages: who reads and writes them, where they stand, how they are counted, and what a return sends."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.models import Goal
from plans import commenting, lifecycle
from plans.commenting import Where
from plans.models import CommentThread, Contact, PlanText
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests.conftest import signed_in
from tests.district import Cast
from tests.test_statements import statements

pytestmark = pytest.mark.django_db

PLAN = "/plans/2020-21/instructional-services/"
FETCH = {"X-Requested-With": "fetch"}


def page(client: Client, path: str, status: int = 200) -> str:
    """Return a page of the plan, white space settled."""
    response = client.get(path if path.startswith("/plans") or path == "/" else PLAN + path)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


@pytest.fixture
def goal(cast: Cast, real_document: dict[str, Any]) -> Goal:
    """The first goal of the real plan, which is submitted."""
    apply(cast.plan, parse(real_document))
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    found = Goal.objects.live().filter(plan=cast.plan).first()
    assert found is not None
    return found


def ask(cast: Cast, goal: Goal, quote: str = "", text: str = "Which sites?", by: Any = None) -> CommentThread:
    """Ask about a goal as a page of the plan does."""
    values = {"part": "goals", "row": str(goal.id), "quote": quote, "text": text, "version": "1"}
    client = signed_in(by or cast.reviewer)
    response = client.post(PLAN + "comments/new/", {**values, "back": PLAN + "document/"})
    thread = CommentThread.objects.latest("id")
    assert (response.status_code, response.url) == (302, f"{PLAN}document/#thread-{thread.pk}")
    return thread


def test_a_comment_stands_beside_the_row_and_words_it_is_about(cast: Cast, goal: Goal) -> None:
    thread = ask(cast, goal, "engagement  of staff", "Which sites, @Kristina Turley?")
    assert (thread.kind, thread.quote, thread.asked_in) == ("goal", "engagement  of staff", 1)
    html = page(signed_in(cast.reviewer), "document/")
    assert f'<a href="#goal-{goal.id}">Goal 1</a>' in html
    assert '<blockquote class="thread-quote">engagement of staff</blockquote>' in html
    assert '<strong class="mention">@Kristina Turley</strong>?' in html
    assert f'id="goal-{goal.id}" data-row="{goal.id}"' in html
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="See there")
    html = page(signed_in(cast.lead), "goals/")
    assert f'<a href="{PLAN}goals/#row-{goal.id}">Goal 1</a>' in html and "any more" not in html
    assert f'id="row-{goal.id}"' in html
    assert "Goal 1" not in page(signed_in(cast.lead), "contacts/")


def test_who_reads_and_who_writes(cast: Cast, goal: Goal) -> None:
    ask(cast, goal)
    thread = CommentThread.objects.get()
    answers = {}
    for name, person in cast.people().items():
        client = signed_in(person)
        reads = client.get(PLAN + "comments/").status_code
        writes = client.post(f"{PLAN}comments/{thread.pk}/", {"act": "reply", "text": "Yes."}).status_code
        answers[name] = (reads, writes)
    assert answers == {
        "lead": (200, 302),
        "contributor": (200, 302),
        "viewer": (200, 403),
        "other_lead": (404, 404),
        "reviewer": (200, 302),
        "admin": (403, 403),
    }
    admin, viewer = (page(signed_in(person), "document/") for person in (cast.admin, cast.viewer))
    assert "Which sites?" not in admin and "open comment" not in admin
    assert "Which sites?" in viewer and "data-thread-form" not in viewer
    assert signed_in(cast.admin).get(PLAN + "export/docx/?comments=1").status_code == 403


def test_a_thread_of_another_plan_is_not_there(cast: Cast, goal: Goal) -> None:
    other = commenting.start(cast.other_plan, Where("goals"), "Ours", by=cast.other_lead, asked_in=1, link="")
    response = signed_in(cast.lead).post(f"{PLAN}comments/{other.pk}/", {"act": "resolve"})
    assert response.status_code == 404
    assert CommentThread.objects.get(pk=other.pk).resolved_at is None


def test_a_script_gets_the_thread_drawn_and_the_counts(cast: Cast, goal: Goal) -> None:
    thread = ask(cast, goal)
    lead = signed_in(cast.lead)
    address = f"{PLAN}comments/{thread.pk}/"
    sent = lead.post(address, {"act": "reply", "text": "<b>All</b> 22.", "back": PLAN + "goals/"}, headers=FETCH).json()
    assert sent["open"] == {"goals": 1} and "&lt;b&gt;All&lt;/b&gt; 22." in sent["html"]
    sent = lead.post(address, {"act": "resolve", "text": ""}, headers=FETCH).json()
    assert sent["open"] == {} and "Resolved by Julianne Reynoso" in sent["html"]
    refused = lead.post(address, {"act": "reply", "text": " "}, headers=FETCH)
    assert (refused.status_code, refused.json()["message"]) == (422, "Write your comment first.")
    assert lead.post(address, {"act": "delete"}, headers=FETCH).status_code == 422


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "/accounts/logout/", ""])
def test_nobody_is_led_elsewhere_after_a_comment(back: str, cast: Cast, goal: Goal) -> None:
    values = {"part": "goals", "text": "Where?", "back": back}
    response = signed_in(cast.reviewer).post(PLAN + "comments/new/", values)
    assert response.url.startswith(f"{PLAN}comments/#thread-")


def test_quoted_words_survive_edits_around_them_and_are_kept_when_they_go(cast: Cast, goal: Goal) -> None:
    ask(cast, goal, "engagement of staff")
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="See there")
    lead = signed_in(cast.lead)
    for statement, words in (
        ("<p>New: the <em>engage</em>ment&nbsp;of staff</p>", ""),
        ("<p>Something else</p>", "These words are not there any more."),
    ):
        Goal.objects.filter(pk=goal.pk).update(statement=statement)
        for path in ("goals/", "comments/"):
            html = page(lead, path)
            assert ("These words are not there any more." in html) == bool(words)
            assert "engagement of staff</blockquote>" in html
    # The version that was read keeps its words.
    assert "any more" not in page(signed_in(cast.reviewer), "document/1/")
    Goal.objects.filter(pk=goal.pk).update(deleted_at="2026-01-01T00:00Z")
    assert "This row is not in the plan any more." in page(lead, "goals/")


def test_a_text_that_stands_once_and_a_row_that_is_gone_are_commented_on_at_their_part(cast: Cast, goal: Goal) -> None:
    text = PlanText.objects.get(plan=cast.plan, part="purpose")
    client = signed_in(cast.reviewer)
    for row, quote in (("", "the Academics Division"), (str(text.id), "Academics")):
        client.post(PLAN + "comments/new/", {"part": "purpose", "row": row, "quote": quote, "text": "Still so?"})
    assert list(CommentThread.objects.values_list("part", "row_key", "kind")) == [("purpose", None, "")] * 2
    html = page(client, "document/")
    assert html.count('<a href="#purpose">Purpose (A)</a>') == 2 and "any more" not in html


def test_words_that_are_no_text_of_the_row_are_not_lost(cast: Cast, goal: Goal) -> None:
    thread = ask(cast, goal, "b. Targeted Audience:", "Who?")
    assert (thread.quote, thread.comments.get().text) == ("", "“b. Targeted Audience:”\nWho?")


def test_open_comments_are_counted_in_the_rail_and_at_home(cast: Cast, goal: Goal) -> None:
    ask(cast, goal)
    ask(cast, goal)
    lead = signed_in(cast.lead)
    for path in ("document/", "changes/", "connections/", "comments/"):
        rail = re.findall(r'data-part="(\w+)">.*?<span class="rail-comments">(.*?)</span></span>', page(lead, path))
        assert [part for part, count in rail if "<b>2</b>" in count] == ["goals"]
    assert "2 open comments on Instructional Services 2020-21, with David Rennie" in page(lead, "/")
    for thread in CommentThread.objects.all():
        commenting.resolve(thread, by=cast.lead)
    assert "open comment" not in page(lead, "/")


def test_comment_on_an_approved_plan_waits_for_nobody(cast: Cast, goal: Goal) -> None:
    ask(cast, goal)
    lead = signed_in(cast.lead)
    lifecycle.approve(cast.plan, by=cast.reviewer)
    assert "open comment" not in page(lead, "/")
    assert "1 open comment" in page(lead, "document/")
    lifecycle.reopen(cast.plan, by=cast.reviewer, reason="One more site")
    assert "1 open comment on Instructional Services 2020-21, with David Rennie" in page(lead, "/")


def test_comments_cost_no_statement_of_their_own(cast: Cast, goal: Goal) -> None:
    lead, reviewer = signed_in(cast.lead), signed_in(cast.reviewer)
    pages = [(reviewer, "document/"), (reviewer, "changes/"), (lead, "connections/"), (lead, "")]
    addresses = [(client, PLAN + path if path else reverse("home")) for client, path in pages]
    before = [statements(*each) for each in addresses]
    assert before[0] <= 5
    for _number in range(3):
        ask(cast, goal, "engagement")
    assert [statements(*each) for each in addresses] == before
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="More")
    editing = [PLAN + f"{part}/" for part in ("goals", "purpose")]
    asked = [statements(lead, each) for each in editing]
    with CaptureQueriesContext(connection) as captured:
        lead.get(editing[0])
    assert sum("plans_commentthread" in each["sql"] for each in captured) <= 1, "asked by name it is not seen"
    assert asked[0] == len(captured)


def test_return_sends_the_open_comments_that_are_ticked(cast: Cast, goal: Goal) -> None:
    first, second = ask(cast, goal, "engagement of staff"), ask(cast, goal, text="By when?")
    commenting.resolve(ask(cast, goal, text="Done already"), by=cast.lead)
    reviewer = signed_in(cast.reviewer)
    html = page(reviewer, "return/")
    assert html.count('type="checkbox"') == html.count("checked") == 2
    assert "Goal 1, “engagement of staff”: Which sites? (David Rennie)" in html
    assert "2 comments are still open." in page(reviewer, "approve/")
    values = {"reason": "Nearly there.", "comments": [first.pk, second.pk]}
    reviewer.post(PLAN + "return/", values)
    event = cast.plan.events.get(kind="returned")
    assert event.detail["reason"] == (
        "Nearly there.\n\n"
        "1. Goal 1, “engagement of staff”: Which sites? (David Rennie)\n"
        "2. Goal 1: By when? (David Rennie)"
    )


def test_a_return_needs_a_reason_or_a_comment(cast: Cast, goal: Goal) -> None:
    thread = ask(cast, goal)
    reviewer = signed_in(cast.reviewer)
    refused = reviewer.post(PLAN + "return/", {"reason": " "})
    assert refused.status_code == 422 and b"Write the reason" in refused.content
    assert reviewer.post(PLAN + "return/", {"comments": [thread.pk]}).status_code == 302


def test_changes_show_each_row_beside_the_comment_that_asked_for_it(cast: Cast, goal: Goal) -> None:
    thread = ask(cast, goal, "engagement of staff")
    other = ask(cast, goal, text="Fixed")
    contact = Contact.objects.filter(plan=cast.plan).first()
    assert contact is not None
    unchanged = commenting.start(
        cast.plan, Where("contacts", contact.id, "contact"), "Who?", by=cast.reviewer, asked_in=1, link=""
    )
    lifecycle.return_plan(cast.plan, by=cast.reviewer, reason="See there")
    Goal.objects.filter(pk=goal.pk).update(statement="<p>Engagement of the staff of all 22 sites</p>")
    commenting.resolve(other, by=cast.lead)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    reviewer = signed_in(cast.reviewer)
    assert reviewer.get(PLAN).url == PLAN + "changes/"
    html = page(reviewer, "changes/")
    start = html.index(f'id="change-goal-{goal.id}"')
    row = (
        html[start : html.index('<div class="change ', start)]
        if '<div class="change ' in html[start:]
        else html[start:]
    )
    assert f'id="thread-{thread.pk}"' in row and "These words are not there any more." in row
    assert f'id="thread-{other.pk}"' in row and "Resolved by Julianne Reynoso" in row and "with version 2" in row
    rest = html[html.index("Open comments where nothing changed") :]
    assert f'id="thread-{unchanged.pk}"' in rest and f'id="thread-{thread.pk}"' not in rest


def test_the_form_page_offers_the_rows_of_its_part(cast: Cast, goal: Goal) -> None:
    html = page(signed_in(cast.reviewer), "comments/new/?part=actions&version=1")
    assert re.findall(r'<option value="[\w-]{36}">(Action 1\.a)', html) == ["Action 1.a"]
    assert "@Kristina Turley" in html and "@Morgan Ellis" not in html
    names = signed_in(cast.lead).get(PLAN + "comments/people/").json()["names"]
    assert names == ["David Rennie", "Kristina Turley", "Vera Ito"]


def test_another_part_is_chosen_without_losing_what_was_written_or_where_it_stands(cast: Cast, goal: Goal) -> None:
    client, path = signed_in(cast.reviewer), PLAN + "comments/new/"
    html = client.post(path, {"part": "budget", "row": "", "text": "Which fund?", "show": "rows"}).content.decode()
    assert "Write a comment: Budget" in html and "Which fund?</textarea>" in html
    assert not CommentThread.objects.exists()
    # Whoever forgets to show the rows still comments on the part they chose.
    client.post(path, {"part": "budget", "row": "", "text": "Which fund?"})
    assert CommentThread.objects.get().part == "budget"
    assert re.search(r'<select[^>]* name="part"', page(client, "comments/new/").split('method="post"', 1)[1])
