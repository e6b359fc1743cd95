"""The page in Django admin on which the next planning cycle is opened, from what the last one had."""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals.frameworks import continue_frameworks, frameworks_in, is_in_force
from goals.models import Framework
from plans import row_changes, trail
from plans.lifecycle import NotPossible
from plans.models import (
    Department,
    EventKind,
    Membership,
    PlanningCycle,
    ReviewerAssignment,
    Succession,
    SuccessionKind,
)
from plans.opening import Change, ChangeNotPossible, open_cycle, proposed
from plans.prompts import PROMPTS, check_wording

STAYS = "stays"
KINDS = [
    (STAYS, gettext_lazy("stays as it is")),
    (SuccessionKind.RENAMED, gettext_lazy("is renamed to")),
    (SuccessionKind.MERGED, gettext_lazy("is merged into")),
    (SuccessionKind.SPLIT, gettext_lazy("is split into")),
    (SuccessionKind.CLOSED, gettext_lazy("is closed")),
]


class OpenCycleForm(forms.ModelForm):
    """The next cycle as it is proposed: dates, reviewers, frameworks, wording, departments."""

    class Meta:
        model = PlanningCycle
        fields = ["label", "opens", "due_date", "late_allowed", "archive_folder"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("opens", "due_date")}

    def __init__(self, last: PlanningCycle | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = self.instance.first_year
        self.departments = list(Department.objects.filter(is_active=True).select_related("division"))
        reviewers = ReviewerAssignment.objects.filter(cycle=last, person__is_active=True)
        reviewers = reviewers.select_related("person", "department")
        self.fields["reviewers"] = _Reviewers(reviewers, label=_("Reviewers who go on"))
        frameworks = frameworks_in(self.year)
        self.fields["frameworks"] = _Ticked(frameworks, label=_("Plans of the district that go on"))
        self.initial["reviewers"] = [each.pk for each in reviewers]
        self.initial["frameworks"] = [each.pk for each in frameworks if is_in_force(each, self.year)]
        self.reworded = dict(self.instance.wording)
        for key in {**self.reworded, **PROMPTS}:
            self.fields[f"wording-{key}"] = forms.CharField(
                label=PROMPTS.get(key, key),
                required=False,
                max_length=2000,
                validators=[check_wording],
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.initial[f"wording-{key}"] = self.reworded.get(key, "")
        for each in self.departments:
            about = {"aria-label": _("What becomes of %(name)s") % {"name": each.name}}
            self.fields[f"kind-{each.pk}"] = forms.ChoiceField(
                choices=KINDS, initial=STAYS, required=False, widget=forms.Select(attrs=about)
            )
            about = {"aria-label": _("Who carries on %(name)s") % {"name": each.name}, "list": "departments"}
            self.fields[f"into-{each.pk}"] = forms.CharField(
                required=False, max_length=1000, widget=forms.TextInput(attrs=about)
            )

    @property
    def own_fields(self) -> list[Any]:
        """The fields of the cycle itself."""
        return [self[name] for name in self.Meta.fields]

    @property
    def ticked(self) -> list[Any]:
        """What goes on or not, ticked one by one."""
        return [self["reviewers"], self["frameworks"]]

    @property
    def wordings(self) -> list[Any]:
        """The prompts that were reworded."""
        return [self[f"wording-{key}"] for key in self.reworded]

    @property
    def other_wordings(self) -> list[Any]:
        """The prompts that have the form's own words; blank leaves them so."""
        return [self[f"wording-{key}"] for key in PROMPTS if key not in self.reworded]

    @property
    def rows(self) -> Iterator[tuple[Department, Any, Any]]:
        """Each department with its two fields."""
        return ((each, self[f"kind-{each.pk}"], self[f"into-{each.pk}"]) for each in self.departments)

    def clean(self) -> dict[str, Any]:
        """Gather wording and departments."""
        values = super().clean() or self.cleaned_data
        self.instance.wording = {
            key: text for key in {**self.reworded, **PROMPTS} if (text := values.get(f"wording-{key}", "").strip())
        }
        self.changes: dict[Department, Change] = {}
        for each in self.departments:
            kind, into = values.get(f"kind-{each.pk}") or STAYS, values.get(f"into-{each.pk}") or ""
            written = [name for part in into.split(";") if (name := " ".join(part.split()))]
            # Written twice, it is one department, however it is written.
            names = tuple({name.casefold(): name for name in reversed(written)}.values())[::-1]
            if kind != STAYS:
                self.changes[each] = Change(SuccessionKind(kind), names)
            elif names:
                self.add_error(f"kind-{each.pk}", _("Choose what becomes of it, or leave the name out."))
        return values


class _Ticked(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset, required=False, **kwargs)


class _Reviewers(_Ticked):
    def label_from_instance(self, assignment: Any) -> str:
        """Say who reviews what; the year is another one now."""
        return f"{assignment.person}, {assignment.department or _('all departments')}"


def open_next_cycle(request: HttpRequest) -> HttpResponse:
    """Show what is proposed for the next cycle, and open it. Django admin lets nobody but staff in."""
    last = PlanningCycle.objects.first()
    form = OpenCycleForm(last, request.POST or None, instance=proposed(last) if last else _first())
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                before = _standing()
                cycle = open_cycle(
                    form.instance, reviewers=form.cleaned_data["reviewers"], changes=form.changes, by=request.user
                )
                continue_frameworks(cycle.first_year, {each.pk for each in form.cleaned_data["frameworks"]})
                changes = row_changes.between(before, _standing())
                trail.note(None, EventKind.OPENED, request.user, rows=changes, title=cycle.label)
        except ChangeNotPossible as error:
            form.add_error(f"into-{error.department}", str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, opened_words(cycle))
            return redirect("admin:plans_planningcycle_change", cycle.pk)
    title = _("Open the %(year)s cycle") % {"year": form.instance.label}
    context = {**admin.site.each_context(request), "form": form, "title": title, "last": last}
    return render(request, "admin/open_cycle.html", context, status=422 if form.errors else 200)


def _standing() -> row_changes.Rows:
    """Return the rows of the district that opening a year may change, for the trail."""
    return {
        (row_changes.label_of(row), str(row.pk)): row_changes.values_of(row)
        for model in (PlanningCycle, Department, Membership, ReviewerAssignment, Succession, Framework)
        for row in model._default_manager.all()
    }


def opened_words(cycle: PlanningCycle) -> str:
    """Say that a cycle is open, with its plans."""
    count = cycle.plans.count()
    words = ngettext("%(year)s is open, with %(plans)s plan.", "%(year)s is open, with %(plans)s plans.", count)
    return words % {"year": cycle.label, "plans": count}


def _first() -> PlanningCycle:
    """Return the first cycle of all: the school year of today, due on the first Monday of October."""
    today = timezone.localdate()
    year = today.year if today.month >= 7 else today.year - 1
    due = next(day for day in (datetime.date(year, 10, number) for number in range(1, 8)) if day.weekday() == 0)
    return PlanningCycle(label=f"{year}-{(year + 1) % 100:02d}", opens=min(today, due), due_date=due)
