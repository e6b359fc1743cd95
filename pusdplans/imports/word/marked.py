"""A file of our own writer -> the plan: its styles and bookmarks say what each paragraph is (`document.word_form`).

Whatever a person typed into such a file in Word goes on with what stands before it, or stays with the unplaced text. A
file that lost its marks on the way (Google Docs drops them) is read by its words like any other.
"""

import re
from collections.abc import Iterable
from typing import Any

from pusdplans.document import word_form as form
from pusdplans.imports.word import reasons
from pusdplans.imports.word.blocks import Block, Cell, Paragraph, Table, paragraphs
from pusdplans.imports.word.dates import date_of, label_of, school_years
from pusdplans.imports.word.draft import PLACES, Draft
from pusdplans.imports.word.marked_goals import read_actions, read_goal
from pusdplans.imports.word.marked_tables import read_budget_lines, read_files, read_positions
from pusdplans.imports.word.marked_text import PRINTED, groups, outline, own, plain, rich, spoken

_CYCLE = f"{form.BOOKMARK}cycle_"
_MAIL = re.compile(r"[^\s,;/]+@[^\s,;/]+")
_KINDS = {words: kind for kind, words in form.IF_THEN.items()}
_COLUMNS = ("goals", "metrics", "targets", "actions", "resources")


def is_marked(blocks: Iterable[Block]) -> bool:
    """Whether a file carries the marks of our writer: the labels of both forms do."""
    names = {name for each in paragraphs(blocks) for name in each.bookmarks}
    return {form.BOOKMARK + part for part in ("division", "department", "goals", "actions")} <= names


