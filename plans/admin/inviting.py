"""The page on which an admin invites people by a list, and what the table of people does about how they get in."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.inviting import invite_lines, invite_person
from pusdplans.accounts.second_factor import forget_factors
from pusdplans.accounts.sessions import end_sessions

LARGEST_LIST = 500_000


class ListForm(forms.Form):
    """People to invite: written or pasted, or in a file, or both."""

    people = forms.CharField(
        label=_("People"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 80, "spellcheck": "false", "class": "vLargeTextField"}),
        help_text=_("One line each: e-mail address, name, department, role (lead, contributor or viewer)."),
    )
    file = forms.FileField(
        label=_("or a CSV file"), required=False, help_text=_("With the same columns, in the same order.")
    )

    def clean_file(self) -> str:
        """Return the file's text."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_LIST:
            raise forms.ValidationError(_("This file is too large for a list of people."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is not a CSV file in UTF-8: paste the lines instead.")) from error

    def clean(self) -> dict[str, Any]:
        """Put both together. Raises ValidationError if there is nothing."""
        values = super().clean() or self.cleaned_data
        text = "\n".join(filter(str.strip, (values.get("people") or "", values.get("file") or "")))
        if not text and not self.errors:
            raise forms.ValidationError(_("Write at least one line, or choose a file."))
        return values | {"text": text}


class Inviting:
    """Adds inviting to the admin of people."""

    actions = ["send_invitations", "sign_out_everywhere", "take_second_factor_away"]
    change_list_template = "admin/accounts/user/change_list.html"

    def get_urls(self) -> list[Any]:
        """Put the page of the list before Django's own."""
        page = self.admin_site.admin_view(self.invite_list)  # type: ignore[attr-defined]
        return [path("invite/", page, name="accounts_user_invite"), *super().get_urls()]  # type: ignore[misc]

    def invite_list(self, request: HttpRequest) -> HttpResponse:
        """Invite the people of a list; the lines that could not be read stay on the page, with what is wrong."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        form, problems = ListForm(request.POST or None, request.FILES or None), []
        if request.method == "POST" and form.is_valid():
            lines = invite_lines(form.cleaned_data["text"], by=request.user)
            problems = [line for line in lines if line.problem]
            _say(request, sum(line.is_invited for line in lines), len(lines) - len(problems))
            if not problems:
                return redirect("admin:accounts_user_changelist")
            form = ListForm(initial={"people": "\n".join(line.text for line in problems)})
            for number, line in enumerate(problems, 1):
                line.number = number
        context = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        context |= {"title": _("Invite people"), "form": form, "problems": problems, "opts": self.opts}  # type: ignore[attr-defined]
        return render(request, "admin/accounts/user/invite.html", context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Invite a new person, once their departments are known; whoever is closed is out at once."""
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        person = form.instance
        if not person.is_active:
            end_sessions(person)
        elif not change and invite_person(person, by=request.user):
            _say(request, 1, 1)

    @admin.action(description=_("Send an invitation"))
    def send_invitations(self, request: HttpRequest, people: Any) -> None:
        """Invite those chosen who have no password yet; an earlier link of theirs works no more."""
        invited = sum([invite_person(person, by=request.user) for person in people])
        _say(request, invited, len(people))

    @admin.action(description=_("Sign out everywhere"))
    def sign_out_everywhere(self, request: HttpRequest, people: Any) -> None:
        """End every session of those chosen; what they are typing is saved once they signed in again."""
        ended = 0
        with transaction.atomic():
            for person in people:
                ended += end_sessions(person)
                self.log_change(request, person, "Signed out everywhere")  # type: ignore[attr-defined]
        said = ngettext("%(count)s session has ended.", "%(count)s sessions have ended.", ended)
        messages.success(request, said % {"count": ended})

    @admin.action(description=_("Take the second factor away"))
    def take_second_factor_away(self, request: HttpRequest, people: Any) -> None:
        """Let those who lost phone and codes set up a new one; they are signed out everywhere."""
        with transaction.atomic():
            for person in people:
                forget_factors(person)
                end_sessions(person)
                self.log_change(request, person, "Second factor taken away")  # type: ignore[attr-defined]
        said = ngettext("%(count)s person can", "%(count)s people can", len(people)) % {"count": len(people)}
        messages.success(request, _("%(people)s set up a new second factor now.") % {"people": said})


def _say(request: HttpRequest, invited: int, read: int) -> None:
    if invited:
        said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", invited)
        messages.success(request, said % {"count": invited})
    if read > invited:
        said = ngettext(
            "%(count)s person has a password already, and just signs in.",
            "%(count)s people have a password already, and just sign in.",
            read - invited,
        )
        messages.info(request, said % {"count": read - invited})
