"""What was handed in, and what was decided about it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class SubmissionState(models.TextChoices):
    """Where a submission stands; at most one of a plan is open."""

    OPEN = "open", _("Waiting for review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    REOPENED = "reopened", _("Reopened")


class Submission(models.Model):
    """A plan as it was handed in: frozen, numbered from 1, with the SHA-256 of its document."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=20, choices=SubmissionState, default=SubmissionState.OPEN)
    document = models.JSONField(_("document"), encoder=DjangoJSONEncoder)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    is_late = models.BooleanField(_("late"), default=False)
    # The prompts that were reworded, as they stood over the texts; None is the cycle's own wording.
    wording = models.JSONField(_("wording"), null=True, editable=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(state="open"),
                name="submission_open_once",
                violation_error_message=_("This plan is waiting for review already."),
            ),
            models.CheckConstraint(condition=models.Q(state__in=SubmissionState.values), name="submission_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class DecisionKind(models.TextChoices):
    """What a reviewer did with a submission."""

    APPROVE = "approve", _("approved")
    RETURN = "return", _("returned")
    REOPEN = "reopen", _("reopened")


class Decision(models.Model):
    """One decision about one submission, with its reason."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("submission")
    )
    kind = models.CharField(_("decision"), max_length=20, choices=DecisionKind)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("when"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="approve") | ~models.Q(reason=""),
                name="decision_has_its_reason",
                violation_error_message=_("Write the reason: the department reads it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.submission}"
