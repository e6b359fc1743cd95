"""Makes up the words of a district: departments, people and plan documents; the same seed gives the same ones.

Pure: knows no table and no clock. `pusdplans.document.planting` writes it down.
"""

import random
from datetime import date
from decimal import Decimal
from itertools import product
from uuid import UUID

from pusdplans.document import schema

DIVISIONS = (
    "Teaching and Learning",
    "School Support",
    "Operations",
    "Finance",
    "Family and Community",
    "Talent",
    "Data and Technology",
    "Student Wellness",
)
_FIELDS = (
    "Payroll", "Purchasing", "Transportation", "Custodial Services", "Grounds and Maintenance", "Risk Management",
    "Grants Office", "Accounting", "Warehouse", "Print Shop", "Network Services", "Data Reporting", "Help Desk",
    "Assessment and Research", "Library Services", "Visual and Performing Arts", "Career Pathways", "Adult Learning",
    "Athletics Office", "Counseling Services", "School Nursing", "Psychological Services", "Foster and Homeless Youth",
    "Family Engagement", "Translation Office", "Communications", "Community Schools", "After-School Programs",
    "Summer Programs", "Preschool Programs", "Multilingual Programs", "Mathematics Office", "Literacy Office",
    "Science Office", "History Office", "Physical Education", "Magnet Programs", "School Safety", "Enrollment Office",
    "Recruitment", "Benefits", "Labor Relations", "Staff Learning", "Legal Office", "Board Services", "Archives",
)  # fmt: skip
_AREAS = ("", "North", "South", "East", "West", "Central", "Elementary", "Middle Schools", "High Schools", "Charter")
_FIRST = (
    "Ana", "Ben", "Carla", "David", "Elena", "Femi", "Grace", "Hiro", "Ines", "Jamal", "Kim", "Luis", "Maya", "Noah",
    "Olga", "Priya", "Quinn", "Rosa", "Sam", "Tessa", "Uma", "Victor", "Wendy", "Xavier", "Yara", "Zoë",
)  # fmt: skip
_LAST = (
    "Alvarez", "Brooks", "Chen", "Diaz", "Edwards", "Flores", "Garcia", "Hayashi", "Ibrahim", "Johnson", "Kaplan",
    "Lopez", "Martin", "Nguyen", "O'Neil", "Park", "Quintero", "Rivera", "Singh", "Torres", "Usman", "Vargas", "Walker",
    "Yamada", "Zhang",
)  # fmt: skip
_VERBS = ("Strengthen", "Expand", "Improve", "Simplify", "Coordinate", "Renew", "Build", "Monitor", "Review", "Support")
_THINGS = (
    "early literacy instruction", "attendance outreach", "counseling referrals", "site budgets", "family workshops",
    "new-teacher coaching", "mathematics pathways", "college and career advising", "enrollment procedures",
    "restorative practices", "network security", "bus routing", "invoice processing", "health screenings",
    "language-access services", "data dashboards", "curriculum maps", "grant reporting", "facility inspections",
)  # fmt: skip
_FOR_WHOM = (
    "English learners", "students with disabilities", "all principals", "families of foster youth", "site office staff",
    "first-year teachers", "secondary students", "African American students", "community partners", "all students",
)  # fmt: skip
_MEASURES = (
    ("chronic absence rate", "CALPADS", "%"), ("graduation rate", "California Dashboard", "%"),
    ("invoices paid on time", "Business system", "%"), ("families attending workshops", "Sign-in sheets", "families"),
    ("students meeting A-G requirements", "CALPADS", "%"), ("days to close a request", "Help desk", "days"),
    ("staff trained", "Training records", "people"), ("suspension rate", "California Dashboard", "%"),
    ("favorable answers", "Climate survey", "%"), ("reclassification rate", "ELPAC", "%"),
)  # fmt: skip
_TITLES = ("Director", "Coordinator", "Program Specialist", "Analyst", "Administrative Assistant", "Technician")
_LINES = (
    ("01.0", "0000", "1300", "Certificated supervisors"),
    ("01.0", "0000", "2400", "Clerical salaries"),
    ("01.0", "3010", "4300", "Materials and supplies"),
    ("01.0", "3010", "5800", "Contracted services"),
    ("01.0", "6500", "5200", "Travel and conferences"),
    ("01.0", "0000", "3000", "Employee benefits"),
)
FRAMEWORK = "District Priorities"
ENTRIES = {
    "1": "Every student reads, writes and reasons at grade level",
    "2": "Every school is safe, welcoming and healthy",
    "3": "Families are partners",
    "4": "Resources follow need and are well used",
}


def chance(seed: int, *about: object) -> random.Random:
    """Return the dice for one thing of the district, so that it comes out the same whatever is made before it."""
    return random.Random("/".join(map(str, (seed, *about))))


def department_names(count: int) -> list[str]:
    """Return that many different names, the plainest first."""
    names = [f"{field}, {area}" if area else field for area, field in product(_AREAS, _FIELDS)]
    return [
        names[index % len(names)] + (f" {index // len(names) + 1}" if index >= len(names) else "")
        for index in range(count)
    ]


def person_name(dice: random.Random) -> str:
    """Return a made-up name."""
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"


