"""What the admin of every table has in common: staff run the year; rows of a plan in review cannot be changed here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportModelAdmin
from import_export.forms import ExportForm

from plans import row_changes, trail
from plans.admin.sheets import TakesSheets
from plans.models import EventKind, Plan
from plans.rich_text import shorten
from plans.rows import noting
from plans.rows.kind import parts_of
from plans.rows.saving import NotEditable, hold_open

LOCKED = _("This plan is submitted or approved: its reviewer can return or reopen it, then it can be changed.")


class Sought(AutocompleteSelect):
    """A choice among many that is sought by typing; what a wrong post names in its place is no choice, and no fault."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """Return the chosen option, if there is one."""
        return super().optgroups(name, [each for each in value if self._is_key(each)], attrs)

    def _is_key(self, value: str) -> bool:
        try:
            return bool(self.field.target_field.clean(value, None))
        except ValidationError:
            return False


class Seeking:
    """Choices among many are sought by typing."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Return the field, with our own search where there is one."""
        if db_field.name in self.autocomplete_fields and "widget" not in options:
            options["widget"] = Sought(db_field, self.admin_site, using=options.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **options)


class Listed(ChangeList):
    """The rows of a table as they are listed, sought and filtered."""

    def get_results(self, request: HttpRequest) -> None:
        """Find the rows. A number in the address that no column can hold is a wrong filter, and no fault of ours."""
        try:
            with transaction.atomic():
                super().get_results(request)
        except (OverflowError, DataError) as error:
            raise IncorrectLookupParameters from error


class StaffMay(Seeking):
    """Whoever is staff runs the year: there are no finer rights to hand out."""

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        """Return the list that takes wrong filters in good part."""
        return Listed

    def has_module_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Whether the tables are listed."""
        return bool(request.user.is_active and request.user.is_staff)

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = has_module_permission
    has_import_permission = has_export_permission = has_module_permission


class ReadOnly(StaffMay):
    """What the workflow writes: to look at, never to change."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Nothing is added here."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


class Noted:
    """Each row that is added, changed or deleted here is an event, and so are the rows on its page."""

    def save_model(self, request: HttpRequest, row: Any, form: Any, change: bool) -> None:
        """Save the row, and note it."""
        then = noting.stored(row) if change else None
        super().save_model(request, row, form, change)  # type: ignore[misc]
        trail.add(noting.events_of_saving(then, row, request.user))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows on the page of another, and note them."""
        rows = formset.save(commit=False)
        then = {row.pk: noting.stored(row) for row in rows}
        events = noting.events_of_deleting(formset.deleted_objects, request.user)
        keys = [row.pk for row in rows]
        formset.save()
        for key, row in zip(keys, rows, strict=True):
            events += noting.events_of_saving(then.get(key), row, request.user)
        trail.add(events)

    def delete_model(self, request: HttpRequest, row: Any) -> None:
        """Delete the row with all that hangs from it, and note that."""
        trail.add(noting.events_of_deleting([row], request.user))
        super().delete_model(request, row)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, rows: Any) -> None:
        """Delete the rows that were chosen in the list, and note them."""
        with transaction.atomic():
            trail.add(noting.events_of_deleting(list(rows), request.user))
            super().delete_queryset(request, rows)  # type: ignore[misc]


class TableAdmin(Noted, StaffMay, admin.ModelAdmin):
    """A table without import."""


class SheetAdmin(Noted, StaffMay, TakesSheets, ImportExportModelAdmin):
    """A table that comes and goes as CSV or XLSX."""

    # All columns, so that what goes out can come in again; the form to choose columns needs scripts in its markup.
    export_form_class = ExportForm


class TableInline(Seeking, admin.TabularInline):
    """Rows on the page of what they belong to. The head of a column is no label: each field says what it is."""

    extra = 0

    def get_formset(self, *args: Any, **kwargs: Any) -> type:
        """Return formsets whose fields are named."""

        class Named(super().get_formset(*args, **kwargs)):  # type: ignore[misc]
            def add_fields(self, form: Any, index: int | None) -> None:
                super().add_fields(form, index)
                for field in form.fields.values():
                    if field.label and not field.widget.is_hidden:
                        widget = getattr(field.widget, "widget", field.widget)
                        widget.attrs["aria-label"] = str(field.label)

        return Named


class ParentForm(forms.ModelForm):
    """A row with what it belongs to; a plan in review takes no row."""

    parent_name = "plan"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.parent_name in self.fields:
            self.fields[self.parent_name].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse a row of a plan that cannot be changed now."""
        values = super().clean() or self.cleaned_data
        parent = values.get(self.parent_name)
        if parent is not None and not plan_of(parent).is_editable:
            raise ValidationError({self.parent_name: LOCKED})
        return values


