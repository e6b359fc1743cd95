"""The trail: what happened to plans and in the district, each as one event, chained to the one before it."""

import datetime
import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class EventKind(models.TextChoices):
    """What happened."""

    BEGAN = "began", _("the trail of every change began")
    CREATED = "created", _("made")
    STARTED = "started", _("started")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    REOPENED = "reopened", _("reopened")
    EXTENDED = "extended", _("due date extended")
    LOADED = "loaded", _("filled from a document")
    FILED = "filed", _("filed")
    EXPORTED = "exported", _("exported")
    FORM_READ = "form-read", _("Word form uploaded")
    FORM_LEFT = "form-left", _("Word form set aside")
    FORM_REOPENED = "form-reopened", _("Word form taken up again")
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    DELETED = "deleted", _("deleted")
    RESTORED = "restored", _("brought back")
    MOVED = "moved", _("moved")
    INDENTED = "indented", _("indented")
    LINKED = "linked", _("linked")
    UNLINKED = "unlinked", _("link taken away")
    ATTACHED = "attached", _("file attached")
    CLEARED = "cleared", _("deleted rows cleared away")
    IMPORTED = "imported", _("imported from a sheet")
    LAID_OUT = "laid-out", _("earlier plan laid out to start from")
    OPENED = "opened", _("year opened")
    COMMENTED = "commented", _("commented")
    RESOLVED = "resolved", _("comment resolved")
    UNRESOLVED = "unresolved", _("comment opened again")


# What a plan's readers are told beside its document: its life, not every word typed.
MILESTONES = (
    EventKind.STARTED,
    EventKind.SUBMITTED,
    EventKind.RETURNED,
    EventKind.APPROVED,
    EventKind.REOPENED,
    EventKind.EXTENDED,
    EventKind.LOADED,
)

# What was said about a plan is for its people and its reviewers: these events are no news to others.
OF_COMMENTS = (EventKind.COMMENTED, EventKind.RESOLVED, EventKind.UNRESOLVED)


class Via(models.TextChoices):
    """Through which way it happened."""

    PAGE = "page", _("page")
    ADMIN = "admin", _("admin")
    IMPORT = "import", _("import")
    COMMAND = "command", _("command")
    TASK = "task", _("background task")


class Chain(models.Model):
    """The last event of a chain: one chain for each plan, and one of the district.

    The database itself keeps it, whenever an event is added (see the migration); it is read, locked, to add the next.
    """

    key = models.PositiveBigIntegerField(
        primary_key=True, help_text=_("The plan's key; 0 for the chain of the district.")
    )
    number = models.PositiveBigIntegerField(_("last event"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("chain of events")
        verbose_name_plural = _("chains of events")

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"


class Event(models.Model):
    """One thing that happened to a plan, or (`plan` is None) in the district: who, when, what, through which way.

    number: its place in its chain, from 1. sha256: of itself and of the event before it. parts: the slugs of the plan's
    parts it touched, between commas. detail: JSON values. rows: the rows it changed, in the order in which they were,
    from what to what (see `plans.row_changes`); apart from the detail, since they can be a whole plan. Only ever added:
    the database refuses to change or delete one.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("plan")
    )
    number = models.PositiveBigIntegerField(_("number"))
    kind = models.CharField(_("what"), max_length=20, choices=EventKind)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    via = models.CharField(_("through"), max_length=20, default=Via.PAGE, choices=Via)
    parts = models.CharField(_("parts"), max_length=200, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    rows = models.JSONField(_("rows"), default=list, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="event_number_once"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(plan=None), name="event_number_of_the_district_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan or _('The district')}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse: `plans.trail.note` alone adds events, and nobody changes one."""
        raise TypeError("An event is only ever added, by plans.trail.note.")

    @property
    def chain(self) -> int:
        """The key of its chain."""
        return self.plan_id or 0

    def digest(self, before: str) -> str:
        """Return its SHA-256, given that of the event before it (blank for the first)."""
        at = self.happened_at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
        about = [self.plan_id, self.number, self.kind, at, self.person_id, self.via, self.parts, self.detail, self.rows]
        return hashlib.sha256(canonical([before, *about]).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Return JSON values as the one text that stands for them, whichever database kept them."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
