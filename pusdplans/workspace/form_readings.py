"""A Word form's way into a plan, or an earlier year's plan's: it is read and kept, what is decided about its pieces is kept, and it is taken in at once.

What was decided stands on the reading: {"pieces": {key: {"place", "texts", and "left" where lines are}}, "parts": {part: keep,
replace or add}, "seen": {part: what told its text when it was shown}, "pictures": {position: part or "out"}}.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from goals.links import entries_in_force
from goals.models import FrameworkGoal
from plans import trail
from plans.attachments import attach, clean_name, read_stored, store
from plans.file_kinds import Refused, kind_of
from plans.models import AttachedFile, EventKind, FormPicture, FormReading, Plan, ReadingState
from plans.row_kinds import FILE_PARTS
from plans.rows.saving import hold_open
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect, reviewer_name
from pusdplans.document.schema import to_json
from pusdplans.document.submitting import refresh_progress
from pusdplans.imports import merging, placing
from pusdplans.imports.carried import carried_pieces
from pusdplans.imports.finding import pieces
from pusdplans.imports.pieces import OUT, STAYS, Own, Piece
from pusdplans.imports.placing import Choice
from pusdplans.imports.word.reading import Picture, read_safely

LONGEST_NAME = 255


class NotWaiting(Exception):
    """The reading was taken in or set aside meanwhile."""


class ChangedMeanwhile(Exception):
    """Text that was to be replaced is not what was shown any more; `parts` are its slugs."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        super().__init__(", ".join(parts))


@dataclass
class Decided:
    """A reading's pieces, and what was decided so far."""

    found: list[Piece]
    goals: int
    choices: dict[str, Choice] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def place(self, piece: Piece) -> str:
        """Return where a piece goes."""
        return placing.chosen_place(piece, self.choices.get(piece.key, Choice()), self.found, self.goals)

    def lines_left(self, piece: Piece) -> int:
        """Return how many lines of a piece's outline are left out."""
        return placing.lines_left(piece, self.choices.get(piece.key, Choice()))

    def problems(self) -> dict[str, dict[str, int]]:
        """Return by piece which corrected texts are too long, with how long they may be."""
        found = {each.key: placing.problems(each, self.choices.get(each.key, Choice())) for each in self.found}
        return {key: each for key, each in found.items() if each}


@dataclass(frozen=True)
class Taken:
    """How many pieces came in, are kept as unplaced text, were left out, stayed behind since their part is kept, are
    finished; and how many lines of what came in were left out."""

    placed: int
    unplaced: int
    out: int
    behind: int
    pictures: int
    finished: int
    lines: int


def receive(plan: Plan, upload: UploadedFile, *, by: Any) -> FormReading:
    """Read a Word form and keep what was found; one that this person is still checking is set aside. Raises NotReadable."""
    reading = read_safely(upload.read(), plan.cycle.label)
    counts = ("words_in_file", "words_placed", "words_unplaced", "words_of_form")
    stored: list[str] = []
    try:
        with transaction.atomic():
            set_aside(plan, by=by)
            row = FormReading.objects.create(
                plan=plan,
                person=by,
                file_name=clean_name(upload.name or "")[:LONGEST_NAME] or "form.docx",
                document=to_json(reading.document),
                certainty={path: [each.level, each.why] for path, each in reading.certainty.items()},
                answers=[{"goal": each.goal, "text": each.text} for each in reading.answers],
                counts={name: getattr(reading, name) for name in counts},
            )
            for position, picture in enumerate(reading.pictures):
                stored.append(str(_keep_picture(row, position, picture).file.name or ""))
            _note(row, EventKind.FORM_READ, by)
    except BaseException:
        _drop(stored)
        raise
    return row


def _keep_picture(reading: FormReading, position: int, picture: Picture) -> FormPicture:
    """Keep a picture, or only its name with the reason why it cannot be attached."""
    row = FormPicture(reading=reading, position=position, name=clean_name(picture.name) or "picture")
    try:
        row.content_type = kind_of(picture.content).content_type
        store(row, picture.content)
    except Refused as refused:
        row.refusal = str(refused)
    row.save()
    return row


