"""What was found in a Word form, as the pieces a lead looks at one by one: where each goes, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.rich_text import clean_inline, clean_plain, clean_rich
from pusdplans.imports.outlines import as_list, as_text, walked

HERE, UNPLACED, OUT = "here", "unplaced", "out"
# An action that is done: it stays behind, as what is left out does, and is counted apart.
FINISHED = "finished"
STAYS = (OUT, FINISHED)
RICH, OUTLINE, LINE, INLINE = "rich", "outline", "line", "inline"
_CLEAN = {LINE: clean_plain, INLINE: clean_inline}


@dataclass(frozen=True)
class Field:
    """A text of a piece that can be corrected. longest: in characters, None where there is no limit."""

    name: str
    label: str | Promise
    kind: str = LINE
    longest: int | None = None

    def clean(self, text: str) -> str:
        """Return a text that was sent for it as it is kept."""
        return _CLEAN.get(self.kind, clean_rich)(text)


_MAIN = Field("text", gettext_lazy("Text"), RICH)
_LINES = Field("text", gettext_lazy("Text"), OUTLINE)
FIELDS: dict[str, tuple[Field, ...]] = {
    "contact": (
        Field("name", gettext_lazy("Name"), longest=300),
        Field("phone", gettext_lazy("Telephone"), longest=100),
        Field("email", gettext_lazy("E-mail"), longest=254),
    ),
    "clause": (Field("text", gettext_lazy("Clause")),),
    "focus": (Field("text", gettext_lazy("Focus"), longest=300),),
    "metric": (
        Field("text", gettext_lazy("Metric"), RICH),
        Field("source", gettext_lazy("Source"), longest=300),
        Field("unit", gettext_lazy("Unit"), longest=100),
    ),
    "target": (
        Field("text", gettext_lazy("Target"), RICH),
        Field("baseline", gettext_lazy("Baseline"), longest=300),
        Field("value", gettext_lazy("Value to reach"), longest=300),
    ),
    "service": (_LINES,),
    "goal": (
        Field("statement", gettext_lazy("Goal"), RICH),
        Field("focus", gettext_lazy("Focus"), longest=300),
        Field("outcomes", gettext_lazy("Outcomes"), RICH),
        Field("audience", gettext_lazy("Targeted audience"), RICH),
    ),
    "action": (_LINES, Field("resource_note", gettext_lazy("Note on resources"))),
    "position": (
        Field("name", gettext_lazy("Staff member"), longest=300),
        Field("title", gettext_lazy("Title"), longest=300),
        Field("position_number", gettext_lazy("Position number"), longest=50),
    ),
    "budget-line": (
        Field("fund", gettext_lazy("Fund"), longest=100),
        Field("resource", gettext_lazy("Resource"), longest=100),
        Field("object", gettext_lazy("Object"), longest=100),
        Field("description", gettext_lazy("Description"), longest=1000),
    ),
    "alignment": (),
    "named": (),
    "file": (),
}
# What a piece says besides, which is shown and kept, and corrected later in the plan.
_FACTS: dict[str, str | Promise] = {
    "due": gettext_lazy("By"),
    "additional_resources": gettext_lazy("Additional resources"),
    "estimated_cost": gettext_lazy("Estimated cost"),
    "estimated_fte": gettext_lazy("Estimated FTE"),
    "amount": gettext_lazy("Amount"),
    "fte": gettext_lazy("FTE"),
    "framework": gettext_lazy("Plan"),
    "code": gettext_lazy("Entry"),
    "wording": gettext_lazy("Wording"),
    "head": gettext_lazy("Reports to"),
    "what": gettext_lazy("What it says"),
}
CLAUSE_WORDS = {"if": gettext_lazy("IF"), "and": gettext_lazy("AND"), "then": gettext_lazy("THEN")}


@dataclass(frozen=True)
class Own:
    """What the plan says itself: named values by key, (framework, code) of the district's entries, SHA-256 of its files."""

    named: Mapping[str, str] = field(default_factory=dict)
    entries: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[str] = frozenset()