class MarkedReader:
    """Goes through the blocks of a marked file once and fills the draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._services: dict[str, dict[str, Any]] = {}  # by their bookmark
        self._names: list[tuple[str, Paragraph]] = []
        self._reach: list[Paragraph] = []
        self._columns: list[str] = []
        self._goal = -1  # which goal the rows of actions are about

    def read(self, blocks: Iterable[Block]) -> None:
        """Read the blocks of the page."""
        after: list[Block] = []
        for block in blocks:
            if isinstance(block, Table):
                self._columns = []
                for row in block.rows:
                    self._row(row)
            elif any(name.startswith(_CYCLE) for name in block.bookmarks):
                self._cycle(block)
            elif block.style == form.RETURN:
                self._returned(block)
            elif block.style in PRINTED:
                self.draft.form(block.text)
            else:
                after.append(block)
        self._unplaced(after)
        self._contacts()

    def _cycle(self, title: Paragraph) -> None:
        """Take the cycle from the title's years, else from its bookmark: somebody may have typed another year."""
        self.draft.form(title.text)
        years = school_years(title.text)
        name = next(name for name in title.bookmarks if name.startswith(_CYCLE))
        cycle = label_of(years[0]) if years else name.removeprefix(_CYCLE).replace("_", "-")
        self.draft.fields["cycle"] = cycle
        self.draft.sure("cycle", reasons.FROM_TITLE_YEAR)

    def _row(self, row: list[Cell]) -> None:
        parts = [_part(cell) for cell in row]
        if any(part in _COLUMNS for part in parts):
            self._columns = parts
            for cell in row:
                self._label("", cell)
        elif self._columns:
            cells = {part: cell.blocks for part, cell in zip(self._columns, row, strict=False)}
            for cell in row[len(self._columns) :]:
                self.draft.leave("", cell.blocks)
            if "goals" in self._columns:
                read_goal(self.draft, self._services, cells)
            else:
                self._goal = read_actions(self.draft, self._goal, cells)
        elif parts and parts[0]:
            self._label(parts[0], row[0])
            self._box(parts[0], [block for cell in row[1:] for block in cell.blocks])
        else:
            for cell in row:
                self.draft.leave("", cell.blocks)

    def _label(self, part: str, cell: Cell) -> None:
        """Count a label and its help; what a person typed beneath it is left over."""
        for each in paragraphs(cell.blocks):
            if each.style in PRINTED:
                self.draft.form(each.text)
            elif not each.is_blank:
                self.draft.leave(_place(part), [each])

    def _box(self, part: str, blocks: list[Block]) -> None:
        """Take what stands beside a label."""
        if part in ("division", "department"):
            self._name(part, blocks)
        elif part in ("purpose", "cover_purpose"):
            self._purpose(blocks)
        elif part in ("theory_of_action", "cover_theory_of_action"):
            self._theory(blocks)
        elif part == "services":
            self._list_of_services(blocks)
        elif part == "org_chart":
            rest = read_positions(self.draft, blocks)
            self.draft.fields["org_chart_files"] = read_files(self.draft, "org_chart", rest)
        elif part == "budget":
            self._budget(blocks)
        elif part == "contact":
            self._names = [
                (plain(spoken(each.first)) or "", each.first)
                for each in groups(self.draft, _place(part), blocks, (form.CONTACT,))
            ]
        elif part == "contact_reach":
            self._reach = [each.first for each in groups(self.draft, _place(part), blocks, (form.REACH,))]
        else:
            self.draft.leave("", blocks)

    def _name(self, part: str, blocks: list[Block]) -> None:
        style = form.DIVISION if part == "division" else form.DEPARTMENT
        found = groups(self.draft, _place(part), blocks, (style,))
        lines = [plain(each.runs) for group in found for each in group.all]
        self.draft.fields[part] = "\n".join(each for each in lines if each is not None)
        self.draft.sure(part, reasons.MARKED)

    def _purpose(self, blocks: list[Block]) -> None:
        found = groups(self.draft, _place("purpose"), blocks, (form.PURPOSE,))
        for group in found[1:]:
            found[0].more += group.all
        self._once("purpose", rich(found[0]) if found else None, blocks)

    def _theory(self, blocks: list[Block]) -> None:
        clauses: list[dict[str, str]] = []
        prose = None
        found = groups(self.draft, _place("theory_of_action"), blocks, (form.PROSE, form.CLAUSE))
        proses = [each for each in found if each.style == form.PROSE]
        for group in found:
            kind = _KINDS.get(own(self.draft, group.first), "")
            if group.style == form.CLAUSE and kind:
                texts = ["".join(run.text for run in spoken(group.first, form.AFTER_CLAUSE[kind]))]
                texts += ["".join(run.text for run in each.runs) for each in group.more]
                clauses.append({"kind": kind, "text": "\n".join(texts)})
            elif group.style == form.CLAUSE:
                proses.append(group)
        for group in proses[1:]:
            proses[0].more += group.all
        if proses:
            prose = rich(proses[0])
        theory = {"clauses": clauses, "prose": prose} if clauses or prose else None
        self._once("theory_of_action", theory, blocks)

    def _once(self, path: str, value: Any, blocks: list[Block]) -> None:
        """Take what both forms hold: the first is the plan's, another wording in the second is left over."""
        if value is None:
            return
        if path not in self.draft.fields:
            self.draft.fields[path] = value
            self.draft.sure(path, reasons.MARKED)
        elif self.draft.fields[path] == value:
            for each in paragraphs(blocks):
                self.draft.form("".join(run.text for run in each.runs if not run.own))
        else:
            self.draft.leave(f"{_place(path)}, a second wording", blocks)

    def _list_of_services(self, blocks: list[Block]) -> None:
        found = [p for each in groups(self.draft, _place("services"), blocks, (form.SERVICE,)) for p in each.all]
        items = outline(found, -1)
        self.draft.fields["services"] = items
        self.draft.sure("services", reasons.MARKED)
        for paragraph, item in zip(found, _walk(items), strict=True):
            for name in paragraph.bookmarks:
                self._services[name] = item

    def _budget(self, blocks: list[Block]) -> None:
        rest = read_budget_lines(self.draft, blocks)
        notes = groups(self.draft, _place("budget"), rest, (form.NOTE, form.FILE))
        budget = self.draft.fields.setdefault("budget", {})
        budget["files"] = read_files(self.draft, "budget", [p for n in notes if n.style == form.FILE for p in n.all])
        texts = [each for each in notes if each.style == form.NOTE]
        for group in texts[1:]:
            texts[0].more += group.all
        if texts:
            budget["note"] = rich(texts[0])
            self.draft.sure("budget.note", reasons.MARKED)

    def _contacts(self) -> None:
        """Put names and telephones together, in order."""
        contacts: list[dict[str, Any]] = []
        for place, (name, _paragraph) in enumerate(self._names):
            reach = self._reach[place] if place < len(self._reach) else None
            if not name and (reach is None or not reach.runs):
                continue
            contacts.append({"name": name, **_reached(reach)})
            same = len(self._names) == len(self._reach)
            self.draft.sure(f"contacts[{len(contacts) - 1}]", reasons.PAIRED if same else reasons.UNPAIRED)
        for reach in self._reach[len(self._names) :]:
            if not reach.is_blank:
                self.draft.leave(_place("contact_reach"), [reach])
        self.draft.fields["contacts"] = contacts

    def _returned(self, paragraph: Paragraph) -> None:
        """Take reviewer and due day between the form's own words; the line to write on is the form's too."""
        own(self.draft, paragraph)
        after, found = "", {"reviewer": "", "due": ""}
        for each in paragraph.runs:
            if each.own:
                after = {form.RETURN_TO: "reviewer", form.RETURN_BY: "due"}.get(each.text.strip(), after)
            elif after:
                found[after] += each.text
        due = date_of(found["due"]) if found["due"].strip() else None
        reviewer = found["reviewer"].removeprefix(" ").removesuffix(" ")
        self.draft.fields["review"] = {"reviewer": reviewer if reviewer.strip() else None, "due": due}
        self.draft.read(found["due"] if due else "")
        if found["due"].strip() and not due:
            self.draft.leave(form.RETURN_TO, [paragraph])

    def _unplaced(self, blocks: list[Block]) -> None:
        """Take the texts at the end, each with its place; what was typed between the tables is left over as well."""
        first = next(
            (i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and b.style == form.PLACE), len(blocks)
        )
        loose = [each for each in paragraphs(blocks[:first]) if not each.is_blank]
        if loose:
            self.draft.leave("", list(loose))
        where = ""
        for group in groups(self.draft, where, blocks[first:], (form.PLACE, form.UNPLACED_TEXT)):
            if group.style == form.PLACE:
                where = plain(group.first.runs) or ""
                self.draft.form(where)
                if any(not each.is_blank for each in group.more):
                    self.draft.leave(where, list(group.more))
            else:
                self.draft.unplaced.append({"where": where, "text": rich(group) or ""})


