"""The budget's lines."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plan import Plan
from plans.models.row import AMOUNT_MESSAGE, FTE_MESSAGE, MOST_AMOUNT, MOST_FTE, Row, amount_range


class BudgetLine(Row):
    """One line of the department's budget. Amounts are dollars and cents, exact."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="budget_lines", verbose_name=_("plan"))
    fund = models.CharField(_("fund"), max_length=100, blank=True)
    resource = models.CharField(_("resource"), max_length=100, blank=True)
    object = models.CharField(_("object"), max_length=100, blank=True)
    description = models.CharField(_("description"), max_length=1000, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=11, decimal_places=2, null=True, blank=True)
    fte = models.DecimalField(_("FTE"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            amount_range("amount", most=MOST_AMOUNT, message=AMOUNT_MESSAGE),
            amount_range("fte", most=MOST_FTE, message=FTE_MESSAGE),
        ]

    def __str__(self) -> str:
        return self.description
