"""Mails on their way to people, how each person wants to get them, and the number of each one's calendar address."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class MailKind(models.TextChoices):
    """What a mail is about."""

    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    REOPENED = "reopened", _("reopened")
    EXTENDED = "extended", _("due date extended")
    COMMENTED = "commented", _("comment")
    MENTIONED = "mentioned", _("mention")
    OPENING = "opening", _("the year opens")
    REMINDER = "reminder", _("due soon")
    LATE = "late", _("late")
    REVIEW = "review", _("waits for review")
    DIGEST = "digest", _("daily mail")


# What each person can have at once, once a day, or not at all; the rest are mails about deadlines, which always come.
CHOSEN_KINDS = (
    MailKind.SUBMITTED,
    MailKind.RETURNED,
    MailKind.APPROVED,
    MailKind.REOPENED,
    MailKind.EXTENDED,
    MailKind.COMMENTED,
    MailKind.MENTIONED,
)
DEADLINE_KINDS = (MailKind.OPENING, MailKind.REMINDER, MailKind.LATE, MailKind.REVIEW)


class MailWhen(models.TextChoices):
    """When a person gets the mails of a kind."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("Off")


class MailChoice(models.Model):
    """When a person gets the mails of one kind. Without a row they come at once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=[(each.value, each.label) for each in CHOSEN_KINDS])
    when = models.CharField(_("when"), max_length=10, choices=MailWhen)

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="mail_choice_once"),
            models.CheckConstraint(condition=models.Q(kind__in=CHOSEN_KINDS), name="mail_choice_of_a_kind"),
            models.CheckConstraint(condition=models.Q(when__in=MailWhen.values), name="mail_choice_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}, {self.get_when_display()}"


class MailState(models.TextChoices):
    """Where a mail is on its way. Only a waiting one is ever taken up; nothing leads from "sent" or "in doubt" back.

    In doubt is a mail whose content was handed to the mail server, which never said whether it took it. It is not sent
    a second time unless an admin says so.
    """

    HELD = "held", _("kept for the daily mail")
    GATHERED = "gathered", _("in a daily mail")
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
    IN_DOUBT = "in-doubt", _("in doubt")
    DROPPED = "dropped", _("not needed any more")


class OutgoingMail(models.Model):
    """One mail to one person, written in the transaction of what it tells about; it leaves later, once.

    `reason` says why the person gets it, so that no two mails have the same ("late:12:2026-10-05:8:31"). `message` is what
    it says (see `plans.outbox.Message`), drawn as text and HTML when it leaves. `message_id` never changes, so that a
    mail sent again by an admin is the same mail. `address` is known once it has left. While a mail is being sent,
    `attempts` names the attempt whose it is, and `handed_over_at` when its content began to leave.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MailKind)
    reason = models.CharField(_("reason"), max_length=120, unique=True)
    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="mails", verbose_name=_("plan")
    )
    subject = models.CharField(_("subject"), max_length=300)
    message = models.JSONField(_("message"), default=dict)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    digest = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="gathered", verbose_name=_("daily mail")
    )
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.WAITING)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    next_try = models.DateTimeField(_("next try"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    address = models.EmailField(_("address"), blank=True)
    problem = models.TextField(_("last problem"), blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["next_try"], name="mail_that_waits", condition=models.Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="mail_being_sent", condition=models.Q(state="sending")),
            models.Index(fields=["made_at"], name="mail_by_time"),
            models.Index(fields=["person"], name="mail_for_the_day", condition=models.Q(state="held")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=MailKind.values), name="mail_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | models.Q(~models.Q(state="sent"), sent_at__isnull=True),
                name="mail_has_its_time_once_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class CalendarAddress(models.Model):
    """How often a person renewed the secret address of their calendar; without a row, never. Each number makes another.

    The address itself is stored nowhere: it is this number, signed with the site's key, so a copy of the database opens
    no calendar, and the page can still show the address again.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar", verbose_name=_("person")
    )
    number = models.PositiveIntegerField(_("number"), default=0)
    renewed_at = models.DateTimeField(_("renewed"), default=timezone.now)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.person}: {self.number}"
