"""One file -> what was found in it, as JSON values. Runs without Django's apps, in a process of its own."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from typing import IO, Any

from pusdplans.imports.word import labels, reasons
from pusdplans.imports.word.actions import Actions
from pusdplans.imports.word.blocks import Block, Paragraph, Run, paragraphs
from pusdplans.imports.word.cover import read_boxes
from pusdplans.imports.word.dates import date_of, label_of, most_named, school_years, year_of
from pusdplans.imports.word.draft import Draft
from pusdplans.imports.word.fitting import fit
from pusdplans.imports.word.goals import Goals
from pusdplans.imports.word.marked import MarkedReader, is_marked
from pusdplans.imports.word.notes import Story, stories
from pusdplans.imports.word.package import Package
from pusdplans.imports.word.rich import all_words, words, words_in_html
from pusdplans.imports.word.sections import Sections
from pusdplans.imports.word.styles import Styles
from pusdplans.imports.word.tables import read_budget, read_roster
from pusdplans.imports.word.text import TextReader, W

FIELDS = (
    "division",
    "department",
    "purpose",
    "theory_of_action",
    "contacts",
    "services",
    "goals",
    "positions",
    "org_chart_files",
    "budget",
)

_HTML = {"purpose", "prose", "statement", "outcomes", "audience", "note", "text"}
_PLAIN_TEXTS = {"clauses", "alignments"}
_FOOTER = re.compile(r" \d{4}-\d{2}, (?:draft|version \d+)\s*Page\s+of\s*$")


def found_in(file: IO[bytes], deepest: int) -> dict[str, Any]:
    """Return what a Word form says: `document` (`cycle` null where it names no year), `certainty`, `answers`, counts.

    deepest: the deepest level an outline may have, 0 outermost. Raises refusals.Refused.
    """
    package = Package(file)
    styles = Styles(package)
    reader = TextReader(package, styles, package.main)
    root = package.xml(package.main)
    body = root.find(W + "body")
    page = reader.blocks(body if body is not None else [])
    around = list(stories(package, styles))
    there = all_words(each.text for each in _paragraphs(page, around))
    if is_marked(page):
        draft = Draft()
        MarkedReader(draft).read(page)
    else:
        draft = read_by_words(page, deepest)
    _read_around(draft, page, around)
    return _settled(draft, package, page, around, there)


def read_by_words(page: list[Block], deepest: int) -> Draft:
    """Read a form by its labels and tables."""
    draft = Draft()
    sections = Sections(draft)
    sections.page(page)
    read_boxes(draft, sections.boxes, deepest)
    for kind, table in sections.tables:
        (read_roster if kind == "org_chart" else read_budget)(draft, table)
    goals = Goals(draft)
    goals.read([row for row in sections.rows if {"goals", "metrics", "targets"} & set(row.cells)])
    Actions(draft, goals, deepest).read([row for row in sections.rows if {"actions", "resources"} & set(row.cells)])
    _review(draft, sections)
    _titles(draft, sections)
    for where, blocks in sections.loose:
        draft.leave(where, blocks)
        draft.pictures += [picture for each in paragraphs(blocks) for picture in each.pictures]
    draft.fields["cycle"] = _cycle(draft, sections, page)
    return draft


def _review(draft: Draft, sections: Sections) -> None:
    """Take "Return to ... By ..."; what says another person or day again is left over."""
    review = draft.fields.setdefault("review", {})
    for who, when, text in sections.review:
        due = date_of(when)
        given = {"reviewer": who.strip(" _.") or None, "due": due}
        if review and {**review} != given:
            draft.leave("Return to", [_paragraph(text)])
            continue
        draft.read(text)
        if not due and when.strip(" _."):
            draft.leave("Return to ... By", [_paragraph(when)])
        review.update(given)
        for key, value in given.items():
            if value:
                draft.sure(f"review.{key}", reasons.SAID)


def _titles(draft: Draft, sections: Sections) -> None:
    """Count the titles; where no box names the department, the title does."""
    for title in sections.titles:
        draft.form(title)
        name = " ".join(title.split())
        if name.lower().endswith("department plan") and not draft.fields.get("department"):
            name = name[: -len("department plan")].strip()
            if name:
                draft.fields["department"] = name.title() if name.isupper() else name
                draft.sure("department", reasons.FROM_TITLE)


def _cycle(draft: Draft, sections: Sections, page: list[Block]) -> str | None:
    """Return the school year, from the title, else the labels, else the following year's question, the date, the text."""
    asked = [text for kind, text in draft.labels if kind == "resources"]
    titled = most_named(sections.titles)
    labelled = most_named(text for kind, text in draft.labels if kind != "resources")
    following = most_named(asked)
    due = draft.fields["review"].get("due")
    candidates = (
        (titled, reasons.FROM_TITLE_YEAR),
        (labelled, reasons.FROM_LABELS),
        (following - 1 if following else None, reasons.FROM_NEXT_YEAR),
        (_year_of(due), reasons.FROM_DATE),
        (most_named(each.text for each in paragraphs(page) if school_years(each.text)), reasons.FROM_TEXT),
    )
    for year, reason in candidates:
        if year is not None:
            draft.sure("cycle", reason)
            return label_of(year)
    return None


