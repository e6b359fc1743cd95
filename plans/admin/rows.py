"""The rows that stand in a plan itself."""

from django.contrib import admin

from plans import forms, models, resources
from plans.admin.base import RowAdmin, in_words, row_form


@admin.register(models.Contact)
class ContactAdmin(RowAdmin):
    """Contacts."""

    form = row_form(forms.ContactForm, "plan")
    resource_classes = [resources.ContactResource]
    list_display = ["name", "phone", "email", "of_plan"]
    list_filter = ["plan__cycle"]
    search_fields = ["name", "email", "plan__department__name"]
    autocomplete_fields = ["plan"]


@admin.register(models.Service)
class ServiceAdmin(RowAdmin):
    """Lines of the lists of services."""

    form = row_form(forms.ServiceForm, "plan")
    resource_classes = [resources.ServiceResource]
    list_display = ["words", "level", "of_plan"]
    list_filter = ["plan__cycle"]
    search_fields = ["text", "plan__department__name"]
    autocomplete_fields = ["plan"]
    words = in_words(models.Service, "text")


@admin.register(models.Position)
class PositionAdmin(RowAdmin):
    """The roster."""

    form = row_form(forms.PositionForm, "plan")
    resource_classes = [resources.PositionResource]
    list_display = ["title", "staff_member", "position_number", "fte", "of_plan"]
    list_filter = ["plan__cycle", "plan__department__division"]
    search_fields = ["title", "staff_member", "position_number", "plan__department__name"]
    autocomplete_fields = ["plan"]


@admin.register(models.BudgetLine)
class BudgetLineAdmin(RowAdmin):
    """Budget lines."""

    form = row_form(forms.BudgetLineForm, "plan")
    resource_classes = [resources.BudgetLineResource]
    list_display = ["description", "fund", "resource", "object", "amount", "fte", "of_plan"]
    list_filter = ["plan__cycle", "plan__department__division"]
    search_fields = ["description", "fund", "resource", "object", "plan__department__name"]
    autocomplete_fields = ["plan"]
