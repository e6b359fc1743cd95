"""People, their memberships, and who reviews."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from plans import models, resources
from plans.admin.base import SheetAdmin, TableAdmin, TableInline
from plans.admin.inviting import Inviting

User = get_user_model()

# Whoever is staff may do everything here, and what others may do follows from memberships: a group gives nothing.
admin.site.unregister(Group)
# Secrets of a second factor and clients of sign-in are no tables to look at: the factor is taken away with the person,
# the clients come from the environment. An address is changed with its person.
for table in (Authenticator, EmailAddress, SocialApp, SocialAccount, SocialToken):
    admin.site.unregister(table)


class MembershipInline(TableInline):
    """The person's departments."""

    model = models.Membership
    autocomplete_fields = ["department"]


class ReviewInline(TableInline):
    """What the person reviews."""

    model = models.ReviewerAssignment
    autocomplete_fields = ["cycle", "department"]


class PersonForm(forms.ModelForm):
    """A person without a password: they choose their own by the link of their invitation."""

    class Meta:
        model = User
        fields = ["email", "name", "is_staff", "is_active"]

    def save(self, commit: bool = True) -> Any:
        """Save the person; a new one cannot sign in until they have chosen a password."""
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class PersonAdmin(Inviting, SheetAdmin):
    """People with their memberships; a new one is invited by mail."""

    form = PersonForm
    resource_classes = [resources.PersonResource]
    list_display = ["name", "email", "is_staff", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["name", "email"]
    inlines = [MembershipInline, ReviewInline]
    readonly_fields = ["last_login", "date_joined"]
    fields = ["name", "email", "is_active", "is_staff", "last_login", "date_joined"]

    def save_model(self, request: HttpRequest, person: Any, form: Any, change: bool) -> None:
        """Give a new admin every right there is, as staff here have."""
        person.is_superuser = person.is_staff
        super().save_model(request, person, form, change)

    def has_delete_permission(self, request: HttpRequest, person: Any = None) -> bool:
        """A person is made inactive, not deleted: their history stays."""
        return False


@admin.register(models.Membership)
class MembershipAdmin(TableAdmin):
    """Who is what in which department."""

    list_display = ["person", "department", "role"]
    list_filter = ["role", "department__division"]
    list_select_related = ["person", "department"]
    search_fields = ["person__name", "person__email", "department__name"]
    autocomplete_fields = ["person", "department"]


@admin.register(models.ReviewerAssignment)
class ReviewerAssignmentAdmin(TableAdmin):
    """Who reviews whose plans."""

    list_display = ["person", "of_department", "cycle"]
    list_filter = ["cycle"]
    list_select_related = ["person", "department", "cycle"]
    search_fields = ["person__name", "person__email", "department__name"]
    autocomplete_fields = ["person", "department", "cycle"]

    @admin.display(description=_("department"))
    def of_department(self, assignment: models.ReviewerAssignment) -> str:
        """The department, or all."""
        return str(assignment.department or _("all departments"))
