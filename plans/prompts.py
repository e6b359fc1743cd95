"""The form's own wording, by key: labels, help texts and questions, with the years of the cycle filled in.

An admin can reword each for a cycle. A wording may hold {year} ("2020-21"), {long_year} ("2020 - 2021"), {short_year}
("20-21") and {next_year} ("21-22"), always computed from the cycle (form: "computed ..., never typed").
"""

import functools
import re

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from plans.models import PlanningCycle

PROMPTS: dict[str, str | Promise] = {
    "cover_title": _("{department} Department Plan"),
    "cover_year": _("{long_year} Annual Plan"),
    "cover_help": _("Fill in the boxes below, feel free to expand to additional page:"),
    "department": _("Department"),
    "purpose": _("Department statement of purpose"),
    "purpose_help": _("Insert statement describing what your Division does and its purpose"),
    "theory_of_action": _("Department theory of action"),
    "theory_of_action_cover": _("Department theory of action (TOA)"),
    "theory_of_action_help": _(
        "Your TOA provides a road map for what needs to happen and what Division needs to do to achieve desired outcome(s) "
        "for students. Can be an IF...AND...THEN statement."
    ),
    "org_chart": _("Department organizational chart"),
    "org_chart_help": _(
        "Please attach an organizational chart that depicts your current Division, Departments, reporting structure, "
        "including staff members, titles, position numbers, and FTE."
    ),
    "budget": _("Department budget"),
    "contact": _("Department contact"),
    "contact_reach": _("Telephone/E-mail"),
    "planning_title": _("Department Annual Planning Form"),
    "planning_help": _("Fill in the boxes below:"),
    "department_name": _("Department name"),
    "services": _("List of services"),
    "linking": _(
        "The following is a template for Department staff to think about linking together who they serve, desired outcomes, "
        "services/strategies/actions they take, and how they know if desired outcomes are being achieved."
    ),
    "goals": _("Department Goals (Outcomes) {year}"),
    "goals_help": _("What outcomes do you want to see? For who? Are they aligned to Strategic, LCAP, other plans?"),
    "outcomes": _("Outcomes"),
    "audience": _("Targeted Audience"),
    "metrics": _("Metrics"),
    "metrics_help": _("How will you measure impact?"),
    "targets": _("Targets"),
    "targets_help": _("Include baseline level, if available"),
    "actions": _("Department Actions for {year}"),
    "actions_help": _("What will we do in {short_year} to achieve our goals and meet our targets?"),
    "resources": _("Will this take additional resources to do in {next_year}?"),
}
# What a wording may leave to be filled in.
PLACES = ("year", "long_year", "short_year", "next_year", "department")


def check_wording(text: str) -> None:
    """Raise ValidationError, in words, for a place in braces that nothing is filled into."""
    unknown = [name for name in re.findall(r"\{(\w*)\}", text) if name not in PLACES]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        raise ValidationError(
            _("Nothing is filled in for {%(name)s}: there are %(known)s."), params={"name": unknown[0], "known": known}
        )


def prompts_of(cycle: PlanningCycle, department: str = "", wording: dict[str, str] | None = None) -> dict[str, str]:
    """Return the wording of every prompt in this cycle, years filled in. wording: that of a submission, if it is shown."""
    reworded = cycle.wording if wording is None else wording
    return dict(_prompts(get_language(), cycle.label, department, tuple(sorted(reworded.items()))))


@functools.lru_cache(maxsize=500)
def _prompts(language: str | None, label: str, department: str, wording: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Every page shows them all, and they change with language, cycle and wording only."""
    cycle, reworded = PlanningCycle(label=label), dict(wording)
    first = cycle.first_year
    years = {
        "year": cycle.label,
        "long_year": cycle.long_label,
        "short_year": f"{first % 100:02d}-{(first + 1) % 100:02d}",
        "next_year": f"{(first + 1) % 100:02d}-{(first + 2) % 100:02d}",
        "department": department,
    }
    worded = {key: reworded.get(key) or str(text) for key, text in PROMPTS.items()}
    return {key: _filled(text, years) for key, text in worded.items()}


def _filled(text: str, years: dict[str, str]) -> str:
    for name, value in years.items():
        text = text.replace("{" + name + "}", value)
    return text
