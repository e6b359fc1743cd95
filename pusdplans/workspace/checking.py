"""The page on which a lead checks what was found in a Word form, or takes over an earlier year's plan: its parts, its pieces, and what needs a look first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from plans.models import FormReading, Plan
from plans.rich_text import shorten
from pusdplans.document.collect import collect
from pusdplans.document.schema import PlanDocument, to_json
from pusdplans.imports import merging
from pusdplans.imports.finding import pieces
from pusdplans.imports.pieces import FINISHED, HERE, INLINE, OUT, STAYS, UNPLACED, Field, Own, Piece
from pusdplans.imports.placing import Choice, goes_with_its_goal, places_of
from pusdplans.workspace.form_readings import Decided
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.sections import UNPLACED as LEFT_OVER

# Parts shown on the page; the goals' actions come in, or stay out, with their goals.
OF_PART = {"actions": "goals"}
LISTED = 12


@dataclass(frozen=True)
class Text:
    """A text of a piece as it will go into the plan, with what is wrong with it."""

    field: Field
    value: str
    is_corrected: bool
    problem: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a piece's outline on the page, by its number, with those beneath it."""

    number: int
    text: Text
    is_left: bool
    beneath: list["Line"]

    @property
    def words(self) -> str:
        """Its first words, for labels."""
        return shorten(self.text.value, 70)


@dataclass(frozen=True)
class Shown:
    """A piece on the page."""

    piece: Piece
    place: str
    options: SafeString
    texts: list[Text]
    goes_with_goal: bool = False
    lines: list[Line] = field(default_factory=list)
    lines_left: int = 0

    @property
    def stays(self) -> bool:
        """Whether it is left out."""
        return self.place in STAYS or self.goes_with_goal

    @property
    def is_moved(self) -> bool:
        """Whether somebody sent it elsewhere, corrected it, or left lines of it out."""
        return (
            self.place != self.piece.default or any(each.is_corrected for each in self.texts) or bool(self.lines_left)
        )

    @property
    def other_texts(self) -> list[Text]:
        """Its texts besides the lines of its outline."""
        return [each for each in self.texts if each.field.kind != INLINE]

    @property
    def words(self) -> str:
        """Its first words, for links."""
        return shorten(self.piece.html, 70)

    @property
    def has_problem(self) -> bool:
        """Whether a text of it cannot go in as it is."""
        return any(each.problem for each in self.texts)


def page_of(plan: Plan, reading: FormReading, so_far: Decided) -> dict[str, Any]:
    """Return what the page shows."""
    current = collect(plan)
    options, problems = _Options(so_far), so_far.problems()
    places = {each.key: so_far.place(each) for each in so_far.found}
    texts = {each.key: _texts(each, so_far, problems.get(each.key, {})) for each in so_far.found}
    shown = [
        Shown(
            each,
            places[each.key],
            options.of(each),
            texts[each.key],
            goes_with_its_goal(each, places),
            _lines(each, texts[each.key], so_far),
            so_far.lines_left(each),
        )
        for each in so_far.found
    ]
    return {
        "reading": reading,
        "parts": list(_parts(current, shown, so_far)),
        "first": list(_first(shown)),
        "moved": [each for each in shown if each.is_moved],
        "counts": _counts(reading.counts),
        "words": _words(reading),
        "pictures": [(each, so_far.pictures.get(str(each.position))) for each in reading.pictures.all()],
        "file_year": reading.document["cycle"],
        "other_department": next(
            (each.piece.item["what"] for each in shown if each.piece.key == "named-department"), ""
        ),
    }


def _counts(counts: dict[str, int]) -> dict[str, int]:
    """Return the words of a file, with those that are nowhere; nothing for what is no file."""
    told = ("words_placed", "words_unplaced", "words_of_form")
    return counts | {"lost": counts["words_in_file"] - sum(counts[name] for name in told)} if counts else {}


def _words(reading: FormReading) -> dict[str, str]:
    """Return what the page calls things."""
    if reading.source_id:
        return {
            "from": _("In %(plan)s") % {"plan": reading.file_name},
            "to": _("In this year’s plan"),
            "correct": _("Adapt the text"),
        }
    return {"from": _("In the file"), "to": _("Goes to"), "correct": _("Correct the text")}


def _first(shown: list[Shown]) -> Iterator[dict[str, Any]]:
    """Yield what needs a look first: guesses, what has no place, what is likely."""
    sorts = {
        "guess": [each for each in shown if each.piece.level == "guess"],
        "unplaced": [each for each in shown if not each.piece.has_place and each.place == UNPLACED],
        "likely": [each for each in shown if each.piece.level == "likely"],
    }
    for kind, pieces_of_kind in sorts.items():
        if pieces_of_kind:
            is_open = kind != "likely" and len(pieces_of_kind) <= LISTED
            yield {"kind": kind, "pieces": pieces_of_kind, "is_open": is_open}


