"""Divisions, departments and years."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans import lifecycle, models, resources
from plans.admin.base import SheetAdmin, TableAdmin, TableInline
from plans.models.cycle import check_reminder_days
from plans.opening import next_label
from plans.prompts import PROMPTS, check_wording


@admin.register(models.Division)
class DivisionAdmin(SheetAdmin):
    """Divisions."""

    resource_classes = [resources.DivisionResource]
    list_display = ["name"]
    search_fields = ["name"]


class MembershipInline(TableInline):
    """Who belongs to the department."""

    model = models.Membership
    autocomplete_fields = ["person"]


@admin.register(models.Department)
class DepartmentAdmin(SheetAdmin):
    """Departments, with their people."""

    resource_classes = [resources.DepartmentResource]
    list_display = ["name", "division", "slug", "is_active"]
    list_filter = ["is_active", "division"]
    list_select_related = ["division"]
    search_fields = ["name", "division__name"]
    autocomplete_fields = ["division"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MembershipInline]


@admin.register(models.Succession)
class SuccessionAdmin(TableAdmin):
    """What became of departments; opening a year writes it, and a mistake is put right here."""

    list_display = ["before", "kind", "after", "cycle"]
    list_filter = ["cycle", "kind"]
    list_select_related = ["before", "after", "cycle"]
    search_fields = ["before__name", "after__name"]
    autocomplete_fields = ["before", "after", "cycle"]


class CycleForm(forms.ModelForm):
    """A year, with the wording of each prompt: blank means the form's own words."""

    class Meta:
        model = models.PlanningCycle
        fields = ["label", "opens", "due_date", "late_allowed", "archive_folder", "reminder_days", "late_every"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in PROMPTS:
            self.fields[f"wording_{key}"].initial = self.instance.wording.get(key, "")

    def clean_reminder_days(self) -> str:
        """Write the days in one way: each once, the farthest first."""
        if self.cleaned_data["reminder_days"]:
            check_reminder_days(self.cleaned_data["reminder_days"])
        self.instance.reminder_days = self.cleaned_data["reminder_days"]
        return ", ".join(map(str, self.instance.reminds_before))

    def clean(self) -> dict[str, Any]:
        """Gather the wording."""
        values = super().clean() or self.cleaned_data
        words = {key: values.get(f"wording_{key}", "").strip() for key in PROMPTS}
        self.instance.wording = {key: text for key, text in words.items() if text}
        return values


for _key, _text in PROMPTS.items():
    CycleForm.base_fields[f"wording_{_key}"] = CycleForm.declared_fields[f"wording_{_key}"] = forms.CharField(
        label=_text,
        required=False,
        max_length=2000,
        strip=True,
        validators=[check_wording],
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 2}),
        help_text=gettext_lazy("Blank: as above. {year}, {long_year}, {short_year} and {next_year} are computed."),
    )


class ReviewerInline(TableInline):
    """Who reviews in this year."""

    model = models.ReviewerAssignment
    autocomplete_fields = ["person", "department"]


@admin.register(models.PlanningCycle)
class PlanningCycleAdmin(TableAdmin):
    """Years: opening, due date, reviewers, wording; and the action that starts every department's plan."""

    change_list_template = "admin/cycles.html"
    form = CycleForm
    list_display = ["label", "opens", "due_date", "late_allowed"]
    search_fields = ["label"]
    inlines = [ReviewerInline]
    actions = ["start_plans"]
    fieldsets = [
        (None, {"fields": ["label", "opens", "due_date", "late_allowed", "archive_folder"]}),
        (gettext_lazy("Mails that remind of the due date"), {"fields": ["reminder_days", "late_every"]}),
        (
            gettext_lazy("Wording of the form in this year"),
            {"classes": ["collapse"], "fields": [f"wording_{key}" for key in PROMPTS]},
        ),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Offer to open the next year."""
        last = models.PlanningCycle.objects.first()
        words = _("Open the %(year)s cycle") % {"year": next_label(last)} if last else _("Open a cycle")
        return super().changelist_view(request, {**(extra_context or {}), "open_words": words})

    @admin.action(description=gettext_lazy("Start the plans of this year for every active department"))
    def start_plans(self, request: HttpRequest, cycles: Any) -> None:
        """Make the plans that are not there yet."""
        made = sum(lifecycle.start_plans(cycle, by=request.user) for cycle in cycles)
        if made:
            text = ngettext("%(made)s plan was started.", "%(made)s plans were started.", made) % {"made": made}
        else:
            text = _("Every active department has its plan already.")
        self.message_user(request, text, messages.SUCCESS)
