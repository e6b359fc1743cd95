"""What both forms write: labels, help, the theory of action, and "Source: ..." lines of fields the paper has no box for."""

from decimal import Decimal

from pusdplans.document import word_form as form
from pusdplans.document.schema import AttachedFile, TheoryOfAction
from pusdplans.exports.word.binder import Binder
from pusdplans.exports.word.markup import between, label, paragraph, run
from pusdplans.exports.word.remarks import HEADS
from pusdplans.exports.word.rich import rich


def heading(binder: Binder, part: str, text: str, properties: str = "") -> str:
    """Return the label of a part, as a heading with a bookmark that names the part."""
    head = paragraph("Heading2", binder.bookmark(form.BOOKMARK + part, run(text)), properties)
    return binder.remarks.around(HEADS.get(part), head)


def column(binder: Binder, part: str, text: str, properties: str = "") -> str:
    """Return the head of a column, which the paper has in small letters."""
    runs = run(text, '<w:caps w:val="0"/>')
    head = paragraph("Heading2", binder.bookmark(form.BOOKMARK + part, runs), properties)
    return binder.remarks.around(HEADS.get(part), head)


def help_text(text: str) -> str:
    """Return a help text of the form."""
    return paragraph("PlanHelp", run(text))


def fact(name: str, value: str) -> str:
    """Return "Name: value" as a paragraph; `value` is runs."""
    return paragraph(form.FACT, label(f"{name}:") + value)


def known(name: str, value: str | None) -> str:
    """Return "Name: value", or nothing where there is no value."""
    return "" if value is None else fact(name, run(value))


def money(value: Decimal | None) -> str:
    """Return an amount in dollars as it is written: "$40,000.00"."""
    return "" if value is None else f"${value:,.2f}"


def fte(value: Decimal | None) -> str:
    """Return a full-time equivalent: "0.50"."""
    return "" if value is None else f"{value:.2f}"


def theory(binder: Binder, theory_of_action: TheoryOfAction) -> str:
    """Return the clauses (form: IF, we ... / AND ... / THEN ...), then the prose."""
    clauses = "".join(
        binder.remarks.around(
            each.id,
            paragraph(form.CLAUSE, label(form.IF_THEN[each.kind], form.AFTER_CLAUSE[each.kind]) + run(each.text)),
        )
        for each in theory_of_action.clauses
    )
    return (clauses + rich(binder, theory_of_action.prose, form.PROSE)) or paragraph(form.PROSE)


def attached(files: tuple[AttachedFile, ...]) -> str:
    """Return the names of attached files, with what tells whether a file is the one meant."""
    return "".join(
        paragraph(
            form.FILE,
            label(f"{form.ATTACHED}:")
            + run(each.name)
            + between(" (")
            + run(each.content_type)
            + between(f", {each.size:,} bytes, SHA-256 {each.sha256})"),
        )
        for each in files
    )
