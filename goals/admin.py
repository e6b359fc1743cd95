"""Django admin of frameworks, goals and actions."""

from django.contrib import admin

from goals import forms, models, resources
from plans.admin.base import RowAdmin, SheetAdmin, TableInline, in_words, row_form


class EntryInline(TableInline):
    """The framework's entries."""

    model = models.FrameworkGoal


@admin.register(models.Framework)
class FrameworkAdmin(SheetAdmin):
    """Frameworks with their entries."""

    resource_classes = [resources.FrameworkResource]
    list_display = ["name", "first_year", "last_year"]
    search_fields = ["name"]
    inlines = [EntryInline]


@admin.register(models.FrameworkGoal)
class FrameworkGoalAdmin(SheetAdmin):
    """Entries of frameworks."""

    resource_classes = [resources.FrameworkGoalResource]
    list_display = ["framework", "code", "text"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["framework__name", "code", "text"]


@admin.register(models.Goal)
class GoalAdmin(RowAdmin):
    """Goals."""

    form = row_form(forms.GoalForm, "plan")
    resource_classes = [resources.GoalResource]
    list_display = ["focus", "words", "of_plan"]
    list_filter = ["plan__cycle", "plan__department__division"]
    search_fields = ["focus", "statement", "plan__department__name"]
    autocomplete_fields = ["plan"]
    words = in_words(models.Goal, "statement")


@admin.register(models.Action)
class ActionAdmin(RowAdmin):
    """Actions."""

    parent_name = "goal"
    form = row_form(forms.ActionForm, "goal")
    resource_classes = [resources.ActionResource]
    list_display = ["words", "level", "additional_resources", "estimated_cost", "of_plan"]
    list_filter = ["goal__plan__cycle", "additional_resources"]
    search_fields = ["text", "goal__plan__department__name"]
    autocomplete_fields = ["goal"]
    words = in_words(models.Action, "text")
