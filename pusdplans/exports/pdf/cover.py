"""The cover form: "... Department Plan, 2020 - 2021 Annual Plan"."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pusdplans.document.schema import AttachedFile, Contact, PlanDocument, Review, TheoryOfAction
from pusdplans.exports.edition import Edition
from pusdplans.exports.pdf.budget import budget
from pusdplans.exports.pdf.chart import chart
from pusdplans.exports.pdf.rich import Block, bold, numbered, paragraph, plain, plain_block, rich


def cover(document: PlanDocument, edition: Edition) -> dict[str, Any]:
    """Return the values of the cover form."""
    words = edition.prompts
    return {
        "district": edition.district,
        "title": words["cover_title"],
        "year": words["cover_year"],
        "help": words["cover_help"],
        "rows": [
            answer(words["department"], plain_block(document.division)),
            answer(words["purpose"], rich(document.purpose), words["purpose_help"]),
            answer(words["theory_of_action_cover"], theory(document.theory_of_action), words["theory_of_action_help"]),
            answer(
                words["org_chart"],
                attached(document.org_chart_files),
                words["org_chart_help"],
                below=chart(document.positions),
            ),
            answer(
                words["budget"],
                rich(document.budget.note) + attached(document.budget.files),
                below=budget(document.budget.lines),
            ),
            answer(words["contact"], [paragraph(*plain(each.name)) for each in document.contacts]),
            answer(words["contact_reach"], [paragraph(*_reach(each)) for each in document.contacts]),
        ],
        "steps": numbered(
            [
                [paragraph(bold(_returned(document.review)))],
                [paragraph(bold(_("Add to DLN folder {folder}").format(folder=edition.folder)))],
            ]
        ),
    }


def answer(label: str, blocks: list[Block], help_text: str = "", below: list[Block] | None = None) -> dict[str, Any]:
    """Return a row of a form: the label and its help, the answer beside it, and what needs the form's whole width."""
    return {"label": label, "help": help_text, "answer": blocks, "below": below or []}


def theory(theory_of_action: TheoryOfAction) -> list[Block]:
    """Return the clauses (form: IF ..., AND ..., THEN ...), then the prose."""
    kinds = {"if": _("IF"), "and": _("AND"), "then": _("THEN")}
    opening = {"if": ", ", "and": " ", "then": " "}
    clauses = [
        paragraph(bold(kinds[each.kind]), opening[each.kind], *plain(each.text)) for each in theory_of_action.clauses
    ]
    return clauses + rich(theory_of_action.prose)


def attached(files: tuple[AttachedFile, ...]) -> list[Block]:
    """Return the names of attached files."""
    return [paragraph(bold(_("Attached: ")), *plain(each.name)) for each in files]


def _reach(contact: Contact) -> list[Any]:
    """Return "X88216 reynoso.julianne@pusd.us"; where neither is known, a dash keeps the contacts side by side."""
    runs = plain(contact.phone)
    if contact.email:
        runs += [" "] if runs else []
        runs.append({"text": contact.email, "link": f"mailto:{contact.email}"})
    return runs or ["–"]


def _returned(review: Review) -> str:
    """Return "Return to David Rennie By Oct. 5, 2020"; what is not known is a line to write on."""
    line = "____________________"
    due = date_format(review.due, "N j, Y") if review.due else line
    return _("Return to {reviewer} By {due}").format(reviewer=review.reviewer or line, due=due)
