"""What happened, in words: one sentence of each event, said of the person who did it ("changed the goal “Leaders”")."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans.models import Event, EventKind, PlanPart
from plans.row_changes import columns
from plans.rows.kind import kind_of

# Columns that say where a row stands, of which a person reads in the sentence, and where a file is stored.
UNSAID = {"position", "deleted_at", "level", "plan_id", "goal_id", "file", "content_type", "size", "sha256"}


def sentence(event: Event, fields: Iterable[str] | None = None) -> str:
    """Say what somebody did. fields: which of the changed columns to name; all of them by default."""
    words = _WORDS.get(EventKind(event.kind)) if event.kind in EventKind.values else None
    if event.kind == EventKind.CHANGED:
        return _changed(event, fields)
    return words(event) if words else event.get_kind_display()


def is_told(name: str) -> bool:
    """Whether a person is told of a column by itself."""
    return name not in UNSAID


def name_of(of: str) -> str:
    """Say what a row of a table is called."""
    return str(apps.get_model(of)._meta.verbose_name) if of else _("row")


def label_of_column(of: str, name: str) -> str:
    """Say what a column is called; blank where it is the row's own text."""
    model = apps.get_model(of)
    field = columns(model).get(name)
    words = str(getattr(field, "verbose_name", name))
    return "" if name in ("text", "prose", "statement") or words == str(model._meta.verbose_name) else words


def is_rich(of: str, name: str) -> bool:
    """Whether a column holds text of the HTML subset."""
    kind = kind_of(of)
    form: Any = kind.form if kind else None
    return form is not None and name in (*form.rich_fields, *form.inline_fields)


def changed_columns(event: Event) -> list[str]:
    """Return the names of the columns that an event changed, but for places."""
    return list(dict.fromkeys(name for row in event.rows for name in row["to"] or () if is_told(name)))


def row_words(event: Event) -> str:
    """Name the row that an event is about."""
    of, title = event.detail.get("of", ""), event.detail.get("title", "")
    if of == "plans.plantext":
        return _("the budget note") if "budget" in event.parts else str(PlanPart.PURPOSE.label)
    if of == "plans.theoryofaction":
        return _("the theory of action in prose")
    if not title:
        return _("one %(kind)s") % {"kind": name_of(of)}
    return _("the %(kind)s “%(title)s”") % {"kind": name_of(of), "title": title}


def _changed(event: Event, fields: Iterable[str] | None) -> str:
    of = event.detail.get("of", "")
    names = [label_of_column(of, name) for name in (changed_columns(event) if fields is None else fields)] if of else []
    said = ", ".join(filter(None, names))
    words = _("changed %(row)s") % {"row": row_words(event)}
    return f"{words}: {said}" if said else words


def _added(event: Event) -> str:
    new = [row for row in event.rows if row["from"] is None]
    if len(new) > 1:
        number = {"number": len(new), "kinds": apps.get_model(new[0]["of"])._meta.verbose_name_plural}
        return _("added %(number)s %(kinds)s") % number
    if not event.detail.get("title"):
        return _("added a new %(kind)s") % {"kind": name_of(event.detail.get("of", ""))}
    return _("added %(row)s") % {"row": row_words(event)}


def _deleted(event: Event) -> str:
    words = _("deleted %(row)s") % {"row": row_words(event)}
    along = len(event.rows) - 1
    if not along:
        return words
    also = ngettext("and %(number)s row beneath it", "and %(number)s rows beneath it", along) % {"number": along}
    return f"{words} {also}"


def _linked(event: Event) -> str:
    goal, to = _goal(event), event.detail.get("to", "")
    if event.detail.get("of") == "goals.alignment":
        words = _("aligned %(goal)s to %(to)s")
        gone = _("took away that %(goal)s is aligned to %(to)s")
    else:
        words = _("linked %(goal)s to the service “%(to)s”")
        gone = _("took away that the service “%(to)s” carries %(goal)s")
    return (words if event.kind == EventKind.LINKED else gone) % {"goal": goal, "to": to}


def _goal(event: Event) -> str:
    """Name the goal that a link starts from."""
    title = event.detail.get("title", "")
    return _("the goal “%(title)s”") % {"title": title} if title else _("one goal")


