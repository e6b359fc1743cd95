"""The organizational chart: a roster of positions, and attached files."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.file_kinds import KINDS, size_words
from plans.models.plan import Plan
from plans.models.row import FTE_MESSAGE, MOST_FTE, Row, amount_range


class Position(Row):
    """A position of the roster; without a staff member it is vacant. The chart is drawn from `reports_to`."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="positions", verbose_name=_("plan"))
    staff_member = models.CharField(_("staff member"), max_length=300, blank=True, help_text=_("Blank means vacant."))
    title = models.CharField(_("title"), max_length=300, blank=True)
    position_number = models.CharField(_("position number"), max_length=50, blank=True)
    fte = models.DecimalField(_("FTE"), max_digits=5, decimal_places=2, null=True, blank=True)
    reports_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reports to"),
    )

    class Meta(Row.Meta):
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            amount_range("fte", most=MOST_FTE, message=FTE_MESSAGE),
            models.CheckConstraint(
                condition=models.Q(reports_to__isnull=True) | ~models.Q(reports_to=models.F("id")),
                name="position_not_its_own_head",
                violation_error_message=_("A position cannot report to itself."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.staff_member or str(_("Vacant")), self.title) if part)


class FilePart(models.TextChoices):
    """The part of the plan a file is attached to."""

    ORG_CHART = "org_chart", _("Department organizational chart")
    BUDGET = "budget", _("Department budget")


def generated_name(instance: "AttachedFile", filename: str) -> str:
    """Return where a file is stored: a name of ours, so that a person's file name never reaches the disk."""
    return f"attachments/{uuid.uuid4().hex}.{instance.extension}"


class AttachedFile(Row):
    """A file attached to the organizational chart or the budget; its kind was read from its content."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="files", verbose_name=_("plan"))
    part = models.CharField(_("part"), max_length=20, choices=FilePart)
    file = models.FileField(_("file"), upload_to=generated_name, max_length=200)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)

    class Meta(Row.Meta):
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        constraints = [models.CheckConstraint(condition=models.Q(part__in=FilePart.values), name="file_part_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def extension(self) -> str:
        """The ending that goes with the content, whatever the file was called."""
        kind = KINDS.get(self.content_type)
        return kind.extension if kind else "bin"

    @property
    def served_as(self) -> str:
        """The content type it is sent with: one of the five kinds, else one that no browser shows."""
        return self.content_type if self.content_type in KINDS else "application/octet-stream"

    @property
    def about(self) -> str:
        """Its kind and size in words, as "PDF, 240 KB"."""
        kind = KINDS.get(self.content_type)
        return f"{kind.name if kind else self.extension}, {size_words(self.size)}"

    @property
    def download_name(self) -> str:
        """What it is called when it is downloaded: its name, with the ending that goes with the content."""
        kind = KINDS.get(self.content_type)
        ending = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        return self.name if kind and ending in kind.endings else f"{self.name}.{self.extension}"
