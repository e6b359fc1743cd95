"""What is said about a plan: threads that stand at a part, a row, or some words of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan


class CommentThread(models.Model):
    """A question and what was answered to it, at a place of a plan.

    The place is the row's key, which stays the same through edits, versions and exports; without one it is the part as a
    whole. `quote` are the words it is about, `prefix` and `suffix` what stood around them, so that they are found again.
    `title` is what the row said when it was asked, for when the row is gone.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="threads", verbose_name=_("plan"))
    part = models.CharField(_("part"), max_length=40)
    row_key = models.UUIDField(_("row"), null=True, blank=True)
    kind = models.CharField(_("kind of row"), max_length=20, blank=True)
    title = models.CharField(_("what the row said"), max_length=200, blank=True)
    quote = models.TextField(_("words"), blank=True)
    prefix = models.CharField(_("before the words"), max_length=100, blank=True)
    suffix = models.CharField(_("after the words"), max_length=100, blank=True)
    asked_in = models.PositiveIntegerField(
        _("asked in version"), default=0, help_text=_("0: before the plan was submitted.")
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_in = models.PositiveIntegerField(_("resolved with version"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment thread")
        verbose_name_plural = _("comment threads")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None, resolved_in=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False, resolved_in__isnull=False),
                name="thread_is_resolved_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.quote or self.title or self.part}"


class Comment(models.Model):
    """What one person wrote in a thread. It stays as it was sent: those it names were told its words by e-mail."""

    thread = models.ForeignKey(
        CommentThread, on_delete=models.PROTECT, related_name="comments", verbose_name=_("thread")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("text"))
    # The names of those who were told, as they were then.
    mentions = models.JSONField(_("names"), default=list, blank=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="comment_says_something",
                violation_error_message=_("Write your comment first."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
