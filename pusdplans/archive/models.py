"""Which workers live: a worker that is killed can say nothing, but it stops saying that it is there."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A process that does background work, and when it was last seen."""

    name = models.CharField(_("name"), max_length=64, primary_key=True)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name
