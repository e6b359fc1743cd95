"""Sentences about plans: who sees which."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, CharField, F, Func, Q, Value


class Asked(Func):
    """A question about each plan and one person, as SQL with a place for each expression, in their order.

    Every page asks these two, and composing them as subqueries took three times as long as answering them.
    """

    def __init__(self, sql: str, *expressions: Any, output_field: models.Field) -> None:
        super().__init__(*expressions, output_field=output_field)
        self.sql = sql

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """Return the SQL, with the person's key as a parameter."""
        found = [compiler.compile(each) for each in self.source_expressions]
        return self.sql.format(*(sql for sql, _values in found)), [value for _sql, values in found for value in values]


class Listed(Asked):
    """Like Asked, for a question that answers with texts joined by commas: `GROUP_CONCAT`, as SQLite calls it."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """Return the SQL in PostgreSQL's words."""
        sql, values = self.as_sql(compiler, connection)
        return sql.replace("GROUP_CONCAT(", "STRING_AGG("), values


ROLE = "(SELECT role FROM plans_membership WHERE department_id = {0} AND person_id = {1})"
REVIEWS = (
    "EXISTS (SELECT 1 FROM plans_reviewerassignment AS mine WHERE mine.cycle_id = {0}"
    " AND (mine.department_id IS NULL OR mine.department_id = {1}) AND mine.person_id = {2})"
)

# What a person reviews in a cycle: 2 for all departments, 1 for some, nothing for none.
OVERSIGHT = (
    "(SELECT MAX(CASE WHEN department_id IS NULL THEN 2 ELSE 1 END) FROM plans_reviewerassignment"
    " WHERE cycle_id = {0} AND person_id = {1})"
)
OVERSEEN = (
    "(SELECT GROUP_CONCAT(label, ',') FROM (SELECT label FROM plans_planningcycle AS other WHERE {0} OR EXISTS (SELECT 1"
    " FROM plans_reviewerassignment AS mine WHERE mine.cycle_id = other.id AND mine.person_id = {1})"
    " ORDER BY label DESC) AS overseen)"
)


class PlanQuerySet(models.QuerySet):
    """Plans."""

    def in_cycle(self, cycle: Any) -> Self:
        """Keep the plans of one cycle."""
        return self.filter(cycle=cycle)

    def with_place(self) -> Self:
        """Bring cycle, department and division along."""
        return self.select_related("cycle", "department__division")

    def seen_by(self, person: Any) -> Self:
        """Note on each plan what the person is to it: `role` (or None) and `is_reviewed_by_me`."""
        me = Value(person.pk)
        return self.annotate(
            role=Asked(ROLE, F("department_id"), me, output_field=CharField(null=True)),
            is_reviewed_by_me=Asked(REVIEWS, F("cycle_id"), F("department_id"), me, output_field=BooleanField()),
        )

    def handed_down_to(self, person: Any) -> Self:
        """Keep the plans of departments whose history the person's departments carry on: to read, as a viewer does.

        Asked only where `visible_to` found nothing, and where earlier years are listed, so that no other page is slower.
        """
        from plans.models import Role, Succession

        if not person.is_authenticated or not person.is_active:
            return self.none()
        mine = list(person.memberships.values_list("department_id", flat=True))
        handed = Q(pk__in=[])
        for department, year in (Succession.objects.lineage().behind(mine) if mine else {}).items():
            handed |= Q(department=department, cycle__label__lt=year)
        viewer, no = Value(Role.VIEWER.value, CharField()), Value(False, BooleanField())
        return self.filter(handed).annotate(role=viewer, is_reviewed_by_me=no)

    def visible_to(self, person: Any) -> Self:
        """Keep the plans the person may know of: their departments', those they review; an admin sees all."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        plans = self.seen_by(person)
        return plans if person.is_staff else plans.filter(Q(role__isnull=False) | Q(is_reviewed_by_me=True))
