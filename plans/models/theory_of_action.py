"""The theory of action: IF ... AND ... THEN clauses, or free prose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from plans.models.row import Row


class TheoryOfAction(Row):
    """A plan's theory of action; `prose` is used instead of clauses ("Can be an IF...AND...THEN statement")."""

    plan = models.OneToOneField(Plan, on_delete=models.CASCADE, related_name="theory_of_action", verbose_name=_("plan"))
    prose = models.TextField(_("in your own words"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("theory of action")
        verbose_name_plural = _("theories of action")

    def __str__(self) -> str:
        return str(self.plan)


class ClauseKind(models.TextChoices):
    """The word a clause begins with."""

    IF = "if", _("IF")
    AND = "and", _("AND")
    THEN = "then", _("THEN")


class Clause(Row):
    """One clause of the theory of action."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("plan"))
    kind = models.CharField(_("begins with"), max_length=4, choices=ClauseKind, default=ClauseKind.AND)
    text = models.TextField(_("clause"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=ClauseKind.values), name="clause_kind_known")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"
