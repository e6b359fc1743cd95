"""What every row a lead edits has in common."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RowQuerySet(models.QuerySet):
    """Rows of one kind. A deleted row stays in its table, so that deleting can be undone, until the plan is submitted."""

    def live(self) -> Self:
        """Keep the rows that are not deleted."""
        return self.filter(deleted_at=None)

    def at_revision(self, row_id: uuid.UUID, revision: int) -> Self:
        """Keep the one row, if it still is as the person saw it."""
        return self.filter(id=row_id, revision=revision)

    def change(self, *, by: Any, **values: Any) -> int:
        """Write `values`, raise the revision, and note who did it. Returns how many rows were written."""
        return self.update(**values, revision=F("revision") + 1, updated_at=timezone.now(), updated_by=by)


class Row(models.Model):
    """A row of a plan: it has a place among its kind, and each save raises its revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    revision = models.PositiveBigIntegerField(_("revision"), default=1, editable=False)
    # Its row in an earlier year's plan, as the document's `CarriedFrom` in JSON.
    carried_from = models.JSONField(_("carried from"), null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def clean_fields(self, exclude: Any = None) -> None:
        """Validate the fields, but not what a stored row belongs to: whoever names another has just looked it up."""
        belongs_to = set() if self._state.adding else {"plan", "goal"}
        super().clean_fields(exclude={*(exclude or ()), *belongs_to})


DEEPEST_LEVEL = 4


class OutlineRow(Row):
    """A row of an outline: `level` 0 is the outermost; the tree follows from order and levels, numbers from the tree."""

    level = models.PositiveSmallIntegerField(_("level"), default=0)
    text = models.TextField(_("text"), blank=True)

    class Meta(Row.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__lte=DEEPEST_LEVEL),
                name="%(class)s_level_in_range",
                violation_error_message=_("An outline has five levels at the most."),
            )
        ]


def amount_range(field: str, *, most: str, message: Any) -> models.CheckConstraint:
    """Return the constraint that keeps a number between 0 and `most`, blank allowed."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__range": (0, most)}),
        name=f"%(class)s_{field}_in_range",
        violation_error_message=message,
    )


FTE_MESSAGE = _("FTE is a number from 0 to 999.99, like 0.5.")
AMOUNT_MESSAGE = _("An amount is a number of dollars from 0 to 999,999,999.99, like 40000 or 1250.50.")
MOST_FTE = "999.99"
FTE_DIGITS = 5
MOST_AMOUNT = "999999999.99"