def _part(cell: Cell) -> str:
    """Return which part a cell's label names."""
    for each in paragraphs(cell.blocks):
        for name in each.bookmarks:
            if name.removeprefix(form.BOOKMARK) in form.PARTS:
                return name.removeprefix(form.BOOKMARK)
    return ""


def _place(part: str) -> str:
    part = part.removeprefix("cover_")
    return PLACES.get({"theory_of_action": "theory", "contact_reach": "reach"}.get(part, part), "")


def _reached(paragraph: Paragraph | None) -> dict[str, str | None]:
    """Return telephone and e-mail: the space between them is the form's own, but not where both were typed in Word."""
    runs = paragraph.runs if paragraph else []
    typed = _MAIL.search(paragraph.text) if paragraph and not any(each.own for each in runs) else None
    if paragraph and typed:
        phone = f"{paragraph.text[: typed.start()]} {paragraph.text[typed.end() :]}".strip(" ,;/")
        return {"phone": phone or None, "email": typed.group()}
    middle = next((place for place, each in enumerate(runs) if each.own), len(runs))
    return {"phone": plain(runs[:middle]), "email": plain(runs[middle + 1 :])}


def _walk(items: list[dict[str, Any]]) -> "Iterable[dict[str, Any]]":
    for item in items:
        yield item
        yield from _walk(item["items"])
