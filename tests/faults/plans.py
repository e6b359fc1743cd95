"""What the tests of faults share: everything that is kept of a plan, mails that left, and many people at one moment."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from goals.models import Action, Goal
from metrics.models import Metric, Target
from plans.models import Clause, Contact, OutgoingMail, Plan, PlanText, Service
from plans.rows.kind import row_kinds
from pusdplans.document import checklist
from pusdplans.document.collect import collect

NOT_COMPARED = ("changed_at", "progress_at", "progress")


def kept(plan: Plan) -> dict[str, Any]:
    """Return all that is kept of a plan: itself, its rows of every kind, submissions, and what happened to it."""
    rows = {name: list(kind.rows(plan).order_by("position", "id").values()) for name, kind in row_kinds().items()}
    own = Plan.objects.filter(pk=plan.pk).values().get()
    return rows | {
        "plan": {name: value for name, value in own.items() if name not in NOT_COMPARED},
        "submissions": list(plan.submissions.order_by("number").values()),
        "events": list(plan.events.order_by("pk").values("pk", "kind")),
    }


def fill(plan: Plan) -> None:
    """Write a word into each box of the form that must not be blank, so that the plan can be submitted."""
    Contact.objects.create(plan=plan, name="Ana Ruiz", phone="X88216")
    PlanText.objects.filter(plan=plan, part="purpose").update(text="<p>We serve.</p>")
    Service.objects.create(plan=plan, text="Training")
    for position, kind in enumerate(("if", "then")):
        Clause.objects.create(plan=plan, kind=kind, text="we act", position=position)
    goal = Goal.objects.create(plan=plan, statement="<p>Engagement</p>", outcomes="<p>More</p>", audience="<p>All</p>")
    Metric.objects.create(goal=goal, text="<p>Attendance</p>")
    Target.objects.create(goal=goal, text="<p>95%</p>")
    Action.objects.create(goal=goal, text="Call every home")
    assert [gap.message for gap in checklist.check(collect(plan)) if gap.blocking] == []


def mails() -> int:
    """Return how many mails were written."""
    return OutgoingMail.objects.count()


def at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Begin all acts at the same moment, each in a thread and connection of its own. Returns what each came to."""
    acts = list(acts)
    start = threading.Barrier(len(acts), timeout=30)
    results: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
