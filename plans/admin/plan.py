"""Plans and what happened to them: to look at. A plan moves by its workflow only."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from plans import models, trail_words
from plans.admin.base import ReadOnly


@admin.register(models.Plan)
class PlanAdmin(ReadOnly, admin.ModelAdmin):
    """Plans, with the way to their pages, where returning, reopening and extending is done."""

    list_display = ["department", "cycle", "status", "due_date", "open_plan"]
    list_filter = ["cycle", "status", "department__division"]
    list_select_related = ["department", "cycle"]
    search_fields = ["department__name", "cycle__label"]
    fields = [
        "department",
        "cycle",
        "status",
        "due_date",
        "extension_reason",
        "submitted_at",
        "changed_at",
        "open_plan",
    ]
    readonly_fields = fields

    @admin.display(description=_("due date"))
    def due_date(self, plan: models.Plan) -> str:
        """The cycle's, or the plan's own."""
        return str(plan.due_date)

    @admin.display(description=_("page"))
    def open_plan(self, plan: models.Plan) -> SafeString:
        """The way to the plan's document."""
        address = reverse("read", args=[plan.cycle.label, plan.department.slug])
        return format_html('<a href="{}">{}</a>', address, _("Open the plan"))


@admin.register(models.Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin):
    """What was handed in."""

    list_display = ["plan", "number", "state", "submitted_at", "submitted_by", "is_late"]
    list_filter = ["state", "is_late", "plan__cycle"]
    list_select_related = ["plan__department", "plan__cycle", "submitted_by"]
    search_fields = ["plan__department__name"]
    fields = ["plan", "number", "state", "submitted_at", "submitted_by", "is_late", "sha256"]

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        """Leave the documents where they are: a list needs none."""
        return super().get_queryset(request).defer("document")


@admin.register(models.Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    """What was decided."""

    list_display = ["submission", "kind", "decided_by", "decided_at"]
    list_filter = ["kind"]
    list_select_related = ["submission__plan__department", "submission__plan__cycle", "decided_by"]
    search_fields = ["submission__plan__department__name", "reason"]


@admin.register(models.Event)
class EventAdmin(ReadOnly, admin.ModelAdmin):
    """The trail of plans, and of the district: roles, dates, departments, reviewers."""

    list_display = ["happened_at", "of_plan", "person", "words", "via"]
    list_filter = [("plan", admin.EmptyFieldListFilter), "kind", "via", "plan__cycle"]
    list_select_related = ["plan__department", "plan__cycle", "person"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["plan__department__name", "person__name"]
    fields = ["happened_at", "of_plan", "person", "words", "via", "rows", "number", "sha256"]
    readonly_fields = fields

    @admin.display(description=_("of"), ordering="plan")
    def of_plan(self, event: models.Event) -> str:
        """The plan, or the district."""
        return str(event.plan or _("the district"))

    @admin.display(description=_("what"))
    def words(self, event: models.Event) -> str:
        """What the person did."""
        return trail_words.sentence(event)

    @admin.display(description=_("from what to what"))
    def rows(self, event: models.Event) -> SafeString:
        """Each changed value on a line."""
        values = [
            (trail_words.name_of(row["of"]), name, (row["from"] or {}).get(name), (row["to"] or {}).get(name))
            for row in event.rows
            for name in {**(row["from"] or {}), **(row["to"] or {})}
            if name != "position"
        ]
        shown = ((of, name, *("–" if each in (None, "") else each for each in pair)) for of, name, *pair in values)
        return format_html_join("", "<div>{}, {}: {} → {}</div>", shown) or SafeString("–")
