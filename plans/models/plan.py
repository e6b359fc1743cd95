"""The plan of one department for one cycle, and the texts that stand once in it."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.cycle import PlanningCycle, end_of_day
from plans.models.organization import Department
from plans.models.row import Row
from plans.querysets import PlanQuerySet


class Status(models.TextChoices):
    """Where a plan is in its life."""

    NOT_STARTED = "not-started", _("Not started")
    IN_PROGRESS = "in-progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


EDITABLE = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.RETURNED)


class Plan(models.Model):
    """One department's annual plan for one school year."""

    cycle = models.ForeignKey(
        PlanningCycle, on_delete=models.PROTECT, related_name="plans", verbose_name=_("planning cycle")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="plans", verbose_name=_("department")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NOT_STARTED, editable=False)
    extended_due_date = models.DateField(_("extended due date"), null=True, blank=True, editable=False)
    extension_reason = models.TextField(_("reason for the extension"), blank=True, editable=False)
    carried_from = models.CharField(
        _("carried from"), max_length=7, blank=True, editable=False, help_text=_("The school year its rows come from.")
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    progress = models.JSONField(_("progress"), default=dict, blank=True, editable=False)
    progress_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    # What a person is to the plan: only there on plans that come from `seen_by` or `visible_to`.
    role: str | None
    is_reviewed_by_me: bool

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-cycle__label", "department__name"]
        indexes = [models.Index(fields=["cycle", "status"], name="plan_by_cycle_and_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "cycle"],
                name="plan_once",
                violation_error_message=_("This department has a plan for this school year already."),
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="plan_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.cycle}"

    @property
    def is_editable(self) -> bool:
        """Whether its rows may be changed."""
        return self.status in EDITABLE

    @property
    def due_date(self) -> datetime.date:
        """The last day to submit, in the district's time: the cycle's, or this plan's own after an extension."""
        return self.extended_due_date or self.cycle.due_date

    @property
    def deadline(self) -> datetime.datetime:
        """The moment from which a submission is late."""
        return end_of_day(self.due_date)


class PlanPart(models.TextChoices):
    """The rich texts that stand once in a plan."""

    PURPOSE = "purpose", _("Department statement of purpose")
    BUDGET_NOTE = "budget_note", _("Budget note")


class PlanText(Row):
    """One of the rich texts that stand once in a plan; the purpose stands in both paper forms, and is stored once."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="texts", verbose_name=_("plan"))
    part = models.CharField(_("part"), max_length=20, choices=PlanPart)
    text = models.TextField(_("text"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("text of a plan")
        verbose_name_plural = _("texts of plans")
        constraints = [models.UniqueConstraint(fields=["plan", "part"], name="plan_text_once")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}, {self.plan}"


class UnplacedText(Row):
    """Text of an imported form that has no field: kept, with the place it stood in, until somebody places it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="unplaced", verbose_name=_("plan"))
    where = models.TextField(_("where it stood"), blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("unplaced text")
        verbose_name_plural = _("unplaced texts")

    def __str__(self) -> str:
        return self.where