def _note(reading: FormReading, kind: EventKind, by: Any) -> None:
    trail.note(reading.plan, kind, by, **_about(reading))


def _about(reading: FormReading) -> dict[str, Any]:
    """Return what an event tells of a reading; `earlier`: it is no file but an earlier year's plan."""
    return {"file": reading.file_name} | ({"earlier": True} if reading.source_id else {})


@transaction.atomic
def set_aside(plan: Plan, *, by: Any) -> None:
    """Set aside what this person is checking for the plan."""
    for each in FormReading.objects.filter(plan=plan, person=by, state=ReadingState.WAITING).only(
        "file_name", "plan", "source"
    ):
        leave(each, by=by)


@transaction.atomic
def leave(reading: FormReading, *, by: Any) -> None:
    """Set a reading aside; nothing of the plan changes."""
    waiting = FormReading.objects.filter(pk=reading.pk, state=ReadingState.WAITING)
    if waiting.update(state=ReadingState.LEFT, finished_at=timezone.now()):
        _note(reading, EventKind.FORM_LEFT, by)


@transaction.atomic
def reopen(reading: FormReading, *, by: Any) -> None:
    """Check a reading again, with all that was decided; what this person is checking otherwise is set aside."""
    set_aside(reading.plan, by=by)
    again = FormReading.objects.filter(pk=reading.pk).exclude(state=ReadingState.WAITING)
    if again.update(state=ReadingState.WAITING, finished_at=None, person=by):
        _note(reading, EventKind.FORM_REOPENED, by)


def own_of(plan: Plan, *, year: int | None = None) -> Own:
    """Return what the plan says itself; of the framework entries those in force in a school year, if one is named."""
    department = plan.department
    named = {"division": department.division.name, "department": department.name}
    named |= {"reviewer": reviewer_name(plan) or "", "due": plan.due_date.isoformat()}
    choices = FrameworkGoal.objects if year is None else entries_in_force(year)
    entries = frozenset(choices.values_list("framework__name", "code"))
    files = frozenset(AttachedFile.objects.live().filter(plan=plan).values_list("sha256", flat=True))
    return Own(named, entries, files)


def found_in(reading: FormReading, own: Own) -> list[Piece]:
    """Return the pieces of a Word form, or the rows of an earlier year's plan."""
    if reading.source_id:
        return carried_pieces(reading.document, reading.certainty, own)
    return pieces(reading.document, reading.certainty, reading.answers, own)


def decided(reading: FormReading, own: Own) -> Decided:
    """Return a reading's pieces with what was decided so far."""
    kept = reading.choices
    return Decided(
        found=found_in(reading, own),
        goals=len(reading.document["goals"]),
        choices={
            key: Choice(each["place"], each["texts"], tuple(each.get("left", ())))
            for key, each in kept.get("pieces", {}).items()
        },
        parts=kept.get("parts", {}),
        seen=kept.get("seen", {}),
        pictures=kept.get("pictures", {}),
    )


@transaction.atomic
def keep(reading: FormReading, own: Own, sent: QueryDict) -> Decided:
    """Keep what a person decided; what was not sent stays as it was. Raises NotWaiting."""
    row = FormReading.objects.select_for_update().get(pk=reading.pk)
    if not row.is_waiting:
        raise NotWaiting
    so_far = decided(row, own)
    choices = deepcopy(row.choices)
    for name in ("pieces", "parts", "seen", "pictures"):
        choices.setdefault(name, {})
    for piece in so_far.found:
        choice = _sent_choice(piece, so_far.choices.get(piece.key, Choice()), sent)
        choices["pieces"].pop(piece.key, None)
        if choice.place or choice.texts or choice.left:
            choices["pieces"][piece.key] = choice.as_json()
    for part in merging.PARTS:
        if sent.get(f"part-{part}") in (merging.KEEP, merging.REPLACE, merging.ADD):
            choices["parts"][part] = sent[f"part-{part}"]
        if sent.get(f"seen-{part}"):
            choices["seen"][part] = sent[f"seen-{part}"][:16]
    for picture in row.pictures.all():
        to = sent.get(f"picture-{picture.position}")
        if to in (*FILE_PARTS, OUT):
            choices["pictures"][str(picture.position)] = to
    row.choices = choices
    row.save(update_fields=["choices"])
    reading.choices = choices
    return decided(row, own)


