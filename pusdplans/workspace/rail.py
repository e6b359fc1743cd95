"""The rail beside a plan: its parts with their letters, and a mark of how complete each is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Plan
from plans.rows.views import plan_url
from pusdplans.workspace.sections import SECTIONS, UNPLACED, Section

CURRENT = mark_safe(' aria-current="page"')


@dataclass
class RailLink:
    """A part's line. `count`: how many of its gaps block, blank for none; `current`: the attribute of the page shown.

    comments: how many threads are open in it, for the eye and the ear; blank for none.
    """

    slug: str
    letter: str
    name: str | Promise
    address: str
    mark: str
    words: str
    count: str
    current: SafeString | str
    comments: SafeString | str


def rail_of(
    plan: Plan, *, editing: bool, shown: Section | None = None, threads: Counter[str] | None = None
) -> Iterator[RailLink]:
    """Yield the lines; they lead to the parts' pages while the plan is edited, else to their place in the document.

    threads: how many are open in each part.
    """
    left_over = (plan.progress or {}).get("unplaced", 0)
    parts: dict[str, dict[str, int]] = (plan.progress or {}).get("parts", {})
    parts = {**parts, UNPLACED: {"blocking": 0, "warning": left_over}}
    address = plan_url(plan)
    marks = mark_words()
    for slug, section in SECTIONS.items():
        if slug == UNPLACED and not left_over:
            continue
        counts: dict[str, Any] | None = parts.get(slug)
        mark = _mark(counts)
        yield RailLink(
            slug=slug,
            letter=section.letter,
            name=section.name,
            address=f"{address}{slug}/" if editing else f"{address}document/#{slug}",
            mark=f"is-{mark}" if mark else "",
            words=marks.get(mark, ""),
            count=str(counts["blocking"]) if counts and counts["blocking"] else "",
            current=CURRENT if section is shown else "",
            comments=open_words(threads[slug]) if threads else "",
        )


def open_words(number: int) -> SafeString | str:
    """Return how many comments are open, for the eye and the ear; blank for none."""
    if not number:
        return ""
    words = ngettext("open comment", "open comments", number)
    return format_html('<b>{}</b> <span class="visually-hidden">{}</span>', number, words)


def mark_words() -> dict[str, str]:
    """Return what each mark says, for those who do not see it."""
    return {"blocking": _("incomplete"), "warning": _("has hints"), "done": _("complete")}


def _mark(counts: dict[str, int] | None) -> str:
    if counts is None:
        return ""
    return "blocking" if counts["blocking"] else "warning" if counts["warning"] else "done"
