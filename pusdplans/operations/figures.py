"""Figures for Prometheus at `/metrics`: requests, saves, and what waits in the background.

Off until METRICS_TOKEN is set; then they are for who sends it as `Authorization: Bearer …`, and everybody else gets the
404 of an address that there is not. Web processes on one machine add up through PROMETHEUS_MULTIPROC_DIR, a folder
that is emptied when the service starts.
"""

import os
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from plans.access import PUBLIC, declares
from plans.models import Filing, FilingState
from pusdplans.operations import health

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# What came of a save, by the status of its answer.
OUTCOMES = {200: "saved", 302: "saved", 409: "conflict", 422: "refused"}

_own = CollectorRegistry()
_requests = Counter("pusdplans_requests", "Requests answered.", ("method", "view", "status"), registry=_own)
_seconds = Histogram("pusdplans_request_seconds", "Time to answer.", ("view",), buckets=BUCKETS, registry=_own)
_saves = Counter("pusdplans_saves", "Saves of a row, by what came of them.", ("outcome",), registry=_own)


def add_request(method: str, view: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    _requests.labels(method if method in METHODS else "other", view, str(status)).inc()
    _seconds.labels(view).observe(seconds)
    if view == "row_save" and method == "POST":
        _saves.labels(OUTCOMES.get(status, "failed" if status >= 500 else "other")).inc()


class Background(Collector):
    """What waits in the background, asked of the database when the figures are read."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures. Where there is nothing, as no worker, there is no figure."""
        tasks = GaugeMetricFamily("pusdplans_tasks", "Background tasks by state.", labels=("state",))
        for state, count in DBTaskResult.objects.values_list("status").annotate(Count("id")).order_by("status"):
            tasks.add_metric([state.lower()], count)
        yield tasks
        unfiled = Filing.objects.exclude(state=FilingState.FILED)
        found = unfiled.aggregate(count=Count("id"), first=Min("created_at"))
        waited = 0.0 if found["first"] is None else (timezone.now() - found["first"]).total_seconds()
        yield GaugeMetricFamily("pusdplans_filings_waiting", "Approved plans not filed yet.", found["count"])
        yield GaugeMetricFamily("pusdplans_filing_age_seconds", "How long the oldest of them has waited.", waited)
        age = health.worker_age()
        if age is not None:
            yield GaugeMetricFamily("pusdplans_worker_age_seconds", "Seconds since a worker last signed.", age)
        waiting = health.waiting_mail()
        yield GaugeMetricFamily("pusdplans_mails_waiting", "Mails to be sent.", waiting.count())
        yield GaugeMetricFamily("pusdplans_mail_age_seconds", "How long the oldest has waited.", health.mail_age())


@require_safe
@never_cache
@declares(PUBLIC)
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures, to who has the token."""
    sent = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    background = CollectorRegistry()
    background.register(Background())
    content = _of_all_processes() + generate_latest(background)
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def _of_all_processes() -> bytes:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(_own)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)