@dataclass
class Piece:
    """One thing found. key: stable, for field names. part: the slug of the plan's part. shape: a key of FIELDS, or "text".

    item: its JSON values. goal: counted from 0. why: how sure, in a sentence. default: where it goes unless somebody says
    otherwise; without `has_place` it cannot go "here". only: the places it may go, where it may not go everywhere.
    stays_behind: whether it is left out unless somebody says otherwise. by_line: whether each line of its outline is
    taken, corrected or left by itself.
    """

    key: str
    part: str
    shape: str
    label: str
    item: dict[str, Any]
    goal: int | None = None
    level: str = ""
    why: str = ""
    has_place: bool = True
    only: tuple[str, ...] = ()
    stays_behind: bool = False
    by_line: bool = False

    @property
    def default(self) -> str:
        """Where it goes unless somebody says otherwise."""
        if self.stays_behind:
            return OUT
        return HERE if self.has_place else UNPLACED

    @property
    def fields(self) -> tuple[Field, ...]:
        """The texts that can be corrected: the first always, the others where there is something."""
        fields = FIELDS.get(self.shape, (_MAIN,))
        has = tuple(each for index, each in enumerate(fields) if index == 0 or self.item.get(each.name))
        return (*self.line_fields, *(each for each in has if each.kind != OUTLINE)) if self.by_line else has

    @property
    def line_fields(self) -> tuple[Field, ...]:
        """The texts of the lines of its outline, by number, where each is corrected by itself."""
        label = gettext_lazy("Text")
        return tuple(Field(f"line-{number}", label, INLINE) for number in range(len(self.lines)))

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of its outline, itself the first, where each is decided by itself."""
        return [each for _level, each in walked([self.item])] if self.by_line else []

    def value(self, each: Field) -> str:
        """Return a text as it was found: HTML for rich texts and outlines."""
        if each.kind == OUTLINE:
            return as_list(self.item)
        if each.kind == INLINE:
            return str(self.lines[line_number(each.name)]["text"])
        return self.item.get(each.name) or ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What else it says, with labels."""
        return facts_of(self.item)

    @property
    def html(self) -> str:
        """The piece as it reads in the file."""
        return as_rich(self.shape, self.item)


def line_number(name: str) -> int:
    """Return the number of the line that a text of this name is of."""
    return int(name.removeprefix("line-"))


def facts_of(item: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what an item says besides its texts, with labels."""
    said: dict[Any, str] = {True: _("Yes"), False: _("No")}
    values = {key: item.get(key) for key in _FACTS}
    return [
        (str(_FACTS[key]), str(said.get(value, value) if isinstance(value, bool) else value))
        for key, value in values.items()
        if value not in (None, "")
    ]


def as_rich(shape: str, item: dict[str, Any]) -> str:
    """Return all that an item says as rich text."""
    html = ""
    for index, each in enumerate(FIELDS.get(shape, (_MAIN,))):
        value = item.get(each.name)
        if each.kind == OUTLINE:
            html += as_text(item)
        elif each.kind == RICH:
            html += f"<p><strong>{escape(str(each.label))}</strong></p>{value}" if index and value else value or ""
        elif shape == "clause":
            html += f"<p><strong>{CLAUSE_WORDS[item['kind']]}</strong> {escaped(value or '')}</p>"
        elif value:
            label = "" if index == 0 else f"{escape(str(each.label), quote=False)}: "
            html += f"<p>{label}{escaped(value)}</p>"
    if shape in ("named", "file"):
        return f"<p>{escaped(item['what'])}</p>"
    return html + "".join(f"<p>{escape(label, quote=False)}: {escaped(value)}</p>" for label, value in facts_of(item))


def escaped(text: str) -> str:
    """Return plain text as HTML, its line ends kept."""
    return escape(text, quote=False).replace("\n", "<br>")
