"""Load the demonstration district: people to sign in as, and the real 2020-21 plan. Keeps whatever is there."""

import datetime
import json
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from goals.models import Framework, FrameworkGoal
from plans import lifecycle, trail
from plans.models import (
    DecisionKind,
    Department,
    Division,
    EventKind,
    Membership,
    Plan,
    PlanningCycle,
    ReviewerAssignment,
    Role,
    Status,
    SubmissionState,
)
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.schema import digest, parse, to_json
from pusdplans.document.submitting import refresh_progress

PASSWORD = "demo-plan"
LEAD, CONTRIBUTOR, REVIEWER, ADMIN, OTHER_LEAD = (
    f"{name}@example.org" for name in ("lead", "contributor", "reviewer", "admin", "other-lead")
)
PEOPLE = {
    LEAD: "Julianne Reynoso",
    CONTRIBUTOR: "Kristina Turley",
    REVIEWER: "David Rennie",
    ADMIN: "District Admin",
    OTHER_LEAD: "Morgan Ellis",
}
DISTRICT = {
    "Academics": ["Instructional Services", "Special Education", "Early Childhood Education", "Language Assessment"],
    "Business Services": ["Fiscal Services", "Facilities", "Food and Nutrition Services"],
    "Student Services": ["Child Welfare, Attendance and Safety", "Health Services"],
    "Human Resources": ["Human Resources"],
    "Information Technology": ["Technology Services"],
}
FRAMEWORKS = {
    "LCAP": {
        "1": "All students will be prepared for college, career and life",
        "2": "Schools are engaging, safe and welcoming for students and families",
        "3": "Every student is taught by well-prepared, supported staff",
    },
    "Strategic Plan": {"A": "Academic excellence", "B": "Equity and access", "C": "Family and community engagement"},
    "Board resolution": {"2020-BS": "Commitment to Black Students"},
}


def slug_of(name: str) -> str:
    """Return a department's name as it stands in addresses."""
    from django.utils.text import slugify

    return slugify(name)[:80]


class Command(BaseCommand):
    """`load_demo`: safe to run again; it adds what is missing and changes nothing."""

    help = "Load the demonstration district. Never in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the district, and say how to sign in."""
        if settings.PRODUCTION:
            raise CommandError("Demonstration data is not loaded with production settings.")
        with transaction.atomic():
            self.people()
            self.district()
            self.cycles()
        self.stdout.write("People to sign in as, all with the password " + PASSWORD + ":")
        for email, name in PEOPLE.items():
            self.stdout.write(f"  {email:<26} {name}")

    def people(self) -> None:
        """Make the people who are not there yet."""
        people = get_user_model().objects
        for email, name in PEOPLE.items():
            if not people.filter(email=email).exists():
                is_admin = email == ADMIN
                people.create_user(email, PASSWORD, name=name, is_staff=is_admin, is_superuser=is_admin)

    def district(self) -> None:
        """Make divisions, departments, memberships and frameworks."""
        for division_name, departments in DISTRICT.items():
            division, _made = Division.objects.get_or_create(name=division_name)
            for name in departments:
                Department.objects.get_or_create(slug=slug_of(name), defaults={"name": name, "division": division})
        people = {person.email: person for person in get_user_model().objects.filter(email__in=PEOPLE)}
        for email, slug, role in (
            (LEAD, "instructional-services", Role.LEAD),
            (CONTRIBUTOR, "instructional-services", Role.CONTRIBUTOR),
            (OTHER_LEAD, "special-education", Role.LEAD),
        ):
            department = Department.objects.get(slug=slug)
            Membership.objects.get_or_create(person=people[email], department=department, defaults={"role": role})
        for name, entries in FRAMEWORKS.items():
            framework, _made = Framework.objects.get_or_create(name=name)
            for code, text in entries.items():
                FrameworkGoal.objects.get_or_create(framework=framework, code=code, defaults={"text": text})

    def cycles(self) -> None:
        """Make 2020-21 with the real plan, and the school year of today, due within weeks."""
        reviewer = get_user_model().objects.get(email=REVIEWER)
        today = timezone.localdate()
        first_year = today.year if today.month >= 7 else today.year - 1
        historic = self.cycle(2020, datetime.date(2020, 8, 3), datetime.date(2020, 10, 5), reviewer)
        current = self.cycle(
            first_year, today - datetime.timedelta(days=20), today + datetime.timedelta(days=13), reviewer
        )
        if current:
            lifecycle.start_plans(current)
        if historic:
            department = Department.objects.get(slug="instructional-services")
            lifecycle.start_plans(historic, [department])
            plan = Plan.objects.with_place().get(cycle=historic, department=department)
            apply(plan, parse(json.loads((settings.BASE_DIR / "fixtures" / "academics-2020-21.json").read_text())))
            refresh_progress(plan)
            self.approve(plan, reviewer)

    def approve(self, plan: Plan, reviewer: Any) -> None:
        """Let the real plan have been submitted and approved in its own year, so that the next can start from it."""
        lead = get_user_model().objects.get(email=LEAD)
        data = to_json(collect(plan))
        days = [timezone.make_aware(datetime.datetime(2020, 10, day, 10)) for day in (2, 9)]
        submission = plan.submissions.create(
            number=1,
            state=SubmissionState.APPROVED,
            document=data,
            sha256=digest(data),
            submitted_at=days[0],
            submitted_by=lead,
        )
        submission.decisions.create(kind=DecisionKind.APPROVE, decided_by=reviewer, decided_at=days[1])
        Plan.objects.filter(pk=plan.pk).update(status=Status.APPROVED, submitted_at=days[0])
        trail.note(plan, EventKind.SUBMITTED, lead, via="command", version=1)
        trail.note(plan, EventKind.APPROVED, reviewer, via="command", version=1)

    def cycle(self, year: int, opens: datetime.date, due: datetime.date, reviewer: Any) -> PlanningCycle | None:
        """Make a cycle with its reviewer; None if it is there already."""
        label = f"{year}-{(year + 1) % 100:02d}"
        cycle, made = PlanningCycle.objects.get_or_create(label=label, defaults={"opens": opens, "due_date": due})
        if made:
            ReviewerAssignment.objects.create(cycle=cycle, person=reviewer)
        return cycle if made else None