def _loaded(event: Event) -> str:
    if event.detail.get("file"):
        # One taken in before events said so is known by its way.
        is_earlier = event.detail.get("earlier") or event.via == "page"
        words = _("started from “%(file)s”") if is_earlier else _("took in the Word form “%(file)s”")
        return words % {"file": event.detail["file"]}
    return _("filled the plan from a document")


def _imported(event: Event) -> str:
    of = event.detail.get("of", "")
    kinds = apps.get_model(of)._meta.verbose_name_plural if of else _("rows")
    return _("imported a sheet of %(kinds)s") % {"kinds": kinds}


def _extended(event: Event) -> str:
    days = {name: formats.date_format(parse_date(event.detail[name]), "M j, Y") for name in ("from", "to")}
    return _("moved the due date from %(from)s to %(to)s") % days


def _cleared(event: Event) -> str:
    number = len(event.rows)
    words = ngettext(
        "cleared away %(number)s row that was deleted before",
        "cleared away %(number)s rows that were deleted before",
        number,
    )
    return words % {"number": number}


def _made(event: Event) -> str:
    before = ", ".join(event.detail.get("carries_on", []))
    return (
        _("made the plan, which carries on that of %(before)s") % {"before": before} if before else _("made the plan")
    )


def _of_version(words: Any) -> Callable[[Event], str]:
    return lambda event: words % {"version": event.detail.get("version", "")}


def _of_row(words: Any) -> Callable[[Event], str]:
    return lambda event: words % {"row": row_words(event)}


def _of_form(words: Any, of_earlier: Any = "") -> Callable[[Event], str]:
    """Say what was done with a Word form; `of_earlier`: how that is said of an earlier year's plan."""

    def said(event: Event) -> str:
        chosen = of_earlier if of_earlier and event.detail.get("earlier") else words
        return str(chosen % {"file": event.detail.get("file", "")})

    return said


_WORDS: dict[EventKind, Callable[[Event], str]] = {
    EventKind.BEGAN: lambda event: _("began to keep every change: what was before is told by the versions alone"),
    EventKind.CREATED: _made,
    EventKind.STARTED: lambda event: _("began to write the plan"),
    EventKind.SUBMITTED: _of_version(gettext_lazy("submitted version %(version)s")),
    EventKind.RETURNED: _of_version(gettext_lazy("returned version %(version)s")),
    EventKind.APPROVED: _of_version(gettext_lazy("approved version %(version)s")),
    EventKind.REOPENED: _of_version(gettext_lazy("reopened the plan after version %(version)s")),
    EventKind.FILED: _of_version(gettext_lazy("filed version %(version)s")),
    EventKind.EXTENDED: _extended,
    EventKind.LOADED: _loaded,
    EventKind.EXPORTED: lambda event: _("exported “%(title)s”") % {"title": event.detail.get("title", "")},
    EventKind.FORM_READ: _of_form(gettext_lazy("uploaded the Word form “%(file)s”")),
    EventKind.FORM_LEFT: _of_form(
        gettext_lazy("set the Word form “%(file)s” aside"), gettext_lazy("set “%(file)s” aside")
    ),
    EventKind.FORM_REOPENED: _of_form(
        gettext_lazy("took the Word form “%(file)s” up again"), gettext_lazy("took “%(file)s” up again")
    ),
    EventKind.ADDED: _added,
    EventKind.DELETED: _deleted,
    EventKind.RESTORED: _of_row(gettext_lazy("brought back %(row)s")),
    EventKind.MOVED: _of_row(gettext_lazy("moved %(row)s")),
    EventKind.INDENTED: _of_row(gettext_lazy("moved %(row)s to another level")),
    EventKind.LINKED: _linked,
    EventKind.UNLINKED: _linked,
    EventKind.ATTACHED: lambda event: _("attached the file “%(title)s”") % {"title": event.detail.get("title", "")},
    EventKind.CLEARED: _cleared,
    EventKind.IMPORTED: _imported,
    EventKind.LAID_OUT: _of_form(gettext_lazy("laid “%(file)s” out to start from")),
    EventKind.OPENED: lambda event: _("opened the year %(title)s") % {"title": event.detail.get("title", "")},
    EventKind.COMMENTED: lambda event: _("wrote a comment"),
    EventKind.RESOLVED: lambda event: _("resolved a comment"),
    EventKind.UNRESOLVED: lambda event: _("opened a comment again"),
}
