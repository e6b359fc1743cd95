"""Which two versions of a plan are compared, and what the comparison is called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from plans.models import Event, EventKind, Plan, Status, Submission
from plans.rows.views import plan_url
from pusdplans.document import schema
from pusdplans.document.collect import collect

NOW = "now"
SENT_BACK = (EventKind.RETURNED, EventKind.REOPENED)


def is_published(plan: Plan) -> bool:
    """Whether a plan is approved, so that it stays as it is until somebody reopens it."""
    return plan.status == Status.APPROVED


@dataclass(frozen=True)
class Version:
    """A version to compare: a submission, or the plan as it stands now."""

    submission: Submission | None = None

    @property
    def value(self) -> str:
        """What names it in an address: its number, or "now"."""
        return str(self.submission.number) if self.submission else NOW

    @property
    def number(self) -> int:
        """Its number; 0 for the plan as it stands now."""
        return self.submission.number if self.submission else 0


def versions_of(plan: Plan, *, with_now: bool) -> list[Version]:
    """Return the plan's versions, oldest first, in one statement; their documents stay where they are."""
    submissions = plan.submissions.defer("document").select_related("submitted_by").order_by("number")
    return [*map(Version, submissions), *([Version()] if with_now else [])]


def chosen(versions: Sequence[Version], since: str, until: str) -> tuple[Version, Version] | None:
    """Return the two versions named, the older first; without names the last one and the one before it.

    A blank name is one not given. None: there are not two versions yet. Raises Http404 for a version there is not; the
    plan as it stands now is none to begin from.
    """
    places = {version.value: place for place, version in enumerate(versions)}
    if since == NOW or not {since, until} <= {"", *places}:
        raise Http404
    if len(versions) < 2:
        return None
    after = places[until] if until else len(versions) - 1
    before = places[since] if since else after - 1
    if before < 0:
        return None
    return versions[min(before, after)], versions[max(before, after)]


def documents_of(plan: Plan, versions: Iterable[Version]) -> list[schema.PlanDocument]:
    """Return the documents of versions: all submissions in one statement, the plan as it stands in those of `collect`."""
    versions = list(versions)
    numbers = [version.number for version in versions if version.submission]
    stored = dict(plan.submissions.filter(number__in=numbers).values_list("number", "document"))
    return [schema.frozen(stored[each.number]) if each.submission else collect(plan) for each in versions]


def sent_back(events: Iterable[Event], number: int) -> Event | None:
    """Return why a version came back to the department: its last return or reopening. events: newest first."""
    return next((each for each in events if each.kind in SENT_BACK and each.detail.get("version") == number), None)


def tabs(plan: Plan, person: Any, events: Sequence[Event], *, before: int, after: int) -> dict[str, str]:
    """Return what the tabs between two versions' changes and the whole plan say, and where they lead.

    after: the newer version's number, 0 for the plan as it stands now. events: those that sent versions back, newest first.
    """
    url = plan_url(plan)
    # While the department changes its plan, what counts is what it changed since it handed it in.
    event = sent_back(events, before) if after else None
    return {
        "changes_title": _title(event, person, before),
        "changes_link": f"{url}changes/?from={before}&to={after or NOW}",
        "whole_link": f"{url}document/{after}/" if after else f"{url}preview/",
    }


def _title(event: Event | None, person: Any, number: int) -> str:
    """Say since when the changes are: since version `number` came back by `event`, if it did."""
    if event is None:
        return _("Changes since version %(number)s") % {"number": number}
    if event.kind == EventKind.REOPENED:
        return _("Changes since it was reopened")
    if event.person_id == person.pk:
        return _("Changes since you returned it")
    return _("Changes since it was returned")
