"""Sentences about plans: who sees which."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery


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
        from plans.models import Membership, ReviewerAssignment

        mine = Membership.objects.filter(person=person, department=OuterRef("department"))
        reviews = ReviewerAssignment.objects.filter(
            Q(department=None) | Q(department=OuterRef("department")), person=person, cycle=OuterRef("cycle")
        )
        return self.annotate(role=Subquery(mine.values("role")[:1]), is_reviewed_by_me=Exists(reviews))

    def visible_to(self, person: Any) -> Self:
        """Keep the plans the person may know of: their departments', those they review; an admin sees all."""
        if not person.is_authenticated or not person.is_active:
            return self.none()
        plans = self.seen_by(person)
        return plans if person.is_staff else plans.filter(Q(role__isnull=False) | Q(is_reviewed_by_me=True))
