"""The row kinds of the parts that stand in a plan itself."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from plans import forms, models
from plans.rows.kind import RowKind, register


def heads(positions: Iterable[models.Position]) -> SafeString:
    """Return the options of "reports to", drawn once for all rows; the browser picks each row's own."""
    return format_html_join("", '<option value="{}">{}</option>', ((each.pk, each) for each in positions))


PURPOSE = register(
    RowKind(
        "text",
        models.PlanText,
        forms.PlanTextForm,
        "rows/_text.html",
        part="purpose",
        single=True,
        part_of=lambda row: "budget" if row.part == models.PlanPart.BUDGET_NOTE else "purpose",
    )
)
THEORY = register(
    RowKind(
        "theory",
        models.TheoryOfAction,
        forms.TheoryOfActionForm,
        "rows/_theory.html",
        part="theory-of-action",
        single=True,
    )
)
CLAUSE = register(
    RowKind(
        "clause",
        models.Clause,
        forms.ClauseForm,
        "rows/_clause.html",
        part="theory-of-action",
        starting_fields=("kind",),
    )
)
SERVICE = register(
    RowKind("service", models.Service, forms.ServiceForm, "rows/_service.html", part="services", outline=True)
)
CONTACT = register(RowKind("contact", models.Contact, forms.ContactForm, "rows/_contact.html", part="contacts"))
POSITION = register(
    RowKind(
        "position",
        models.Position,
        forms.PositionForm,
        "rows/_position.html",
        part="organizational-chart",
        extra_context=lambda row: {"heads": heads(models.Position.objects.live().filter(plan_id=row.plan_id))},
    )
)
UNPLACED = register(
    RowKind(
        "unplaced",
        models.UnplacedText,
        forms.UnplacedTextForm,
        "rows/_unplaced.html",
        part="unplaced",
        comes_blank=False,
    )
)
BUDGET_LINE = register(
    RowKind("budget-line", models.BudgetLine, forms.BudgetLineForm, "rows/_budget_line.html", part="budget")
)
# The pages that take files, by their slug.
FILE_PARTS = {"organizational-chart": models.FilePart.ORG_CHART, "budget": models.FilePart.BUDGET}
FILE = register(
    RowKind(
        "file",
        models.AttachedFile,
        forms.AttachedFileForm,
        "rows/_file.html",
        part="budget",
        part_of=lambda row: next(slug for slug, part in FILE_PARTS.items() if part == row.part),
        among=("part",),
        comes_blank=False,
    )
)
