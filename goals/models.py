"""Goals, what they are aligned to, and the actions under them (form, parts B and E)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import OutlineRow, Plan, Row, Service
from plans.models.row import AMOUNT_MESSAGE, FTE_MESSAGE, MOST_AMOUNT, MOST_FTE, amount_range


class Framework(models.Model):
    """A named plan of the district that goals are aligned to: LCAP, Strategic Plan, a board resolution."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    first_year = models.PositiveSmallIntegerField(
        _("from school year"), null=True, blank=True, help_text=_("Like 2020 for 2020-21.")
    )
    last_year = models.PositiveSmallIntegerField(
        _("to school year"), null=True, blank=True, help_text=_("Blank means still in force.")
    )

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_year__isnull=True)
                | models.Q(last_year__isnull=True)
                | models.Q(last_year__gte=models.F("first_year")),
                name="framework_years_in_order",
                violation_error_message=_("The last school year lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class FrameworkGoal(models.Model):
    """One entry of a framework ("LCAP 2")."""

    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="goals", verbose_name=_("framework")
    )
    code = models.CharField(_("number or letter"), max_length=40)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("framework entry")
        verbose_name_plural = _("framework entries")
        ordering = ["framework__name", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="framework_goal_once",
                violation_error_message=_("This framework has an entry with this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.code}"


class Goal(Row):
    """A numbered goal: a statement with a named focus, outcomes and targeted audience (form, part B)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals", verbose_name=_("plan"))
    focus = models.CharField(_("focus"), max_length=300, blank=True)
    statement = models.TextField(_("goal"), blank=True)
    outcomes = models.TextField(_("outcomes"), blank=True)
    audience = models.TextField(_("targeted audience"), blank=True)
    alignments = models.ManyToManyField(
        FrameworkGoal, through="Alignment", related_name="goals", verbose_name=_("aligned to")
    )
    services = models.ManyToManyField(Service, through="GoalService", related_name="goals", verbose_name=_("services"))

    class Meta(Row.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self) -> str:
        return self.focus or self.statement[:80]


class Alignment(models.Model):
    """A goal serves an entry of a framework."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="alignment_links")
    framework_goal = models.ForeignKey(
        FrameworkGoal, on_delete=models.PROTECT, related_name="alignment_links", verbose_name=_("framework entry")
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("alignment")
        verbose_name_plural = _("alignments")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["goal", "framework_goal"], name="alignment_once")]

    def __str__(self) -> str:
        return f"{self.goal}: {self.framework_goal}"


class GoalService(models.Model):
    """A service carries a goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="service_links")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="goal_links")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("service of a goal")
        verbose_name_plural = _("services of goals")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["goal", "service"], name="goal_service_once")]

    def __str__(self) -> str:
        return f"{self.goal}: {self.service}"


class Action(OutlineRow):
    """A line of the actions under a goal (form, part E). A first-level action answers the question about next year:
    `additional_resources` is True, False, or None for not answered yet."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="actions", verbose_name=_("goal"))
    additional_resources = models.BooleanField(_("additional resources"), null=True, blank=True)
    resource_note = models.TextField(_("note"), blank=True)
    estimated_cost = models.DecimalField(_("estimated dollars"), max_digits=11, decimal_places=2, null=True, blank=True)
    estimated_fte = models.DecimalField(_("estimated FTE"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta(OutlineRow.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            *OutlineRow.Meta.constraints,
            amount_range("estimated_cost", most=MOST_AMOUNT, message=AMOUNT_MESSAGE),
            amount_range("estimated_fte", most=MOST_FTE, message=FTE_MESSAGE),
        ]

    def __str__(self) -> str:
        return self.text