def _sent_choice(piece: Piece, choice: Choice, sent: QueryDict) -> Choice:
    """Return what was decided about a piece, with what was sent now; what is as it was found is not kept."""
    place = sent.get(f"{piece.key}.place", choice.place)[:60]
    texts = dict(choice.texts)
    for each in piece.fields:
        if f"{piece.key}.{each.name}" not in sent:
            continue
        text = each.clean(sent[f"{piece.key}.{each.name}"])
        texts.pop(each.name, None)
        if text != each.clean(piece.value(each)):
            texts[each.name] = text
    taken, numbers = sent.getlist(f"{piece.key}.lines"), range(1, len(piece.lines))
    left = tuple(each for each in numbers if str(each) not in taken) if taken else choice.left
    return Choice("" if place == piece.default else place, texts, left)


def take_in(plan: Plan, reading: FormReading, so_far: Decided, *, by: Any) -> Taken:
    """Write what was found into the plan as decided, all or nothing.

    Raises NotEditable, NotWaiting, ChangedMeanwhile, DocumentError, and Refused or TooMany for a picture.
    """
    stored: list[str] = []
    try:
        with transaction.atomic():
            hold_open(plan, by=by)
            waiting = FormReading.objects.filter(pk=reading.pk, state=ReadingState.WAITING)
            if not waiting.update(state=ReadingState.APPLIED, finished_at=timezone.now()):
                raise NotWaiting
            current = collect(plan)
            replaced = [part for part, how in so_far.parts.items() if how == merging.REPLACE]
            changed = [each for each in replaced if merging.print_of(current, each) != so_far.seen.get(each)]
            if changed:
                raise ChangedMeanwhile(changed)
            placed = placing.place(reading.document, so_far.found, so_far.choices)
            document = merging.merge(current, placed.document, so_far.parts)
            via = "page" if reading.source_id else "import"
            apply(plan, document, by=by, via=via, detail=_about(reading))
            pictures = _attach_pictures(plan, reading, so_far, stored, by)
    except BaseException:
        _drop(stored)
        raise
    refresh_progress(plan)
    kept = {part for part in merging.PARTS if merging.stays(current, part, so_far.parts)}
    outcomes = [_outcome(placing.part_of(each, placed.places[each.key]), kept) for each in so_far.found]
    to, came = Counter(outcomes), zip(so_far.found, outcomes, strict=True)
    lines = sum(so_far.lines_left(each) for each, outcome in came if outcome == "placed")
    return Taken(to["placed"], to["unplaced"], to["out"], to["behind"], pictures, to["finished"], lines)


def _outcome(part: str, kept: set[str]) -> str:
    return part if part in ("unplaced", *STAYS) else "behind" if part in kept else "placed"


def _attach_pictures(plan: Plan, reading: FormReading, so_far: Decided, stored: list[str], by: Any) -> int:
    """Attach the pictures that are not left out. Names what it stores in `stored`. Returns how many."""
    count = 0
    for picture in reading.pictures.exclude(file=""):
        part = so_far.pictures.get(str(picture.position), "organizational-chart")
        if part in FILE_PARTS:
            upload = SimpleUploadedFile(picture.name, read_stored(picture))
            attached = attach(plan, FILE_PARTS[part], upload, by=by)
            if attached.is_new:
                stored.append(str(attached.row.file.name))
            count += 1
    return count


def _drop(stored: list[str]) -> None:
    """Delete files that were stored for what did not happen."""
    for name in stored:
        if name:
            default_storage.delete(name)