def document(
    dice: random.Random,
    *,
    cycle: str,
    division: str,
    department: str,
    review: schema.Review,
    goals: int | None = None,
    finished: bool = True,
) -> schema.PlanDocument:
    """Return a department's plan. `goals`: how many, else 2 to 6; an unfinished plan lacks parts, as drafts do."""
    made = _Author(dice, int(cycle[:4]))
    services = made.services()
    heads = [each.id for each in services if each.id]
    count = dice.randint(2, 6) if goals is None else goals
    kept = count if finished else (count + 1) // 2
    return schema.PlanDocument.model_construct(
        format=schema.FORMAT,
        cycle=cycle,
        division=division,
        department=department,
        purpose=f"<p>{department} exists to {made.deed().lower()}, so that every school can rely on it.</p>",
        theory_of_action=made.theory(),
        contacts=tuple(made.contact() for _each in range(dice.randint(1, 3))),
        services=services,
        goals=tuple(made.goal(heads, finished or not dice.randrange(3)) for _each in range(kept)),
        positions=made.positions() if finished else (),
        org_chart_files=(),
        budget=made.budget() if finished else schema.Budget(),
        review=review,
        unplaced=(),
    )


class _Author:
    """Writes the parts of one plan."""

    def __init__(self, dice: random.Random, year: int) -> None:
        self.dice = dice
        self.year = year

    def id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def deed(self) -> str:
        return f"{self.dice.choice(_VERBS)} {self.dice.choice(_THINGS)} for {self.dice.choice(_FOR_WHOM)}"

    def theory(self) -> schema.TheoryOfAction:
        kinds = ("if", *["and"] * self.dice.randint(1, 4), "then")
        make = schema.Clause.model_construct
        return schema.TheoryOfAction.model_construct(
            clauses=tuple(make(id=self.id(), kind=kind, text=f"we {self.deed().lower()},") for kind in kinds),
            prose=None,
        )

    def contact(self) -> schema.Contact:
        name = person_name(self.dice)
        address = name.lower().replace(" ", ".").replace("'", "").replace("ë", "e")
        return schema.Contact.model_construct(
            id=self.id(), name=name, phone=f"X8{self.dice.randint(1000, 9999)}", email=f"{address}@example.org"
        )

    def line(self, items: tuple[schema.OutlineItem, ...] = ()) -> schema.OutlineItem:
        return schema.OutlineItem.model_construct(id=self.id(), text=self.deed(), items=items)

    def services(self) -> tuple[schema.OutlineItem, ...]:
        groups = self.dice.randint(2, 4)
        return tuple(
            self.line(tuple(self.line() for _line in range(self.dice.randint(1, 4)))) for _group in range(groups)
        )

    def goal(self, services: list[UUID], finished: bool) -> schema.Goal:
        dice, deed = self.dice, self.deed()
        metrics = tuple(self.metric() for _each in range(3))
        entries = sorted(dice.sample(sorted(ENTRIES), dice.randint(1, 2)))
        return schema.Goal.model_construct(
            id=self.id(),
            focus=dice.choice(_THINGS).capitalize(),
            statement=f"<p>{deed} in {self.year}-{(self.year + 1) % 100:02d}.</p>",
            outcomes=f"<p>{self.deed()}.</p><ul><li>{self.deed()}</li><li>{self.deed()}</li></ul>"
            if finished
            else None,
            audience=f"<p>{dice.choice(_FOR_WHOM).capitalize()}</p>",
            alignments=tuple(
                schema.Alignment.model_construct(framework=FRAMEWORK, code=code, text=ENTRIES[code]) for code in entries
            ),
            services=tuple(dice.sample(services, 1)),
            metrics=metrics,
            targets=tuple(self.target(metric) for metric in metrics) if finished else (),
            actions=tuple(self.action(finished) for _each in range(3)),
        )

    def metric(self) -> schema.Metric:
        what, source, unit = self.dice.choice(_MEASURES)
        return schema.Metric.model_construct(id=self.id(), text=f"<p>{what.capitalize()}</p>", source=source, unit=unit)

    def target(self, metric: schema.Metric) -> schema.Target:
        before = self.dice.randint(10, 80)
        after = before + self.dice.randint(2, 15)
        return schema.Target.model_construct(
            id=self.id(),
            text=f"<p>From {before} to {after} by June {self.year + 1}</p>",
            metric=metric.id,
            baseline=f"{before} in {self.year - 1}-{self.year % 100:02d}" if self.dice.randrange(5) else None,
            value=str(after),
            due=date(self.year + 1, 6, 30),
        )

    def action(self, finished: bool) -> schema.Action:
        more = self.dice.randrange(3) == 0 if finished else None
        return schema.Action.model_construct(
            id=self.id(),
            text=self.deed(),
            items=(self.line(),),
            additional_resources=more,
            resource_note="Substitutes and materials" if more else None,
            estimated_cost=Decimal(self.dice.randint(1, 80) * 500).quantize(Decimal("0.01")) if more else None,
            estimated_fte=None,
        )

    def positions(self) -> tuple[schema.Position, ...]:
        head = self.position(_TITLES[0], None)
        rest = self.dice.randint(2, 7)
        return (head, *(self.position(self.dice.choice(_TITLES[1:]), head.id) for _each in range(rest)))

    def position(self, title: str, head: UUID | None) -> schema.Position:
        vacant = head is not None and not self.dice.randrange(8)
        return schema.Position.model_construct(
            id=self.id(),
            name=None if vacant else person_name(self.dice),
            title=title,
            position_number=str(self.dice.randint(10_000, 99_999)),
            fte=Decimal(self.dice.choice(("1.00", "1.00", "0.50", "0.80"))),
            reports_to=head,
        )

    def budget(self) -> schema.Budget:
        lines = tuple(
            schema.BudgetLine.model_construct(
                id=self.id(),
                fund=fund,
                resource=resource,
                object=code,
                description=what,
                amount=Decimal(self.dice.randint(2, 400) * 1000).quantize(Decimal("0.01")),
                fte=None,
            )
            for fund, resource, code, what in self.dice.sample(_LINES, self.dice.randint(2, len(_LINES)))
        )
        return schema.Budget.model_construct(lines=lines, note=None, files=())
