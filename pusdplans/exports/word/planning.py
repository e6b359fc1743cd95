"""The planning form: "Department Annual Planning Form", parts A to E, and what was read but has no place."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from plans.rich_text import shorten
from pusdplans.document import word_form as form
from pusdplans.document.schema import Goal, Metric, OutlineItem, PlanDocument, Target, Unplaced, walk
from pusdplans.exports.edition import Edition
from pusdplans.exports.word.actions import actions
from pusdplans.exports.word.binder import Binder
from pusdplans.exports.word.facts import column, fact, heading, help_text, known, theory
from pusdplans.exports.word.markup import between, label, numbered, paragraph, row, run, table
from pusdplans.exports.word.rich import blocks, first_bold, inline, rich

WIDTHS = (4320, 4320)
GOAL_WIDTHS = (2880, 2880, 2880)


def planning(binder: Binder, document: PlanDocument, edition: Edition) -> str:
    """Return the planning form."""
    words = edition.prompts
    sections = binder.new_list("sections")
    return (
        paragraph("PlanDistrict", run(edition.district), "<w:pageBreakBefore/>")
        + paragraph("Heading1", run(words["planning_title"]))
        + help_text(words["planning_help"])
        + table(
            WIDTHS,
            [row(WIDTHS, each) for each in _boxes(binder, document, words)],
            words["planning_title"],
            "Name, purpose, services and theory of action of the department: the labels in the first column, the "
            "department's answers in the second.",
        )
        + paragraph("PlanLinking", run(words["linking"]))
        + _goals(binder, document, words, sections)
        + paragraph("PlanGap")
        + actions(binder, document.goals, words, sections)
        + _unplaced(binder, document.unplaced)
    )


def _boxes(binder: Binder, document: PlanDocument, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the label and the content of each box above the goals."""
    linked = {each for goal in document.goals for each in goal.services}
    name = paragraph(form.DEPARTMENT, run(document.department))
    yield heading(binder, "department", f"{words['department_name']}:"), name
    purpose = rich(binder, document.purpose, form.PURPOSE) or paragraph(form.PURPOSE)
    yield heading(binder, "purpose", f"{words['purpose']} (A):"), purpose
    yield heading(binder, "services", words["services"]), _services(binder, document.services, linked)
    clauses = theory(binder, document.theory_of_action)
    yield heading(binder, "theory_of_action", f"{words['theory_of_action']}:"), clauses


def _services(binder: Binder, services: tuple[OutlineItem, ...], linked: set[UUID]) -> str:
    """Return the list of services: headed groups, bullets beneath; lines that goals name have a bookmark."""
    bullets = binder.new_list("bullets")
    lines = []
    for number, (level, item) in enumerate(walk(services), 1):
        content = inline(binder, item.text)
        if item.id in linked:
            content = binder.bookmark(f"{form.SERVICE_BOOKMARK}{number}", content)
        line = paragraph(form.SERVICE, content, numbered(bullets, level - 1) if level else "")
        lines.append(binder.remarks.around(item.id, line))
    return "".join(lines)


def _goals(binder: Binder, document: PlanDocument, words: Mapping[str, str], sections: int) -> str:
    header = row(
        GOAL_WIDTHS,
        (
            column(binder, "goals", f"{words['goals']} (B)", numbered(sections, 0)) + help_text(words["goals_help"]),
            column(binder, "metrics", f"{words['metrics']} (C)") + help_text(words["metrics_help"]),
            column(binder, "targets", f"{words['targets']} (D)") + help_text(words["targets_help"]),
        ),
        header=True,
    )
    services = {item.id: (number, item) for number, (_level, item) in enumerate(walk(document.services), 1)}
    numbers = binder.new_list("goals")
    rows = [
        row(
            GOAL_WIDTHS,
            (
                _goal(binder, each, words, numbers, services),
                _metrics(binder, each),
                _targets(binder, each),
            ),
        )
        for each in document.goals
    ]
    return table(
        GOAL_WIDTHS,
        [header, *rows],
        f"{words['goals']}, {words['metrics']}, {words['targets']}",
        "One row for each goal: the goal with its outcomes and audience, its metrics, its targets.",
        headed=True,
    )


