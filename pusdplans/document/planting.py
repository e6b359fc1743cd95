"""Writes a made-up district of any size into the tables, beside whatever is there, in bulk."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from goals.models import Framework, FrameworkGoal
from plans import trail
from plans.models import (
    Decision,
    DecisionKind,
    Department,
    Division,
    Event,
    EventKind,
    Membership,
    Plan,
    PlanningCycle,
    ReviewerAssignment,
    Role,
    Status,
    Submission,
    SubmissionState,
    end_of_day,
)
from pusdplans.document import checklist, schema, seeding
from pusdplans.document.apply import fill_new

BATCH = 50
REVIEWERS = 5
# What became of a plan, with how often: last year's are nearly all approved, this year's are under way.
EARLIER = {Status.APPROVED: 46, Status.RETURNED: 2, Status.SUBMITTED: 2}
CURRENT = {
    Status.NOT_STARTED: 8,
    Status.IN_PROGRESS: 16,
    Status.SUBMITTED: 12,
    Status.RETURNED: 6,
    Status.APPROVED: 8,
}
REASONS = (
    "Please give a baseline for each target.",
    "The budget lines do not add up to what the goals need: please look again.",
    "Goal 1 names no audience we could recognize. Who is it for?",
)


class AlreadyPlanted(Exception):
    """A made-up district is there already."""


@transaction.atomic
def plant(
    *,
    departments: int,
    years: int,
    seed: int,
    goals: int | None = None,
    password: str | None = None,
    told: Callable[[int], Any] = lambda plans: None,
) -> int:
    """Make the district, and return how many plans it has; `told` hears of each batch. Raises AlreadyPlanted.

    Everybody in it has the one password, or none that works. Cycles that are there already are used as they are.
    """
    return _District(seed, goals, password).plant(departments, years, told)


def first_years(years: int) -> list[int]:
    """Return the calendar years in which the last school years began, the current one last."""
    today = timezone.localdate()
    current = today.year if today.month >= 7 else today.year - 1
    return list(range(current - years + 1, current + 1))


class _District:
    """One making of one district."""

    def __init__(self, seed: int, goals: int | None, password: str | None) -> None:
        self.seed = seed
        self.goals = goals
        self.password = make_password(password)
        self.now = timezone.now()

    def plant(self, count: int, years: int, told: Callable[[int], Any]) -> int:
        names = seeding.department_names(count)
        there = Department.objects.filter(name__in=names[:500]).first()
        if there:
            raise AlreadyPlanted(there.name)
        self.frameworks()
        departments = self.departments(names)
        self.leads = self.members(departments)
        self.reviewers = self.people("reviewer", min(REVIEWERS, count))
        for year in first_years(years):
            cycle = self.cycle(year, departments)
            plans = [Plan(cycle=cycle, department=each) for each in departments]
            for start in range(0, count, BATCH):
                batch = plans[start : start + BATCH]
                self.fill(batch, CURRENT if year == first_years(1)[0] else EARLIER)
                told(len(batch))
        return count * years

    def frameworks(self) -> None:
        framework, _made = Framework.objects.get_or_create(name=seeding.FRAMEWORK)
        rows = [FrameworkGoal(framework=framework, code=code, text=text) for code, text in seeding.ENTRIES.items()]
        FrameworkGoal.objects.bulk_create(rows, ignore_conflicts=True)

    def departments(self, names: list[str]) -> list[Department]:
        Division.objects.bulk_create([Division(name=name) for name in seeding.DIVISIONS], ignore_conflicts=True)
        divisions = list(Division.objects.filter(name__in=seeding.DIVISIONS).order_by("name"))
        rows = [
            Department(division=divisions[index % len(divisions)], name=name, slug=slugify(name)[:80])
            for index, name in enumerate(names)
        ]
        return Department.objects.bulk_create(rows, batch_size=500)

    def people(self, kind: str, count: int) -> list[Any]:
        user = get_user_model()
        rows = [
            user(
                email=f"{kind}.{number}@seeded.example.org",
                name=seeding.person_name(seeding.chance(self.seed, kind, number)),
                password=self.password,
            )
            for number in range(1, count + 1)
        ]
        return user.objects.bulk_create(rows, batch_size=500)

    def members(self, departments: list[Department]) -> list[Any]:
        """Give each department a lead, a contributor and a viewer. Returns the leads."""
        rows: list[Membership] = []
        leads: list[Any] = []
        for role in Role:
            people = self.people(role.value, len(departments))
            leads = people if role == Role.LEAD else leads
            rows += [
                Membership(person=person, department=department, role=role)
                for person, department in zip(people, departments, strict=True)
            ]
        Membership.objects.bulk_create(rows, batch_size=500)
        return leads

    def cycle(self, year: int, departments: list[Department]) -> PlanningCycle:
        opens, due = datetime.date(year, 8, 3), datetime.date(year, 10, 5)
        opens = min(opens, timezone.localdate() - datetime.timedelta(days=20))
        label = f"{year}-{(year + 1) % 100:02d}"
        cycle, _made = PlanningCycle.objects.get_or_create(label=label, defaults={"opens": opens, "due_date": due})
        rows = [
            ReviewerAssignment(cycle=cycle, person=self.reviewer(index), department=department)
            for index, department in enumerate(departments)
        ]
        ReviewerAssignment.objects.bulk_create(rows, batch_size=500)
        self.place = {department.pk: index for index, department in enumerate(departments)}
        return cycle

    def reviewer(self, index: int) -> Any:
        return self.reviewers[index % len(self.reviewers)]

    def fill(self, plans: list[Plan], outcomes: dict[Status, int]) -> None:
        """Write a batch of plans of one cycle with all their rows and all that happened to them."""
        lives = [_Life(self, plan, outcomes) for plan in plans]
        Plan.objects.bulk_create(plans, batch_size=500)
        fill_new([(life.plan, life.document) for life in lives], at=self.now)
        submissions = [each for life in lives for each in life.submissions]
        Submission.objects.bulk_create(submissions, batch_size=100)
        Decision.objects.bulk_create([each for life in lives for each in life.decisions], batch_size=500)
        for life in lives:
            life.end()
        trail.add([each for life in lives for each in life.events])


class _Life:
    """What is in one plan, and what happened to it."""

    def __init__(self, district: _District, plan: Plan, outcomes: dict[Status, int]) -> None:
        index = district.place[plan.department_id]
        dice = seeding.chance(district.seed, plan.department.name, plan.cycle.label)
        self.plan, self.dice = plan, dice
        self.lead, self.reviewer = district.leads[index], district.reviewer(index)
        self.submissions: list[Submission] = []
        self.decisions: list[Decision] = []
        self.events: list[Event] = []
        plan.status = dice.choices(list(outcomes), list(outcomes.values()))[0]
        handed_in = plan.status not in (Status.NOT_STARTED, Status.IN_PROGRESS)
        review = schema.Review.model_construct(reviewer=self.reviewer.name, due=plan.cycle.due_date)
        place: dict[str, Any] = {
            "cycle": plan.cycle.label,
            "division": plan.department.division.name,
            "department": plan.department.name,
        }
        self.document = (
            schema.PlanDocument.model_construct(**place, review=review)
            if plan.status == Status.NOT_STARTED
            else seeding.document(dice, **place, review=review, goals=district.goals, finished=handed_in)
        )
        self.begin(min(end_of_day(plan.cycle.due_date), district.now))
        if handed_in:
            self.hand_in()
        plan.progress, plan.progress_at = checklist.progress(self.document), plan.changed_at

    def begin(self, until: datetime.datetime) -> None:
        """Spread what happens between the cycle's opening and the due date, or today."""
        opened = end_of_day(self.plan.cycle.opens)
        self.step = max(until - opened, datetime.timedelta(days=1)) / 8
        self.plan.changed_at = until - self.step * 7
        if self.plan.status != Status.NOT_STARTED:
            self.note(EventKind.STARTED, self.lead)

    def hand_in(self) -> None:
        """Submit the plan, some after a first version that came back, and decide about it as its status says."""
        status = self.plan.status
        if status == Status.RETURNED or not self.dice.randrange(4):
            self.submit(self.document.model_copy(update={"budget": schema.Budget()}))
            self.decide(EventKind.RETURNED, DecisionKind.RETURN, self.dice.choice(REASONS))
        if status != Status.RETURNED:
            self.submit(self.document)
        if status == Status.APPROVED:
            self.decide(EventKind.APPROVED, DecisionKind.APPROVE, "")

    def submit(self, document: schema.PlanDocument) -> None:
        self.plan.changed_at += self.step
        self.plan.submitted_at = self.plan.changed_at
        data = schema.to_json(document)
        submission = Submission(
            plan=self.plan,
            number=len(self.submissions) + 1,
            document=data,
            sha256=schema.digest(data),
            submitted_at=self.plan.changed_at,
            submitted_by=self.lead,
            is_late=self.plan.changed_at >= self.plan.deadline,
        )
        self.submissions.append(submission)
        self.note(EventKind.SUBMITTED, self.lead, version=submission.number, late=submission.is_late)

    def decide(self, event: EventKind, kind: DecisionKind, reason: str) -> None:
        self.plan.changed_at += self.step
        submission = self.submissions[-1]
        submission.state = SubmissionState.APPROVED if kind == DecisionKind.APPROVE else SubmissionState.RETURNED
        at, who = self.plan.changed_at, self.reviewer
        self.decisions.append(Decision(submission=submission, kind=kind, reason=reason, decided_by=who, decided_at=at))
        self.note(event, who, version=submission.number, reason=reason)

    def note(self, kind: EventKind, person: Any, **detail: Any) -> None:
        event = trail.prepared(self.plan, kind, person, **detail)
        event.happened_at = self.plan.changed_at
        self.events.append(event)

    def end(self) -> None:
        """End what is made up: its rows came without events, so that only from here on each change is one."""
        self.note(EventKind.BEGAN, None)
        for event in self.events:
            # Only now that the plan is stored has it a key.
            event.plan = self.plan