def _year_of(due: str | None) -> int | None:
    return year_of(datetime.date.fromisoformat(due)) if due else None


def _read_around(draft: Draft, page: list[Block], around: list[Story]) -> None:
    """Place what stands outside the page: headers, footers, and notes and comments where they hang."""
    anchors = {note: each for each in paragraphs(page) for note in each.notes}
    said: Counter[str] = Counter()
    for story in around:
        text = "\n".join(each.text for each in paragraphs(story.blocks)).strip()
        if not text:
            continue
        said[f"{story.kind} {text}"] += 1
        if story.kind in ("header", "footer"):
            ours = all(_is_ours(each) for each in paragraphs(story.blocks))
            if ours or said[f"{story.kind} {text}"] > 1 or _is_of_the_form(text):
                draft.form(text)
            else:
                draft.leave(story.name, story.blocks)
            continue
        if story.kind == "comment" and all(run.own for each in paragraphs(story.blocks) for run in each.runs):
            # What our writer put there: it is kept as a comment, and is no text of the plan.
            draft.form(text)
            continue
        anchor = anchors.get((story.kind, story.key))
        draft.leave(f"{story.name}{f', {anchor.place}' if anchor and anchor.place else ''}", story.blocks)


def _is_ours(paragraph: Paragraph) -> bool:
    """Whether a header or footer is as our writer writes it: the plan's status, or its name with the page."""
    runs = [each for each in paragraph.runs if each.text.strip()]
    return all(each.own for each in runs) or bool(_FOOTER.search(paragraph.text))


def _is_of_the_form(text: str) -> bool:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return all(labels.is_title(line) or labels.PAGE.match(line) or labels.is_help(line) for line in lines)


def _settled(
    draft: Draft, package: Package, page: list[Block], around: list[Story], there: Counter[str]
) -> dict[str, Any]:
    """Put the document together, and see that each word of the file is in it or among the form's own."""
    document = {key: draft.fields.get(key) for key in FIELDS} | {
        "cycle": draft.fields.get("cycle"),
        "division": draft.fields.get("division") or "",
        "department": draft.fields.get("department") or "",
        "theory_of_action": draft.fields.get("theory_of_action") or {},
        "goals": draft.goals,
        "review": draft.fields.get("review") or {},
    }
    document = {key: value for key, value in document.items() if value is not None or key in ("cycle", "purpose")}
    fit(draft, document)
    _leave_missing(draft, document, page, around, there)
    unplaced = _words_of(draft.unplaced) & there
    form = draft.form_words & (there - unplaced)
    total = there.total()
    pictures = list(dict.fromkeys(draft.pictures))
    return {
        "document": document | {"unplaced": draft.unplaced},
        "certainty": {path: list(reason) for path, reason in draft.certainty.items()},
        "answers": draft.answers,
        "pictures": [[name, package.content_type(name)] for name in pictures],
        "words_in_file": total,
        "words_unplaced": unplaced.total(),
        "words_of_form": form.total(),
        "words_placed": total - unplaced.total() - form.total(),
    }


def _leave_missing(
    draft: Draft, document: dict[str, Any], page: list[Block], around: list[Story], there: Counter[str]
) -> None:
    """Keep each paragraph of which a word would be lost. The parts' own readers leave none, but none is trusted to."""
    missing = there - _words_of(document) - _words_of(draft.unplaced) - draft.form_words - draft.read_words
    theirs = [(each, words(each.text)) for each in _paragraphs(page, around)] if missing else []
    wholly = [pair for pair in theirs if pair[1] and pair[1] <= missing]
    for paragraph, its in wholly + [pair for pair in theirs if pair not in wholly]:
        if its & missing:
            draft.leave(f"{paragraph.place}, not placed" if paragraph.place else "Not placed", [paragraph])
            missing -= its


def _paragraphs(page: list[Block], around: list[Story]) -> Iterator[Paragraph]:
    yield from paragraphs(page)
    for story in around:
        yield from paragraphs(story.blocks)


def _words_of(value: Any) -> Counter[str]:
    """Return the words of all texts in JSON values."""
    found: Counter[str] = Counter()
    for text, is_html in _texts(value, ""):
        found.update(words_in_html(text) if is_html else words(text))
    return found


def _texts(value: Any, key: str) -> Iterator[tuple[str, bool]]:
    """Yield each text, and whether it is HTML; a clause's and an alignment's text are plain."""
    if isinstance(value, str):
        yield value, key in _HTML
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in ("id", "where", "reports_to"):
                yield from _texts(each, f"{key}.text" if name == "text" and key in _PLAIN_TEXTS else name)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)


def _paragraph(text: str) -> Paragraph:
    return Paragraph([Run(text)])
