"""A planning cycle: one school year of plans."""

import datetime
import re
import zoneinfo
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.querysets import OVERSEEN, OVERSIGHT, Asked, Listed

MOST_REMINDER_DAYS = 180
# Days before and after are slips of the hand, and far ones are more than a calendar can hold.
FIRST_YEAR, LAST_YEAR = 1990, 2100


def check_reminder_days(text: str) -> None:
    """Raise ValidationError, in words, for what is no list of whole numbers of days."""
    for each in text.split(","):
        if not re.fullmatch(r"\s*[0-9]{1,9}\s*", each):
            raise ValidationError(
                _(
                    "“%(days)s” is no number of days: write whole numbers with commas between them, like 14, 7, 3, 1, 0."
                ),
                params={"days": each.strip()},
            )
        if int(each) > MOST_REMINDER_DAYS:
            raise ValidationError(
                _(
                    "%(days)s days are too many: a reminder can leave %(most)s days before the due date at the earliest."
                ),
                params={"days": int(each), "most": MOST_REMINDER_DAYS},
            )


class PlanningCycleQuerySet(models.QuerySet):
    """Cycles."""

    def current(self) -> "PlanningCycle | None":
        """Return the cycle people work in today: the newest that has opened, or else the newest."""
        return self.filter(opens__lte=timezone.localdate()).first() or self.first()

    def overseen_by(self, person: Any) -> Self:
        """Keep the cycles in which the person reviews plans; an admin oversees all.

        Notes on each `oversight` (2: the person reviews all departments, 1: some, None: none) and `overseen`, the
        labels of all that the person oversees, newest first, joined by commas.
        """
        me = models.Value(person.pk)
        cycles = self.annotate(
            oversight=Asked(OVERSIGHT, models.F("pk"), me, output_field=models.IntegerField(null=True)),
            overseen=Listed(OVERSEEN, models.Value(person.is_staff), me, output_field=models.CharField()),
        )
        return cycles if person.is_staff else cycles.filter(oversight__isnull=False)


class PlanningCycle(models.Model):
    """The plans of one school year ("2020-21"), due on one local date."""

    label = models.CharField(
        _("school year"),
        max_length=7,
        unique=True,
        validators=[RegexValidator(r"^\d{4}-\d{2}$", _("A school year is written like 2020-21."))],
        help_text=_("Like 2020-21."),
    )
    opens = models.DateField(_("opens"), help_text=_("From this day on departments can work on their plans."))
    due_date = models.DateField(
        _("due date"), help_text=_("Plans are due at the end of this day, in the district's time.")
    )
    late_allowed = models.BooleanField(
        _("late plans allowed"),
        default=True,
        help_text=_("A late plan is taken and marked late. Without this it is refused."),
    )
    archive_folder = models.CharField(
        _("archive folder"),
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(
                r"^(?!/)(?!.*(?:\.\.|[\\\x00-\x1f]))",
                _("A folder is named without “..” and “\\”, and does not begin with “/”."),
            )
        ],
        help_text=_("“Add to DLN folder …”. Blank means “Department Plans 2020 - 2021”."),
    )
    reminder_days = models.CharField(
        _("reminders before"),
        max_length=100,
        blank=True,
        default="14, 7, 3, 1, 0",
        validators=[check_reminder_days],
        help_text=_(
            "How many days before the due date mails remind, like 14, 7, 3, 1, 0; 0 is the day itself. Blank: none."
        ),
    )
    late_every = models.PositiveSmallIntegerField(
        _("reminders when late"),
        default=7,
        validators=[MaxValueValidator(MOST_REMINDER_DAYS)],
        help_text=_("The first comes the day after the due date, then one every so many days. 0: none."),
    )
    wording = models.JSONField(_("wording"), default=dict, blank=True, editable=False)

    objects = PlanningCycleQuerySet.as_manager()

    # What a person oversees: only there on cycles that come from `overseen_by`.
    oversight: int | None
    overseen: str

    class Meta:
        verbose_name = _("planning cycle")
        verbose_name_plural = _("planning cycles")
        ordering = ["-label"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_date__gte=models.F("opens")),
                name="cycle_due_after_opening",
                violation_error_message=_("The due date lies before the day the cycle opens."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse years that do not follow each other, and days that nobody plans for."""
        super().clean()
        wrong = {}
        if re.fullmatch(r"\d{4}-\d{2}", self.label) and int(self.label[5:]) != (self.first_year + 1) % 100:
            wrong["label"] = _("The years of a school year follow each other, like 2020-21.")
        for name in ("opens", "due_date"):
            day = getattr(self, name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                wrong[name] = _("Write a day between the years 1990 and 2100.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def reminds_before(self) -> list[int]:
        """How many days before the due date reminders leave, the farthest first."""
        return sorted({int(each) for each in self.reminder_days.split(",") if each.strip()}, reverse=True)

    @property
    def first_year(self) -> int:
        """The calendar year in which the school year begins."""
        return int(self.label[:4])

    @property
    def long_label(self) -> str:
        """The school year as the cover form has it: "2020 - 2021"."""
        return f"{self.first_year} - {self.first_year + 1}"

    @property
    def folder(self) -> str:
        """The archive folder's name (form: "Add to DLN folder Department Plans 2020 - 2021")."""
        return self.archive_folder or f"Department Plans {self.long_label}"


def end_of_day(day: datetime.date) -> datetime.datetime:
    """Return the deadline a due date means: the start of the next local day, daylight saving included."""
    zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, tzinfo=zone)
