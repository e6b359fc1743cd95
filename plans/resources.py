"""Tables as CSV and XLSX sheets: each line is checked as a form would be, and a file with one bad line changes nothing."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.widgets import ManyToManyWidget

from plans import trail
from plans.models import (
    BudgetLine,
    Contact,
    Department,
    Division,
    Event,
    Membership,
    Plan,
    Position,
    Role,
    Service,
    Via,
)
from plans.rich_text import clean_inline, clean_rich
from plans.rows import noting
from plans.rows.saving import NotEditable, hold_open
from plans.sheet_columns import ByName, IdWidget, Number, PlanWidget, RowWidget, YesOrNo, refuse_locked
from pusdplans.accounts.sessions import end_sessions


class SheetResource(resources.ModelResource):
    """A sheet: checked line by line against the model's own rules; all or nothing."""

    WIDGETS_MAP = {**resources.ModelResource.WIDGETS_MAP, "DecimalField": Number}

    class Meta:
        abstract = True
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        """Import all lines, or none."""
        kwargs["rollback_on_validation_errors"] = True
        self.events: list[Event] = []
        with trail.through(Via.IMPORT):
            return super().import_data(dataset, *args, **kwargs)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Write the row, and remember what became of it."""
        then = None if is_create else noting.stored(instance)
        super().do_instance_save(instance, is_create)
        self.events += noting.events_of_saving(then, instance, None)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Note what the sheet changed, in the same transaction."""
        super().after_import(dataset, result, **kwargs)
        noting.add_imported(self.events, kwargs.get("user"))


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
            hold_open(parent if isinstance(parent, Plan) else parent.plan, by=kwargs.get("user"))
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
    is_active = fields.Field("is_active", "is_active", YesOrNo())

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
    is_active = fields.Field("is_active", "is_active", YesOrNo())
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

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Write the memberships, and remember what became of them."""
        before = {each.pk: each for each in Membership.objects.filter(person=instance)}
        super().save_m2m(instance, row, **kwargs)
        after = {each.pk: each for each in Membership.objects.filter(person=instance)}
        gone = [each for key, each in before.items() if key not in after]
        self.events += noting.events_of_deleting(gone, None)
        for key, each in after.items():
            self.events += noting.events_of_saving(before.get(key), each, None)

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
