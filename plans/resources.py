"""Tables as CSV and XLSX sheets: each line is checked as a form would be, and a file with one bad line changes nothing."""

import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget, Widget

from plans.models import BudgetLine, Contact, Department, Division, Membership, Plan, Position, Role, Service
from plans.rich_text import clean_inline, clean_rich
from plans.rows.saving import NotEditable, hold_open
from pusdplans.accounts.sessions import end_sessions


class SheetResource(resources.ModelResource):
    """A sheet: checked line by line against the model's own rules; all or nothing."""

    class Meta:
        abstract = True
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        """Import all lines, or none."""
        kwargs["rollback_on_validation_errors"] = True
        return super().import_data(dataset, *args, **kwargs)


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


class RowResource(SheetResource):
    """Rows of plans. An imported row is a save: it holds the plan open and raises the revision."""

    id = fields.Field("id", "id", IdWidget())
    rich: tuple[str, ...] = ()
    inline: tuple[str, ...] = ()
    parent_name = "plan"

    class Meta(SheetResource.Meta):
        abstract = True

    def get_queryset(self) -> Any:
        """Leave out what is deleted."""
        return super().get_queryset().filter(deleted_at=None)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Sanitise the texts, and note the change on the row and its plan."""
        for name in self.rich:
            setattr(instance, name, clean_rich(getattr(instance, name) or ""))
        for name in self.inline:
            setattr(instance, name, clean_inline(getattr(instance, name) or ""))
        parent = getattr(instance, self.parent_name)
        try:
            hold_open(parent if isinstance(parent, Plan) else parent.plan)
        except NotEditable as error:
            raise ValidationError(str(error)) from error
        stored = type(instance).objects.filter(pk=instance.pk).select_related(self.parent_name).first()
        if stored is None:
            instance.position = type(instance).objects.filter(**{self.parent_name: parent}).count()
        else:
            before = getattr(stored, self.parent_name)
            refuse_locked(before if isinstance(before, Plan) else before.plan)
            instance.revision = stored.revision + 1
        instance.updated_at, instance.updated_by = timezone.now(), kwargs.get("user")


class DivisionResource(SheetResource):
    """Divisions, by name."""

    class Meta(SheetResource.Meta):
        model = Division
        fields = ["name"]
        import_id_fields = ["name"]


class DepartmentResource(SheetResource):
    """Departments, by their name in addresses."""

    division = fields.Field("division", "division", ByName(Division, "name"))

    class Meta(SheetResource.Meta):
        model = Department
        fields = ["slug", "name", "division", "is_active"]
        import_id_fields = ["slug"]


class MembershipsWidget(ManyToManyWidget):
    """Memberships as "instructional-services: lead; special-education: viewer"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[tuple[Department, str]]:
        """Read the departments and roles. Raises ValueError with a sentence."""
        found = []
        for part in filter(None, (each.strip() for each in str(value or "").split(";"))):
            slug, _colon, role = (each.strip() for each in part.partition(":"))
            department = Department.objects.filter(slug=slug).first()
            if department is None:
                raise ValueError(_("There is no department “%(value)s”.") % {"value": slug})
            if role not in Role.values:
                raise ValueError(
                    _("“%(value)s” is no role: write lead, contributor or viewer, like %(slug)s: lead.")
                    % {"value": role, "slug": slug}
                )
            found.append((department, role))
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Write the memberships."""
        return "; ".join(f"{each.department.slug}: {each.role}" for each in value.all()) if value else ""


class MembershipsField(fields.Field):
    """A person's memberships, written after the person is."""

    def get_value(self, instance: Any) -> Any:
        """Return the memberships; a person who is not saved yet has none."""
        return super().get_value(instance) if instance.pk else None

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        """Make the memberships what the cell says."""
        wanted = dict(self.clean(row, **kwargs))
        instance.memberships.exclude(department__in=wanted).delete()
        for department, role in wanted.items():
            Membership.objects.update_or_create(person=instance, department=department, defaults={"role": role})


class PersonResource(SheetResource):
    """People by e-mail, with their memberships; a password is never in a sheet."""

    email = fields.Field("email", "email")
    memberships = MembershipsField("memberships", "memberships", MembershipsWidget(Membership))

    class Meta(SheetResource.Meta):
        model = get_user_model()
        fields = ["email", "name", "is_active", "memberships"]
        import_id_fields = ["email"]
        skip_unchanged = False

    def get_queryset(self) -> Any:
        """Bring the memberships along."""
        return super().get_queryset().prefetch_related("memberships__department")

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Read the address in lower case, as it is kept."""
        row["email"] = str(row.get("email") or "").strip().lower()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Read the line; a new person chooses a password of their own."""
        super().import_instance(instance, row, **kwargs)
        if not instance.password:
            instance.set_unusable_password()

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Put out at once whoever the sheet closes."""
        if not instance.is_active:
            end_sessions(instance)


class ContactResource(RowResource):
    """Contacts."""

    plan = fields.Field("plan", "plan", PlanWidget())

    class Meta(RowResource.Meta):
        model = Contact
        fields = ["id", "plan", "name", "phone", "email"]


class ServiceResource(RowResource):
    """Lines of the lists of services, with their level, 0 outermost."""

    plan = fields.Field("plan", "plan", PlanWidget())
    inline = ("text",)

    class Meta(RowResource.Meta):
        model = Service
        fields = ["id", "plan", "level", "text"]


class PositionResource(RowResource):
    """The roster; "reports_to" holds the id of another position of the same plan."""

    plan = fields.Field("plan", "plan", PlanWidget())
    reports_to = fields.Field("reports_to", "reports_to", RowWidget(Position, "plan"))

    class Meta(RowResource.Meta):
        model = Position
        fields = ["id", "plan", "staff_member", "title", "position_number", "fte", "reports_to"]


class BudgetLineResource(RowResource):
    """Budget lines."""

    plan = fields.Field("plan", "plan", PlanWidget())

    class Meta(RowResource.Meta):
        model = BudgetLine
        fields = ["id", "plan", "fund", "resource", "object", "description", "amount", "fte"]
