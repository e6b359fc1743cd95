"""What stands in a column of a sheet: something by its name, a plan by its place, a row by its id."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from import_export.widgets import BooleanWidget, DecimalWidget, ForeignKeyWidget, Widget

from plans.models import Plan


class ByName(ForeignKeyWidget):
    """A column that names something by a word of its own; an unknown word is said."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Find what the word names. Raises ValueError with a sentence."""
        if value in (None, ""):
            return None
        try:
            return super().clean(value, row, **kwargs)
        except self.model.DoesNotExist as error:
            name = self.model._meta.verbose_name
            raise ValueError(_("There is no %(kind)s “%(value)s”.") % {"kind": name, "value": value}) from error


class Number(DecimalWidget):
    """A number; what is none is said with the cell."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Read it. Raises ValueError with a sentence."""
        try:
            return super().clean(value, row, **kwargs)
        except ArithmeticError as error:
            said = _("“%(value)s” is no number: write it like 40000 or 1250.50.")
            raise ValueError(said % {"value": value}) from error


class YesOrNo(BooleanWidget):
    """Yes or no, in the words and numbers that sheets write for them; another word is said."""

    YES, NO = ("1", "true", "yes", "y"), ("0", "false", "no", "n")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """Read it. Raises ValueError with a sentence."""
        word = str(int(value) if isinstance(value, (bool, float)) else value).strip().casefold()
        if word not in (*self.YES, *self.NO):
            raise ValueError(_("“%(value)s” is neither yes nor no: write 1 or 0.") % {"value": value or ""})
        return word in self.YES


class PlanWidget(Widget):
    """A plan as "2020-21/instructional-services"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Plan:
        """Find the plan. Raises ValueError where there is none, or it cannot be changed now."""
        cycle, _slash, department = str(value or "").strip().partition("/")
        plan = Plan.objects.with_place().filter(cycle__label=cycle, department__slug=department).first()
        if plan is None:
            raise ValueError(
                _("There is no plan “%(value)s”: write it like 2020-21/instructional-services.")
                % {"value": value or ""}
            )
        return refuse_locked(plan)

    def render(self, value: Plan | None, obj: Any = None, **kwargs: Any) -> str:
        """Write the plan's place."""
        return f"{value.cycle.label}/{value.department.slug}" if value else ""


class RowWidget(Widget):
    """A row of a plan by its id; `plan` is the way to its plan, which must take changes now, unless `even_locked`."""

    def __init__(self, model: Any, plan: str, *, even_locked: bool = False) -> None:
        super().__init__()
        self.model, self.plan, self.even_locked = model, plan, even_locked

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """Find the row. Raises ValueError where there is none, or its plan cannot be changed now."""
        if value in (None, ""):
            return None
        found = self.model.objects.filter(pk=as_uuid(value)).select_related(self.plan).first()
        if found is None:
            kind = self.model._meta.verbose_name
            raise ValueError(_("There is no %(kind)s with the id “%(value)s”.") % {"kind": kind, "value": value})
        if self.even_locked:
            return found
        plan = found
        for step in self.plan.split("__"):
            plan = getattr(plan, step)
        refuse_locked(plan)
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Write the id."""
        return str(value.pk) if value else ""


class IdWidget(Widget):
    """A row's id; blank makes a new row."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> uuid.UUID:
        """Return the id, a new one for a blank cell."""
        return as_uuid(value) if value not in (None, "") else uuid.uuid4()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Write the id."""
        return str(value or "")


def as_uuid(value: Any) -> uuid.UUID:
    """Read an id. Raises ValueError with a sentence."""
    try:
        return uuid.UUID(str(value).strip())
    except ValueError as error:
        raise ValueError(_("“%(value)s” is not an id: leave it blank for a new row.") % {"value": value}) from error


def refuse_locked(plan: Plan) -> Plan:
    """Return the plan. Raises ValueError if it is submitted or approved."""
    if not plan.is_editable:
        raise ValueError(_("The plan of %(plan)s is submitted or approved: it cannot be changed.") % {"plan": plan})
    return plan
