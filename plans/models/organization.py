"""Divisions and departments of the district."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Division(models.Model):
    """A division ("Academics"): the cover form's "Department"."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A department ("Instructional Services"), which writes one plan each cycle."""

    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="departments", verbose_name=_("division")
    )
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(
        _("name in addresses"), max_length=80, unique=True, help_text=_("Like instructional-services.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("An inactive department writes no new plan; its old ones stay.")
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
