"""The people to ask about a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from plans.models.row import Row


class Contact(Row):
    """One department contact, with telephone (or extension, "X88216") and e-mail."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("plan"))
    name = models.CharField(_("name"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name
