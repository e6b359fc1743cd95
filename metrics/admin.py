"""Django admin of metrics, targets and measured values."""

from django.contrib import admin

from metrics import forms, models, resources
from plans.admin.base import RowAdmin, SheetAdmin, in_words, row_form


@admin.register(models.Metric)
class MetricAdmin(RowAdmin):
    """Metrics."""

    parent_name = "goal"
    form = row_form(forms.MetricForm, "goal")
    resource_classes = [resources.MetricResource]
    list_display = ["label", "source", "unit", "of_plan"]
    list_filter = ["goal__plan__cycle"]
    search_fields = ["text", "source", "goal__plan__department__name"]
    autocomplete_fields = ["goal"]


@admin.register(models.Target)
class TargetAdmin(RowAdmin):
    """Targets."""

    parent_name = "goal"
    form = row_form(forms.TargetForm, "goal")
    resource_classes = [resources.TargetResource]
    list_display = ["words", "baseline", "value", "due", "of_plan"]
    list_filter = ["goal__plan__cycle"]
    search_fields = ["text", "goal__plan__department__name"]
    autocomplete_fields = ["goal"]
    words = in_words(models.Target, "text")


@admin.register(models.Measurement)
class MeasurementAdmin(SheetAdmin):
    """Measured values come in after the year has gone on, so a plan in review or approved takes them too."""

    resource_classes = [resources.MeasurementResource]
    list_display = ["metric", "measured_on", "value", "student_group"]
    list_filter = ["student_group", "metric__goal__plan__cycle"]
    list_select_related = ["metric"]
    search_fields = ["metric__text", "student_group"]
    autocomplete_fields = ["metric"]
    date_hierarchy = "measured_on"
