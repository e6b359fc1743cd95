"""Starting from an earlier year's plan line by line: what becomes of the lines of its services and actions."""

import re
from typing import Any

from django.test import Client

from goals.models import Action
from plans.models import FormReading, Service
from plans.opening import open_cycle, proposed
from pusdplans.document import origin
from pusdplans.document.apply import apply
from pusdplans.document.schema import parse
from pusdplans.document.submitting import submit_plan
from tests import district
from tests.workspace.test_last_year import laid_out
from tests.workspace.word_forms import sent_by


def open_with_outlines(cast: district.Cast) -> None:
    """Submit a plan of 2020-21 whose services and actions have lines beneath them, and open 2021-22."""
    beneath = [{"text": "Coaching", "items": [{"text": "Of principals"}, {"text": "Of teachers"}]}, {"text": "Data"}]
    services = [{"text": "Support schools", "items": beneath}, {"text": "Assess"}]
    action = {"text": "Train", "items": [{"text": "Counselors"}, {"text": "Deans"}], "additional_resources": False}
    values = {"cycle": "2020-21", "division": "Academics", "department": cast.department.name, "services": services}
    goals = [{"statement": "<p>Engagement</p>", "actions": [action]}]
    apply(cast.plan, parse(values | {"goals": goals}), by=cast.lead)
    submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    open_cycle(proposed(cast.cycle), by=cast.admin)


def outline(rows: Any) -> list[tuple[int, str, str]]:
    """Return the living lines of 2021-22: level, text, and what became of each since 2020-21."""
    place = {"goal__plan__cycle__label": "2021-22"} if rows is Action else {"plan__cycle__label": "2021-22"}
    kind = rows._meta.model_name
    found = rows.objects.live().filter(**place)
    return [(each.level, each.text, origin.state(kind, each, origin.carried(each.carried_from))) for each in found]


def test_lines_of_an_outline_are_taken_adapted_and_left_one_by_one(cast: district.Cast, lead_client: Client) -> None:
    open_with_outlines(cast)
    address = laid_out(lead_client)
    page = lead_client.get(address).content.decode()
    assert re.findall(r'name="services-0.lines" value="(\d)"( checked)?', page) == [
        ("0", ""),
        *((each, " checked") for each in "1234"),
    ]
    # A group of one line has no lines to choose among.
    assert "services-1.lines" not in page
    sent: dict[str, Any] = sent_by(page) | {"services-0.lines": ["0", "1", "3", "4"], "act": "apply"}
    sent |= {"services-0.line-3": "<p>Of <strong>new</strong> teachers</p>", "services-0.line-4": "Data"}
    sent |= {"goals-0-actions-0.lines": ["0", "2"], "goals-0-actions-0.line-0": "Train all"}
    answer = lead_client.post(address, sent, follow=True)
    assert "2 lines of what came in were left out" in answer.content.decode()
    assert outline(Service) == [
        (0, "Support schools", "carried"),
        (1, "Coaching", "carried"),
        (2, "Of <strong>new</strong> teachers", "changed"),
        (1, "Data", "carried"),
        (0, "Assess", "carried"),
    ]
    assert outline(Action) == [(0, "Train all", "changed"), (1, "Deans", "carried")]
    was = {str(each.id): each.text for each in Service.objects.filter(plan=cast.plan)}
    carried = [each.carried_from["row"] for each in Service.objects.live().filter(plan__cycle__label="2021-22")]
    assert [was[each] for each in carried] == ["Support schools", "Coaching", "Of teachers", "Data", "Assess"]


def test_line_that_is_left_takes_those_beneath_it_along_and_is_kept_until_it_is_ticked_again(
    cast: district.Cast, lead_client: Client
) -> None:
    open_with_outlines(cast)
    address = laid_out(lead_client)
    lead_client.post(
        address, {"services-0.lines": ["0", "2", "3", "4"], "goals-0-actions-0.line-2": " ", "act": "keep"}
    )
    page = lead_client.get(address).content.decode()
    ticked = re.findall(r'name="services-0.lines" value="(\d)" checked', page)
    assert (ticked, "2 pieces changed by you" in page) == (["2", "3", "4"], True)
    lead_client.post(address, {"services-0.line-4": "Data", "act": "keep"})
    assert FormReading.objects.get().choices["pieces"]["services-0"] == {"place": "", "texts": {}, "left": [1]}
    answer = lead_client.post(address, {"act": "apply"}, follow=True)
    assert "4 lines of what came in were left out" in answer.content.decode()
    assert [text for _level, text, _state in outline(Service)] == ["Support schools", "Data", "Assess"]
    assert [text for _level, text, _state in outline(Action)] == ["Train", "Counselors"]


def test_lines_of_what_is_left_out_as_a_whole_are_not_counted(cast: district.Cast, lead_client: Client) -> None:
    open_with_outlines(cast)
    address = laid_out(lead_client)
    lead_client.post(address, {"services-0.lines": ["0"], "act": "keep"})
    lead_client.post(address, {"services-0.lines": ["0", "1", "2", "3", "4"], "act": "keep"})
    assert FormReading.objects.get().choices["pieces"] == {}
    sent = {"services-0.lines": ["0"], "services-0.place": "out", "act": "apply"}
    page = lead_client.post(address, sent, follow=True).content.decode()
    assert ("1 was left out" in page, "of what came in" in page) == (True, False)
    assert [text for _level, text, _state in outline(Service)] == ["Assess"]
