"""Sentences about plans: who sees which."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, CharField, F, Func, IntegerField, Q, TextField, Value


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


# All that is said about a plan, as JSON: one list for each comment, of its thread and of itself. One expression, so that
# it comes along with a plan that is asked for anyway.
SAID = (
    "(SELECT CAST(json_group_array(json_array(id, part, row_key, kind, title, quote, prefix, suffix, asked_in,"
    " resolver, resolved_at, resolved_in, author_id, author, text, mentions, written_at)) AS text) FROM ("
    "SELECT thread.id, part, row_key, kind, title, quote, prefix, suffix, asked_in, COALESCE(NULLIF(resolver.name, ''), resolver.email) AS resolver,"
    " resolved_at, resolved_in, author_id, COALESCE(NULLIF(author.name, ''), author.email) AS author, text, mentions, written_at"
    " FROM plans_comment AS said JOIN plans_commentthread AS thread ON thread.id = said.thread_id"
    " JOIN accounts_user AS author ON author.id = said.author_id"
    " LEFT JOIN accounts_user AS resolver ON resolver.id = thread.resolved_by_id"
    " WHERE thread.plan_id = {0} ORDER BY thread.id, said.id) AS conversation)"
)
OPEN_THREADS = "(SELECT COUNT(*) FROM plans_commentthread WHERE plan_id = {0} AND resolved_at IS NULL)"
# Who began the open ones, or wrote into them since, other than the person who asks.
WHO_SPEAKS = (
    "(SELECT GROUP_CONCAT(name, ', ') FROM (SELECT DISTINCT author.name FROM plans_comment AS said"
    " JOIN plans_commentthread AS thread ON thread.id = said.thread_id"
    " JOIN accounts_user AS author ON author.id = said.author_id"
    " WHERE thread.plan_id = {0} AND thread.resolved_at IS NULL AND said.author_id <> {1} ORDER BY 1) AS speakers)"
)


class AsJson(Asked):
    """Like Asked, for a question that answers with JSON: its functions as SQLite calls them."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        """Return the SQL in PostgreSQL's words."""
        sql, values = self.as_sql(compiler, connection)
        return sql.replace("json_group_array(", "json_agg(").replace("json_array(", "json_build_array("), values


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

    def with_comments(self) -> Self:
        """Bring along all that is said about each plan, as `said`; `plans.conversation` reads it."""
        return self.annotate(said=AsJson(SAID, F("pk"), output_field=TextField()))

    def with_open_comments(self, person: Any) -> Self:
        """Note how many threads are open on each plan, `open_threads`, and who but the person spoke in them: `speakers`."""
        me = Value(person.pk)
        return self.annotate(
            open_threads=Asked(OPEN_THREADS, F("pk"), output_field=IntegerField()),
            speakers=Listed(WHO_SPEAKS, F("pk"), me, output_field=CharField(null=True)),
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
