"""The audit trail of plans."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class EventKind(models.TextChoices):
    """What happened to a plan."""

    STARTED = "started", _("started")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    REOPENED = "reopened", _("reopened")
    EXTENDED = "extended", _("due date extended")
    LOADED = "loaded", _("filled from a document")
    COMMENTED = "commented", _("commented")
    RESOLVED = "resolved", _("comment resolved")
    UNRESOLVED = "unresolved", _("comment opened again")


# What was said about a plan is for its people and its reviewers: these events are no news to others.
OF_COMMENTS = (EventKind.COMMENTED, EventKind.RESOLVED, EventKind.UNRESOLVED)


class Event(models.Model):
    """One thing that happened to a plan: who, when, what. Only ever added."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="events", verbose_name=_("plan"))
    kind = models.CharField(_("what"), max_length=20, choices=EventKind)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    via = models.CharField(_("through"), max_length=20, default="page")
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-happened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event; an event that is there already cannot be changed."""
        if self.pk is not None:
            raise TypeError("An event is only ever added.")
        super().save(*args, **kwargs)
