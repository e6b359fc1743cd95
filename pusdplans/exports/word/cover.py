"""The cover form: "... Department Plan, 2020 - 2021 Annual Plan"."""

from uuid import UUID

from pusdplans.document import word_form as form
from pusdplans.document.schema import Budget, Contact, PlanDocument, Position, Review
from pusdplans.exports.edition import Edition
from pusdplans.exports.word.binder import Binder
from pusdplans.exports.word.facts import attached, fte, heading, help_text, money, theory
from pusdplans.exports.word.markup import between, label, numbered, paragraph, row, run, table
from pusdplans.exports.word.rich import rich

WIDTHS = (2880, 5760)
ROSTER_WIDTHS = (400, 1240, 1240, 940, 640, 1060)
BUDGET_WIDTHS = (660, 860, 700, 1420, 1180, 700)


def cover(binder: Binder, document: PlanDocument, edition: Edition) -> str:
    """Return the cover form."""
    words = edition.prompts
    rows = (
        (heading(binder, "division", words["department"]), paragraph(form.DIVISION, run(document.division))),
        (
            heading(binder, "cover_purpose", words["purpose"]) + help_text(words["purpose_help"]),
            rich(binder, document.purpose, form.PURPOSE) or paragraph(form.PURPOSE),
        ),
        (
            heading(binder, "cover_theory_of_action", words["theory_of_action_cover"])
            + help_text(words["theory_of_action_help"]),
            theory(binder, document.theory_of_action),
        ),
        (
            heading(binder, "org_chart", words["org_chart"]),
            help_text(words["org_chart_help"])
            + roster(binder, document.positions)
            + attached(document.org_chart_files),
        ),
        (heading(binder, "budget", words["budget"]), _budget(binder, document.budget)),
        (
            heading(binder, "contact", words["contact"]),
            "".join(
                binder.remarks.around(each.id, paragraph(form.CONTACT, run(each.name))) for each in document.contacts
            )
            or paragraph(form.CONTACT),
        ),
        (heading(binder, "contact_reach", words["contact_reach"]), _reach(binder, document.contacts)),
    )
    return (
        paragraph("Title", run(edition.district))
        + paragraph("Heading1", run(words["cover_title"]))
        + paragraph("Subtitle", binder.bookmark(form.cycle_bookmark(document.cycle), run(words["cover_year"])))
        + help_text(words["cover_help"])
        + table(
            WIDTHS,
            [row(WIDTHS, each) for each in rows],
            words["cover_title"],
            "The parts of the cover form: the label of each in the first column, the department's answer in the second.",
        )
        + _returned(binder, document.review, edition)
    )


def roster(binder: Binder, positions: tuple[Position, ...]) -> str:
    """Return the roster as a table: a row for each position, its head by the number of the head's row."""
    if not positions:
        return ""
    numbers: dict[UUID | None, int] = {each.id: number for number, each in enumerate(positions, 1) if each.id}
    rows = [_header(ROSTER_WIDTHS, form.ROSTER)]
    for number, each in enumerate(positions, 1):
        head = numbers.get(each.reports_to) if each.reports_to else None
        cells = (
            label(str(number), ""),
            run(each.name) if each.name is not None else label(form.VACANT, ""),
            run(each.title or ""),
            run(each.position_number or ""),
            run(fte(each.fte)),
            run(str(head)) + between(_named(positions[head - 1])) if head else "",
        )
        number_cell, *others = [paragraph(form.CELL, cell) for cell in cells]
        rows.append(row(ROSTER_WIDTHS, [binder.remarks.around(each.id, number_cell), *others], whole=True))
    return table(
        ROSTER_WIDTHS,
        rows,
        "Roster of the organizational chart",
        "One row for each position. The last column gives the number of the row of the position it reports to.",
        headed=True,
        inner=True,
    )


def _named(position: Position) -> str:
    """Return the words after a head's number, for people."""
    words = position.title or position.name
    return f". {words}" if words else "."


def _budget(binder: Binder, budget: Budget) -> str:
    parts = []
    if budget.lines:
        rows = [_header(BUDGET_WIDTHS, form.BUDGET)]
        for each in budget.lines:
            cells = (each.fund, each.resource, each.object, each.description, money(each.amount), fte(each.fte))
            fund, *others = [paragraph(form.CELL, run(cell or "")) for cell in cells]
            rows.append(row(BUDGET_WIDTHS, [binder.remarks.around(each.id, fund), *others], whole=True))
        parts.append(
            table(
                BUDGET_WIDTHS,
                rows,
                "Lines of the budget",
                "One row for each line of the budget.",
                headed=True,
                inner=True,
            )
        )
    parts += [rich(binder, budget.note, form.NOTE), attached(budget.files)]
    return "".join(parts) or paragraph(form.NOTE)


def _header(widths: tuple[int, ...], names: tuple[str, ...]) -> str:
    return row(widths, [paragraph("PlanColumn", run(name)) for name in names], header=True)


def _reach(binder: Binder, contacts: tuple[Contact, ...]) -> str:
    """Return phone and e-mail of each contact; the space between them is the form's, so that one can be missing."""
    lines = []
    for each in contacts:
        content = run(each.phone or "")
        if each.email is not None or "@" in content:
            content += between(" ") + run(each.email or "")
        lines.append(paragraph(form.REACH, content))
    return "".join(lines) or paragraph(form.REACH)


def _returned(binder: Binder, review: Review, edition: Edition) -> str:
    """Return "1. Return to ... By ..." and "2. Add to DLN folder ...", with a line to write on where it is not known."""
    steps = binder.new_list("numbers")
    due = form.day(review.due) if review.due else None
    to_whom = run(review.reviewer) if review.reviewer is not None else label(form.UNKNOWN, "")
    by_when = run(due) if due else label(form.UNKNOWN, "")
    return paragraph(
        form.RETURN, label(form.RETURN_TO) + to_whom + run(" ") + label(form.RETURN_BY) + by_when, numbered(steps, 0)
    ) + paragraph(form.FILED, label("Add to DLN folder") + run(edition.folder), numbered(steps, 0))