def _parts(current: PlanDocument, shown: list[Shown], so_far: Decided) -> Iterator[dict[str, Any]]:
    """Yield the parts of which something was found, each with what the plan has there."""
    there = pieces(to_json(current), {}, [], Own())
    names = [(slug, each.letter, str(each.name)) for slug, each in SECTIONS.items() if slug != LEFT_OVER]
    for slug, letter, name in [*names, ("form", "", _("Names and dates")), (UNPLACED, "", _("Text without a place"))]:
        here = [each for each in shown if each.piece.part == slug]
        if not here and slug != "organizational-chart":
            continue
        own = OF_PART.get(slug, slug)
        asks = slug in merging.PARTS and merging.has_text(current, slug)
        yield {
            "slug": slug,
            "letter": letter,
            "name": name,
            "groups": _by_goal(here) if slug in ("goals", "actions") else [(None, here)],
            "asks": asks,
            "follows": slug in OF_PART and merging.has_text(current, own),
            "how": so_far.parts.get(own, merging.KEEP),
            "print": merging.print_of(current, slug) if asks else "",
            "there": [each for each in there if OF_PART.get(each.part, each.part) == slug] if asks else [],
        }


def _by_goal(shown: list[Shown]) -> list[tuple[int | None, list[Shown]]]:
    numbers = sorted({each.piece.goal for each in shown if each.piece.goal is not None})
    return [(number + 1, [each for each in shown if each.piece.goal == number]) for number in numbers]


def _texts(piece: Piece, so_far: Decided, problems: dict[str, int]) -> list[Text]:
    wordings = so_far.choices.get(piece.key, Choice()).texts
    return [
        Text(
            each,
            wordings.get(each.name, piece.value(each)),
            each.name in wordings,
            _("At most %(longest)s characters fit here: shorten it, or send it to another field.")
            % {"longest": problems[each.name]}
            if each.name in problems
            else "",
        )
        for each in piece.fields
    ]


def _lines(piece: Piece, texts: list[Text], so_far: Decided) -> list[Line]:
    """Return the lines of a piece's outline, where each is decided by itself: the first, which holds the others."""
    left = so_far.choices.get(piece.key, Choice()).left
    numbered = enumerate(text for text in texts if text.field.kind == INLINE)

    def drawn(items: list[dict[str, Any]]) -> list[Line]:
        lines = []
        for each in items:
            number, text = next(numbered)
            lines.append(Line(number, text, number in left, drawn(each["items"])))
        return lines

    return drawn([piece.item]) if piece.by_line else []


class _Options:
    """The options of where pieces go: drawn once, since most are the same for all."""

    def __init__(self, so_far: Decided) -> None:
        self.so_far = so_far
        self.last = format_html(
            '<option value="{}">{}</option><option value="{}">{}</option>',
            UNPLACED,
            _("Keep as unplaced text"),
            OUT,
            _("Leave it out"),
        )
        self.fields = self._fields()
        self.answers = self._answers()

    def of(self, piece: Piece) -> SafeString:
        """Return the options of one piece, its place chosen."""
        html = self.last
        if piece.only:
            named = {HERE: _("Take it over"), FINISHED: _("It is finished: leave it behind"), OUT: _("Leave it out")}
            options = ((each, named[each]) for each in piece.only)
            html = format_html_join("", '<option value="{}">{}</option>', options)
        elif piece.has_place:
            html = format_html('<option value="here">{}</option>{}', piece.label, html)
        if not piece.only and "purpose" in places_of(piece, self.so_far.goals):
            html = format_html("{}{}{}", html, self.answers if piece.part == "unplaced" else "", self.fields)
        place = self.so_far.place(piece)
        chosen = format_html('<option value="{}"', place)
        # A part of a string that was escaped when it was made; `place` is one of ours.
        return mark_safe(html.replace(chosen, f"{chosen} selected", 1))

    def _fields(self) -> SafeString:
        once = {
            "purpose": _("Purpose (A)"),
            "services": _("List of services"),
            "theory": _("Theory of action, in its own words"),
            "budget": _("Budget note"),
        }
        html = _group(_("The plan"), once.items())
        for number in range(self.so_far.goals + 1):
            about = {"number": number + 1}
            is_new = number == self.so_far.goals
            names = {
                "statement": _("Goal %(number)s: statement (B)"),
                "outcomes": _("Goal %(number)s: outcomes"),
                "audience": _("Goal %(number)s: targeted audience"),
                "metric": _("Goal %(number)s: a metric (C)"),
                "target": _("Goal %(number)s: a target (D)"),
                "action": _("Goal %(number)s: an action (E)"),
            }
            title = (_("A new goal %(number)s") if is_new else _("Goal %(number)s")) % about
            html += _group(title, ((f"goals-{number}-{name}", label % about) for name, label in names.items()))
        return html

    def _answers(self) -> SafeString:
        actions = [each for each in self.so_far.found if each.shape == "action"]
        named = (
            (each.key.replace("goals-", "answer-").replace("-actions", ""), f"{each.label}: {shorten(each.html, 40)}")
            for each in actions
        )
        return _group(_("Answer about additional resources of"), named) if actions else SafeString("")


def _group(title: str, options: Any) -> SafeString:
    return format_html(
        '<optgroup label="{}">{}</optgroup>',
        title,
        format_html_join("", '<option value="{}">{}</option>', options),
    )
