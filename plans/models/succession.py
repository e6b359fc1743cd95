"""What became of a department from one school year to the next."""

from collections.abc import Collection, Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.cycle import PlanningCycle
from plans.models.organization import Department


class SuccessionKind(models.TextChoices):
    """What became of it."""

    RENAMED = "renamed", _("was renamed to")
    MERGED = "merged", _("was merged into")
    SPLIT = "split", _("was split into")
    CLOSED = "closed", _("was closed")


class Lineage:
    """Who carries on whose history. A district has a handful of successions a year: all are read, and followed here."""

    def __init__(self, edges: Iterable[tuple[int, int, str]]) -> None:
        self.edges = list(edges)

    def behind(self, departments: Collection[int]) -> dict[int, str]:
        """Return the departments whose history these carry on, by key, with the year before which their plans are it."""
        return self._followed(departments, back=True)

    def ahead(self, departments: Collection[int]) -> dict[int, str]:
        """Return the departments that carry on the history of these, by key, with the year from which they do."""
        return self._followed(departments, back=False)

    def _followed(self, departments: Collection[int], *, back: bool) -> dict[int, str]:
        found: dict[int, str] = {}
        waiting = [(department, "9999-99" if back else "") for department in departments]
        while waiting:
            here, limit = waiting.pop()
            for before, after, label in self.edges:
                start, end = (after, before) if back else (before, after)
                # Several ways may lead to one department: the one that hands down the most years counts.
                year = min(limit, label) if back else max(limit, label)
                if start == here and (end not in found or (year > found[end] if back else year < found[end])):
                    found[end] = year
                    waiting.append((end, year))
        return {department: year for department, year in found.items() if department not in departments}


class SuccessionQuerySet(models.QuerySet):
    """Successions."""

    def lineage(self) -> Lineage:
        """Return who carries on whose history, in one statement."""
        return Lineage(self.filter(after__isnull=False).values_list("before_id", "after_id", "cycle__label"))


class Succession(models.Model):
    """A department's plans are carried on by another department from a school year on; or by none, if it was closed."""

    before = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="successors", verbose_name=_("department")
    )
    kind = models.CharField(_("what became of it"), max_length=20, choices=SuccessionKind)
    after = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("carried on by"),
    )
    cycle = models.ForeignKey(
        PlanningCycle, on_delete=models.PROTECT, related_name="successions", verbose_name=_("from the school year")
    )

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession of a department")
        verbose_name_plural = _("successions of departments")
        ordering = ["-cycle__label", "before__name", "after__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after", "cycle"],
                name="succession_once",
                violation_error_message=_("This is noted already."),
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SuccessionKind.values), name="succession_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind="closed", after__isnull=True)
                | ~models.Q(kind="closed") & models.Q(after__isnull=False),
                name="succession_names_who_carries_on",
                violation_error_message=_("Name the department that carries on; none for one that was closed."),
            ),
            models.CheckConstraint(
                condition=models.Q(after__isnull=True) | ~models.Q(after=models.F("before")),
                name="succession_leads_elsewhere",
                violation_error_message=_("A department carries on its own history anyway."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} {self.get_kind_display()} {self.after or ''} ({self.cycle})"
