"""Part E: the actions of each goal, and whether they take additional resources next year."""

from collections.abc import Iterator, Mapping

from pusdplans.document import word_form as form
from pusdplans.document.schema import Action, Goal, walk
from pusdplans.exports.word.binder import Binder
from pusdplans.exports.word.facts import column, fte, help_text, known, money
from pusdplans.exports.word.markup import numbered, paragraph, row, run, table
from pusdplans.exports.word.rich import inline, rich

WIDTHS = (6300, 2340)


def actions(binder: Binder, goals: tuple[Goal, ...], words: Mapping[str, str], sections: int) -> str:
    """Return part E: each goal's statement in a row, then a row for each first-level action and its answer."""
    header = row(
        WIDTHS,
        (
            column(binder, "actions", f"{words['actions']} (E)", numbered(sections, 0))
            + help_text(words["actions_help"]),
            column(binder, "resources", words["resources"]) + help_text(f"{form.YES}/{form.NO}"),
        ),
        header=True,
    )
    return table(
        WIDTHS,
        [header, *(each for number, goal in enumerate(goals, 1) for each in _rows(binder, goal, number))],
        words["actions"],
        "For each goal a row with its statement, then one row for each action: the action with the steps beneath it, "
        "and whether it takes additional resources next year.",
        headed=True,
    )


def _rows(binder: Binder, goal: Goal, number: int) -> Iterator[str]:
    numbers = binder.new_list("actions", start=number)
    statement = rich(binder, goal.statement, form.STATEMENT, properties="<w:keepNext/>" + numbered(numbers, 0))
    yield row(WIDTHS, (statement, ""))
    for action in goal.actions:
        lines = [
            binder.remarks.around(
                each.id, paragraph(form.ACTION, inline(binder, each.text), numbered(numbers, level + 1))
            )
            for level, each in walk((action,))
        ]
        yield row(WIDTHS, ("".join(lines), _answer(action)), whole=len(lines) < 10)


def _answer(action: Action) -> str:
    """Return Yes, No, or a line to type it on, then what a Yes asks for."""
    words = {True: form.YES, False: form.NO, None: ""}[action.additional_resources]
    return (
        paragraph(form.ANSWER, run(words))
        + known(form.ESTIMATE, money(action.estimated_cost) or None)
        + known(form.FTE, fte(action.estimated_fte) or None)
        + known(form.RESOURCE_NOTE, action.resource_note)
    )
