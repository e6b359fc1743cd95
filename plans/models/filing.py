"""That an approved plan is filed: one row for each approved submission, from the moment of approving."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.submission import Submission


class FilingState(models.TextChoices):
    """How far it is; nothing ever gives up."""

    WAITING = "waiting", _("Waiting")
    RETRYING = "retrying", _("Tried again")
    FILED = "filed", _("Filed")


class Filing(models.Model):
    """An approved submission on its way to the archive folder (form: "Add to DLN folder Department Plans 2020 - 2021").

    `files` are the names (inside the archive), sizes in bytes and SHA-256 sums of what is written, the manifest last;
    names that stand there while the state is not "filed" are our own unfinished files. `next_try` is when the next
    attempt may begin; while one runs it lies ahead, so that no two run at once.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="filing", verbose_name=_("submission")
    )
    state = models.CharField(_("state"), max_length=20, choices=FilingState, default=FilingState.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    problem = models.TextField(_("last problem"), blank=True)
    folder = models.CharField(_("folder"), max_length=200, blank=True)
    files = models.JSONField(_("files"), default=list, blank=True)
    created_at = models.DateTimeField(_("approved"), default=timezone.now)
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_try"], name="filing_that_waits", condition=models.Q(state__in=["waiting", "retrying"])
            )
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=FilingState.values), name="filing_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="filed", filed_at__isnull=False)
                | models.Q(~models.Q(state="filed"), filed_at__isnull=True),
                name="filing_has_its_time_once_filed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.submission}"

    @property
    def is_filed(self) -> bool:
        """Whether everything is in the archive folder."""
        return self.state == FilingState.FILED
