"""The row forms of the parts that stand in a plan itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.attachments import clean_name
from plans.models import (
    AttachedFile,
    BudgetLine,
    Clause,
    Contact,
    PlanText,
    Position,
    Service,
    TheoryOfAction,
    UnplacedText,
)
from plans.rows.forms import RowForm


class PlanTextForm(RowForm):
    """The purpose, or the budget note."""

    rich_fields = ("text",)

    class Meta:
        model = PlanText
        fields = ["text"]


class TheoryOfActionForm(RowForm):
    """The theory of action in free prose."""

    rich_fields = ("prose",)

    class Meta:
        model = TheoryOfAction
        fields = ["prose"]


class ClauseForm(RowForm):
    """IF, AND or THEN, and what follows."""

    class Meta:
        model = Clause
        fields = ["kind", "text"]


class ServiceForm(RowForm):
    """A line of the list of services."""

    inline_fields = ("text",)

    class Meta:
        model = Service
        fields = ["text"]


class ContactForm(RowForm):
    """A department contact."""

    class Meta:
        model = Contact
        fields = ["name", "phone", "email"]


class PositionForm(RowForm):
    """A position of the roster; it reports to another position of the same plan, never around in a loop."""

    class Meta:
        model = Position
        fields = ["staff_member", "title", "position_number", "fte", "reports_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reports_to" not in self.fields:
            return  # only looked at
        self.fields["reports_to"].queryset = Position.objects.live().filter(plan_id=self.instance.plan_id)
        self.fields["reports_to"].error_messages["invalid_choice"] = _("Choose a position of this roster.")

    def clean_reports_to(self) -> Position | None:
        """Refuse a loop, naming who is in it."""
        head = self.cleaned_data["reports_to"]
        if head is not None:
            loop = reporting_loop(self.instance, head)
            if loop:
                raise forms.ValidationError(
                    _("This would go round in a circle: %(names)s. Choose somebody outside it."),
                    params={"names": " → ".join(loop)},
                )
        return head


def reporting_loop(position: Position, head: Position) -> list[str]:
    """Return the names around the loop that `position` reporting to `head` would close, or nothing."""
    positions = {each.pk: each for each in Position.objects.live().filter(plan_id=position.plan_id)}
    path, each = [str(position)], head
    for _step in range(len(positions) + 1):
        path.append(str(each))
        if each.pk == position.pk:
            return path
        each = positions.get(each.reports_to_id)
        if each is None:
            break
    return []


class BudgetLineForm(RowForm):
    """A line of the budget."""

    class Meta:
        model = BudgetLine
        fields = ["fund", "resource", "object", "description", "amount", "fte"]


class AttachedFileForm(RowForm):
    """What an attached file is called; its content is what was attached."""

    class Meta:
        model = AttachedFile
        fields = ["name"]

    def clean_name(self) -> str:
        """Refuse a blank name: it is what people see and click."""
        name = clean_name(self.cleaned_data["name"].replace("/", "-").replace("\\", "-"))
        if not name.strip(". "):
            raise forms.ValidationError(_("A file needs a name: write what people should see, like “Budget 2026-27”."))
        return name


class UnplacedTextForm(RowForm):
    """Text of an imported form that has no field."""

    rich_fields = ("text",)

    class Meta:
        model = UnplacedText
        fields = ["text"]
