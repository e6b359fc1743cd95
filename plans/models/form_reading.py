"""A Word form that was read and waits for a person to check where each piece of it goes."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.file_kinds import KINDS
from plans.models.plan import Plan
from plans.models.submission import Submission


class ReadingState(models.TextChoices):
    """What became of it."""

    WAITING = "waiting", _("Being checked")
    APPLIED = "applied", _("Taken into the plan")
    LEFT = "left", _("Set aside")


class FormReading(models.Model):
    """What was found in a Word form, or in an earlier year's plan, and what was decided about each piece so far.

    source: the submission of an earlier year that is carried forward, if it is no file. document: its plan document (JSON). certainty: [level, why] by document path. answers: {"goal", "text"} that no action
    could be given. counts: of words. choices: see `pusdplans.workspace.form_readings`.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="form_readings", verbose_name=_("plan"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("uploaded by")
    )
    file_name = models.CharField(_("file"), max_length=255)
    source = models.ForeignKey(
        Submission,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carried forward from"),
    )
    document = models.JSONField(_("document"))
    certainty = models.JSONField(_("how sure"), default=dict)
    answers = models.JSONField(_("answers without an action"), default=list)
    counts = models.JSONField(_("words"), default=dict)
    choices = models.JSONField(_("decided"), default=dict)
    state = models.CharField(_("state"), max_length=20, choices=ReadingState, default=ReadingState.WAITING)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("Word form that was read")
        verbose_name_plural = _("Word forms that were read")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ReadingState.values), name="form_reading_state_known"),
            models.UniqueConstraint(
                fields=["plan", "person"],
                condition=models.Q(state="waiting"),
                name="form_reading_one_waits",
                violation_error_message=_("You are checking a Word form for this plan already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.plan}"

    @property
    def is_waiting(self) -> bool:
        """Whether it is still being checked."""
        return self.state == ReadingState.WAITING


def generated_picture_name(instance: "FormPicture", filename: str) -> str:
    """Return where a picture is stored: a name of ours, so that the file's never reaches the disk."""
    kind = KINDS.get(instance.content_type)
    return f"form-pictures/{uuid.uuid4().hex}.{kind.extension if kind else 'bin'}"


class FormPicture(models.Model):
    """A picture that stood in a Word form. `refusal` says why it cannot be attached, where it cannot."""

    reading = models.ForeignKey(
        FormReading, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("Word form")
    )
    position = models.PositiveIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("kind"), max_length=100, blank=True)
    file = models.FileField(_("file"), upload_to=generated_picture_name, max_length=200, blank=True)
    refusal = models.TextField(_("why it cannot be attached"), blank=True)

    class Meta:
        verbose_name = _("picture of a Word form")
        verbose_name_plural = _("pictures of Word forms")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["reading", "position"], name="form_picture_once")]

    def __str__(self) -> str:
        return self.name
