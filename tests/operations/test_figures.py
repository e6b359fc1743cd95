"""Figures: for who has the token, and right."""

from typing import Any

import pytest
from django.test import Client

from plans.models import BudgetLine
from pusdplans.archive.models import Worker
from tests.district import Cast

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer a-long-token"}


def figures(client: Client) -> dict[str, float]:
    """Read the figures, as name with labels: number."""
    answer = client.get("/metrics", headers=TOKEN)
    assert answer.status_code == 200
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(number) for name, _space, number in lines}


def test_without_the_token_there_is_no_such_address(client: Client, settings: Any) -> None:
    for token, sent in (("", TOKEN), ("", {"Authorization": "Bearer "}), ("a-long-token", {}), ("another", TOKEN)):
        settings.METRICS_TOKEN = token
        assert client.get("/metrics", headers=sent).status_code == 404


def test_requests_and_saves_are_counted(cast: Cast, lead_client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    line = BudgetLine.objects.create(plan=cast.plan)
    address = f"/plans/2020-21/instructional-services/rows/budget-line/{line.id}/save/"
    before = figures(lead_client)
    fetch = {"X-Requested-With": "fetch"}
    for text in ("One wording", "Another, from the same revision"):
        lead_client.post(address, {"description": text, "revision": 1}, headers=fetch)
    lead_client.get("/no/such/page/at-all")
    after = figures(lead_client)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('pusdplans_saves_total{outcome="saved"}') == 1
    assert more('pusdplans_saves_total{outcome="conflict"}') == 1
    assert more('pusdplans_requests_total{method="POST",status="409",view="row_save"}') == 1
    assert more('pusdplans_requests_total{method="GET",status="404",view="none"}') == 1
    assert more('pusdplans_request_seconds_count{view="row_save"}') == 2
    assert not [name for name in after if "at-all" in name or "instructional" in name]


def test_background_is_looked_up(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    assert "pusdplans_worker_age_seconds" not in figures(client)
    Worker.objects.create(name="one")
    found = figures(client)
    assert 0 <= found["pusdplans_worker_age_seconds"] < 60
    assert found["pusdplans_filings_waiting"] == 0
