"""A district in which every page has something to show: plans in each state, and people to whom it looks different."""

import datetime
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plans import commenting, lifecycle
from plans.attachments import attach
from plans.commenting import Where
from plans.models import (
    BudgetLine,
    CycleExport,
    CycleExportKind,
    CycleExportState,
    Department,
    FilePart,
    FormReading,
    Membership,
    Plan,
    PlanningCycle,
    Position,
    ReviewerAssignment,
    Role,
    Service,
    Status,
)
from pusdplans.document import checklist
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import digest, parse, to_json
from pusdplans.document.submitting import refresh_progress, submit_plan
from pusdplans.workspace.earlier_plans import Source, begin
from pusdplans.workspace.form_readings import receive
from tests import district
from tests.sample_files import GOOD

# Department by slug, and what became of its plan; “filled” is the real plan with a chart, a budget and files.
PLANS = {
    "instructional-services": "filled",
    "special-education": "blank",
    "language-assessment": "tried on",
    "early-childhood-education": "submitted",
    "health-services": "returned",
    "fiscal-services": "approved",
    "facilities": "ready",
}


@dataclass
class Showroom:
    """The district's people, and its plans by what became of them."""

    cast: district.Cast
    people: dict[str, Any]
    plans: dict[str, Plan]
    exports: dict[str, CycleExport]
    reading: FormReading
    laid_out: FormReading

    def path(self, plan: str) -> str:
        """Return the address of a plan."""
        found = self.plans[plan]
        return f"/plans/{found.cycle.label}/{found.department.slug}/"


def build() -> Showroom:
    """Make the district."""
    cast = district.make()
    division = cast.department.division
    for slug in PLANS:
        name = slug.replace("-", " ").title()
        department, _made = Department.objects.get_or_create(slug=slug, defaults={"name": name, "division": division})
        if slug != "special-education":
            member(cast.lead, department, Role.LEAD)
            member(cast.contributor, department, Role.CONTRIBUTOR)
    lifecycle.start_plans(cast.cycle)
    plans = {
        state: Plan.objects.with_place().get(cycle=cast.cycle, department__slug=slug) for slug, state in PLANS.items()
    }
    for state in plans.keys() - {"blank"}:
        fill(plans[state], by=cast.lead)
    for state in ("ready", "submitted", "approved"):
        close_gaps(plans[state], by=cast.lead)
    move_on(plans, cast)
    talk(plans, cast)
    for plan in plans.values():
        refresh_progress(plan)
    people = {**cast.people(), **more_people(cast)}
    word_form = reading(plans["filled"], by=cast.lead)
    return Showroom(cast, people, plans, exports(cast), word_form, laid_out(plans["tried on"], cast))


def reading(plan: Plan, *, by: Any) -> FormReading:
    """Read the real Word form into a plan that has text already: it is being checked."""
    content = (settings.BASE_DIR / "fixtures" / "academics-2020-21.docx").read_bytes()
    return receive(plan, SimpleUploadedFile("academics-2020-21.docx", content), by=by)


def laid_out(plan: Plan, cast: district.Cast) -> FormReading:
    """Lay an earlier plan out for a plan that has text already."""
    earlier = Plan.objects.with_place().get(cycle__label="2019-20", department=cast.department)
    data = to_json(collect(Plan.objects.with_place().get(cycle=cast.cycle, department=cast.department))) | {
        "cycle": "2019-20"
    }
    submission = earlier.submissions.create(
        number=1,
        state="approved",
        document=data,
        sha256=digest(data),
        submitted_at=timezone.now(),
        submitted_by=cast.lead,
    )
    # A plan with rows that came after: each says so.
    Plan.objects.filter(department__slug="facilities").update(carried_from="2019-20")
    name = cast.department
    return begin(plan, Source(submission.pk, "2019-20", name.name, name.slug, 1, submission.state), by=cast.lead)


def member(person: Any, department: Department, role: Role) -> None:
    """Let a person belong to a department."""
    Membership.objects.get_or_create(person=person, department=department, defaults={"role": role})


def fill(plan: Plan, *, by: Any) -> None:
    """Write the real plan, and what the form it comes from had left blank: the chart, the budget, a file of each."""
    document = parse(json.loads((settings.BASE_DIR / "fixtures" / "academics-2020-21.json").read_text()))
    apply(plan, document, by=by)
    head = None
    for place, (name, title) in enumerate(
        (
            ("Julianne S. Reynoso", "Assistant Superintendent"),
            ("Kristina Turley", "Director, Elementary Education"),
            ("", "Coordinator, College and Career"),
        )
    ):
        position = Position.objects.create(
            plan=plan,
            position=place,
            staff_member=name,
            title=title,
            position_number=f"10{place}",
            fte=Decimal("1.00"),
            reports_to=head,
        )
        head = head or position
    for place, (fund, description, amount) in enumerate(
        (
            ("01", "Substitutes for training days, five days at each of the 22 sites", "40000"),
            ("03", "Books", "1250.50"),
            ("01", "Travel", "900"),
        )
    ):
        BudgetLine.objects.create(
            plan=plan,
            position=place,
            fund=fund,
            resource="3010",
            object="1100",
            description=description,
            amount=Decimal(amount),
        )
    for part, ending in ((FilePart.ORG_CHART, "png"), (FilePart.BUDGET, "pdf")):
        attach(plan, part, SimpleUploadedFile(f"{part.label}.{ending}", GOOD[ending]), by=by)
    goal, service = plan.goals.first(), Service.objects.filter(plan=plan).first()
    if goal and service:
        goal.services.add(service)