def _goal(
    binder: Binder,
    goal: Goal,
    words: Mapping[str, str],
    numbers: int,
    services: dict[UUID | None, tuple[int, OutlineItem]],
) -> str:
    parts = [rich(binder, goal.statement, form.STATEMENT, properties=numbered(numbers, 0))]
    if goal.focus != first_bold(goal.statement):
        parts.append(fact(form.FOCUS, run(goal.focus) if goal.focus is not None else between(form.NONE)))
    for style, key, html in (
        (form.OUTCOMES, "outcomes", goal.outcomes),
        (form.AUDIENCE, "audience", goal.audience),
    ):
        opening = label(words[key] + (":" if html is not None else ""))
        parts.append(rich(binder, html, style, opening=opening, properties=numbered(numbers, 1)))
    for alignment in goal.alignments:
        entry = run(alignment.framework) + between(" ") + run(alignment.code)
        if alignment.text is not None:
            entry += between(" (") + run(alignment.text) + between(")")
        parts.append(fact(form.ALIGNED, entry))
    for each in goal.services:
        number, item = services[each]
        target = f"{form.SERVICE_BOOKMARK}{number}"
        content = run(shorten(item.text) or form.BLANK, '<w:rStyle w:val="Hyperlink"/>')
        parts.append(fact(form.SERVICE_OF, f'<w:hyperlink w:anchor="{target}">{content}</w:hyperlink>'))
    return binder.remarks.around(goal.id, "".join(parts))


def _metrics(binder: Binder, goal: Goal) -> str:
    texts = [each.text for each in goal.metrics]
    named = any(each.metric is not None for each in goal.targets)
    numbers = binder.new_list("counted") if named or _want_numbers(texts) else None
    return "".join(_metric(binder, each, numbers) for each in goal.metrics) or paragraph(form.METRIC)


def _metric(binder: Binder, metric: Metric, numbers: int | None) -> str:
    return binder.remarks.around(
        metric.id,
        _numbered_text(binder, metric.text, form.METRIC, numbers)
        + known(form.SOURCE, metric.source)
        + known(form.UNIT, metric.unit),
    )


def _targets(binder: Binder, goal: Goal) -> str:
    texts = [each.text for each in goal.targets]
    numbers = binder.new_list("counted") if _want_numbers(texts) else None
    places = {each.id: str(number) for number, each in enumerate(goal.metrics, 1)}
    return "".join(_target(binder, each, numbers, places) for each in goal.targets) or paragraph(form.TARGET)


def _target(binder: Binder, target: Target, numbers: int | None, places: dict[UUID | None, str]) -> str:
    return binder.remarks.around(
        target.id,
        _numbered_text(binder, target.text, form.TARGET, numbers)
        + known(form.BASELINE, target.baseline)
        + known(form.GOAL_VALUE, target.value)
        + known(form.BY, form.day(target.due) if target.due else None)
        + known(form.OF_METRIC, places[target.metric] if target.metric else None),
    )


def _want_numbers(texts: list[str]) -> bool:
    """Return whether only numbers tell where one text ends and the next begins: not if each is a paragraph, or one and
    a list right after it, as on the paper form."""
    for text in texts:
        found = blocks(text)
        if not found or found[0].is_blank or found[0].level >= 0 or any(each.level < 0 for each in found[1:]):
            return True
    return False


def _numbered_text(binder: Binder, html: str, style: str, numbers: int | None) -> str:
    if numbers:
        return rich(binder, html, style, properties=numbered(numbers, 0))
    return rich(binder, html, style) or paragraph(style)


def _unplaced(binder: Binder, unplaced: tuple[Unplaced, ...]) -> str:
    if not unplaced:
        return ""
    parts = [heading(binder, "unplaced", form.UNPLACED, "<w:keepNext/>" + '<w:spacing w:before="240"/>')]
    for each in unplaced:
        parts.append(paragraph(form.PLACE, run(each.where)))
        parts.append(binder.remarks.around(each.id, rich(binder, each.text, form.UNPLACED_TEXT)))
    return "".join(parts)
