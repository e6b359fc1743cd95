"""Who belongs to a department, and who reviews whose plans."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.cycle import PlanningCycle
from plans.models.organization import Department


class Role(models.TextChoices):
    """What a person is in a department."""

    LEAD = "lead", _("lead")
    CONTRIBUTOR = "contributor", _("contributor")
    VIEWER = "viewer", _("viewer")


class Membership(models.Model):
    """A person's role in a department. A lead edits and submits, a contributor edits, a viewer reads."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("department")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["department__name", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "department"],
                name="membership_once",
                violation_error_message=_("This person is in this department already: change the role there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.department}"


class ReviewerAssignment(models.Model):
    """A person reviews the plans of one department, or of all, in a cycle."""

    cycle = models.ForeignKey(
        PlanningCycle, on_delete=models.CASCADE, related_name="reviewers", verbose_name=_("planning cycle")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("reviewer")
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="reviewers",
        verbose_name=_("department"),
        help_text=_("Blank means all departments."),
    )

    class Meta:
        verbose_name = _("reviewer assignment")
        verbose_name_plural = _("reviewer assignments")
        ordering = ["cycle", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "person", "department"],
                name="reviewer_once",
                violation_error_message=_("This person reviews this department already."),
            ),
            models.UniqueConstraint(
                fields=["cycle", "person"],
                condition=models.Q(department=None),
                name="reviewer_of_all_once",
                violation_error_message=_("This person reviews all departments already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.department or _('all departments')}, {self.cycle}"