def close_gaps(plan: Plan, *, by: Any) -> None:
    """Write a word into each blank box of the goals, so that nothing blocks."""
    plan.goals.filter(outcomes="").update(outcomes="<p>Students are prepared.</p>")
    plan.goals.filter(audience="").update(audience="<p>All students</p>")
    for goal in plan.goals.all():
        if not goal.metrics.exists():
            goal.metrics.create(text="<p>Graduation rate</p>")
        if not goal.targets.exists():
            goal.targets.create(text="<p>95%</p>")
    assert [gap.message for gap in checklist.check(collect(plan)) if gap.blocking] == []


def move_on(plans: dict[str, Plan], cast: district.Cast) -> None:
    """Hand plans in, return one, approve one, and keep one of an earlier year."""
    submit_plan(plans["submitted"], by=cast.lead)
    lifecycle.return_plan(plans["submitted"], by=cast.reviewer, reason="Which sites does goal 2 reach?")
    submit_plan(plans["submitted"], by=cast.lead)
    submit_plan(plans["returned"], by=cast.lead, in_spite_of_gaps=True)
    lifecycle.return_plan(plans["returned"], by=cast.reviewer, reason="Please name the outcomes of goals 3 and 4.")
    submit_plan(plans["approved"], by=cast.lead)
    lifecycle.approve(plans["approved"], by=cast.reviewer, note="A strong plan.")
    Plan.objects.filter(pk=plans["returned"].pk).update(extended_due_date=timezone.localdate())
    earlier = PlanningCycle.objects.create(
        label="2019-20", opens=datetime.date(2019, 8, 5), due_date=datetime.date(2019, 10, 7)
    )
    lifecycle.start_plans(earlier, [cast.department])
    Plan.objects.filter(cycle=earlier).update(status=Status.APPROVED, submitted_at=timezone.now())


def talk(plans: dict[str, Plan], cast: district.Cast) -> None:
    """Comment on a plan that is with its reviewer and on one that is written: on rows, on words, on a part; one is resolved."""
    for state in ("filled", "submitted"):
        plan = plans[state]
        goal = plan.goals.first()
        assert goal is not None
        at = Where("goals", goal.id, "goal", "This goal will address how leadership and staff", "engagement of staff")
        asked = commenting.start(plan, at, "Which sites, @Kristina Turley?", by=cast.reviewer, asked_in=1, link="")
        commenting.reply(asked, "All 22.\n\nWe will name them.", by=cast.contributor, link="")
        gone = Where("goals", goal.id, "goal", goal.statement, "words that went")
        commenting.start(plan, gone, "By when?", by=cast.reviewer, asked_in=1, link="")
        done = commenting.start(plan, Where("goals"), "A strong part.", by=cast.reviewer, asked_in=1, link="")
        commenting.resolve(done, by=cast.lead)


def more_people(cast: district.Cast) -> dict[str, Any]:
    """Make somebody with nothing to do, somebody who leads and reviews, and somebody without a password."""
    people = get_user_model().objects
    nobody = people.create_user("nobody@example.org", district.PASSWORD, name="Ari Vance")
    invited = people.create_user("invited@example.org", name="Noa Field")
    both = people.create_user("both@example.org", district.PASSWORD, name="Tessa Park")
    member(both, cast.other_department, Role.LEAD)
    department = Department.objects.get(slug="early-childhood-education")
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=both, department=department)
    ReviewerAssignment.objects.create(cycle=cast.cycle, person=cast.reviewer, department=department)
    return {"nobody": nobody, "invited": invited, "both": both}


def exports(cast: district.Cast) -> dict[str, CycleExport]:
    """Note files of the cycle that are waited for, ready, and failed."""
    common = {"cycle": cast.cycle, "person": cast.reviewer}
    return {
        "running": CycleExport.objects.create(
            **common, kind=CycleExportKind.XLSX, state=CycleExportState.RUNNING, done=3, total=7
        ),
        "done": CycleExport.objects.create(
            **common, kind=CycleExportKind.ZIP, state=CycleExportState.DONE, done=7, total=7, size=4_200_000
        ),
        "failed": CycleExport.objects.create(
            **common, kind=CycleExportKind.XLSX, state=CycleExportState.FAILED, total=7, problem="The disk is full."
        ),
    }