def plan_of(thing: Any) -> Plan:
    """Return the plan that a plan, a goal, or a row of either belongs to."""
    if isinstance(thing, Plan):
        return thing
    return plan_of(getattr(thing, "plan", None) or getattr(thing, "goal", None) or thing.metric)


def row_form(form: type, parent: str) -> type:
    """Return the row form that leads use, with the field for what the row belongs to before the others."""
    meta = type("Meta", (form.Meta,), {"fields": [parent, *form.Meta.fields]})  # type: ignore[attr-defined]
    return type(f"Admin{form.__name__}", (ParentForm, form), {"parent_name": parent, "Meta": meta})


def in_words(model: Any, name: str) -> Any:
    """Return a column of a list that shows the first words of a rich text, without its markup."""

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name)
    def words(_admin: Any, row: Any) -> str:
        return shorten(getattr(row, name), 120) or "–"

    return words


class RowAdmin(SheetAdmin):
    """Rows of plans. Saving holds the plan open and raises the revision, so that an open page meets a conflict."""

    parent_name = "plan"
    actions = None
    list_per_page = 50
    formfield_overrides = {models.TextField: {"widget": admin.widgets.AdminTextareaWidget(attrs={"rows": 4})}}

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out what is deleted."""
        place = "" if self.parent_name == "plan" else f"{self.parent_name}__"
        rows = super().get_queryset(request).filter(deleted_at=None)
        return rows.select_related(f"{place}plan__cycle", f"{place}plan__department")

    def has_change_permission(self, request: HttpRequest, row: Any = None) -> bool:
        """Whether this row can be changed now."""
        return super().has_change_permission(request) and (row is None or plan_of(row).is_editable)

    has_delete_permission = has_change_permission

    @admin.display(description=_("plan"), ordering=None)
    def of_plan(self, row: Any) -> str:
        """The plan the row belongs to."""
        return str(plan_of(row))

    def save_model(self, request: HttpRequest, row: Any, form: Any, change: bool) -> None:
        """Save the row, if the plan can still be changed."""
        with transaction.atomic():
            self._hold(row, request.user)
            row.revision += 1
            row.updated_at, row.updated_by = timezone.now(), request.user
            if not change:
                row.position = type(row).objects.filter(**{self.parent_name: getattr(row, self.parent_name)}).count()
            super().save_model(request, row, form, change)

    def delete_model(self, request: HttpRequest, row: Any) -> None:
        """Delete the row as a lead would: it is out of the plan, and gone when the plan is submitted."""
        with transaction.atomic():
            self._hold(row, request.user)
            now = {"deleted_at": timezone.now()}
            type(row).objects.filter(pk=row.pk).change(by=request.user, **now)
            rows = [row_changes.changed(row, {"deleted_at": None}, now)]
            about = {"of": row_changes.label_of(row), "title": row_changes.title(row)}
            trail.note(plan_of(row), EventKind.DELETED, request.user, rows=rows, parts=parts_of(rows, {}), **about)

    def _hold(self, row: Any, by: Any) -> None:
        try:
            hold_open(plan_of(row), by=by)
        except NotEditable as error:
            raise ValidationError(str(error)) from error
