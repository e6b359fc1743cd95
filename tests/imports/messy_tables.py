"""Messy forms: lists and marks, tables split and merged, an answer beside the wrong thing."""

from typing import Any

from tests.imports.mess import Mess, action, goal, item, metric, target
from tests.imports.paper import (
    GOALS_HEADER,
    actions,
    cell,
    document,
    goals,
    par,
    pars,
    planning,
    row,
    table,
)


def marks_typed_by_hand() -> Mess:
    """Bullets, letters, roman numbers and tabs, none of them Word's."""
    secondary = pars("Secondary Education:", "•\tSupport all counselors", "• Credit recovery")
    body = planning(services=secondary + pars("College and Career:", "- Advisory boards"))
    first = pars("1. First goal", "a.\tOutcomes: Better attendance", "b.\tTargeted Audience: Families")
    steps = pars("a. Train counselors", "\ti.\tIn August", "\tii.\tIn June", "\t\t1. Twice", "b. Visit sites")
    body += goals(row(first, "", "")) + actions(row(par("1. First goal") + steps, ""))
    services = [
        item("Secondary Education:", item("Support all counselors"), item("Credit recovery")),
        item("College and Career:", item("Advisory boards")),
    ]
    trained = action("Train counselors", item("In August"), item("In June", item("Twice")))
    found = goal(
        "<p>First goal</p>",
        outcomes="<p>Better attendance</p>",
        audience="<p>Families</p>",
        actions=[trained, action("Visit sites")],
    )
    certainty = {"goals[0].actions[0]": "likely"}
    return Mess(document(body), {"services": services, "goals": [found]}, certainty=certainty)


def lists_of_one_level_each() -> Mess:
    """Lists set further and further in by hand, each a Word list of its own at its first level."""
    body = planning(
        services=par("Services:")
        + par("One", number=21)
        + par("Below", number=22)
        + par("Deeper", number=23)
        + par("Two", number=21)
    )
    return Mess(
        document(body), {"services": [item("Services:", item("One", item("Below", item("Deeper"))), item("Two"))]}
    )  # fmt: skip


def deep_word_list() -> Mess:
    """A list of nine levels: deeper than a plan goes, so its end is as deep as can be."""
    lines = par("1. Goal") + "".join(par(f"Level {n}", number=1, level=n) for n in range(1, 9))
    expected: Any = [item("Level 5"), item("Level 6"), item("Level 7"), item("Level 8")]
    for level in (4, 3, 2):
        expected = [item(f"Level {level}", *expected)]
    return Mess(
        document(planning() + goals(row("1. Goal", "", "")) + actions(row(lines, ""))),
        {"goals": [goal("<p>Goal</p>", actions=[action("Level 1", *expected)])]},
    )


def table_split_over_pages() -> Mess:
    """Two tables with the same header; a sentence goes on in the second."""
    body = planning() + table(GOALS_HEADER, row(pars("1. First goal", "2. Second goal goes"), "", "Kept")) + par()
    body += table(GOALS_HEADER, row("on here", "", ""), row("3. Third", "Survey", "Half")) + par()
    body += actions(row(par("1. First goal") + par("Do", number=1, level=1), "")) + actions(
        row(par("3. Third") + par("Act", number=2, level=1), "No")
    )
    return Mess(
        document(body),
        {
            "goals": [
                goal("<p>First goal</p>", actions=[action("Do")]),
                goal("<p>Second goal goes</p><p>on here</p>"),
                goal(
                    "<p>Third</p>",
                    metrics=[metric("<p>Survey</p>")],
                    targets=[target("<p>Half</p>")],
                    actions=[action("Act", additional_resources=False)],
                ),
            ]
        },
        unplaced=[("Targets (D), beside goals 1 to 2", "<p>Kept</p>")],
    )


def cells_merged_down() -> Mess:
    """A goal merged down over its metrics, and actions merged down beside one answer each."""
    body = planning() + goals(
        row(cell("1. Goal", merge="restart"), "First metric", "First target"),
        row(cell(merge="continue"), "Second metric", "Second target"),
        row("2. Other", "", ""),
    )
    listed = par("1. Goal") + par("Train", number=1, level=1) + par("Visit", number=1, level=1)
    body += actions(row(cell(listed, merge="restart"), "Yes"), row(cell(merge="continue"), "No"))
    return Mess(
        document(body),
        {
            "goals": [
                goal(
                    "<p>Goal</p>",
                    metrics=[metric("<p>First metric</p>"), metric("<p>Second metric</p>")],
                    targets=[target("<p>First target</p>"), target("<p>Second target</p>")],
                    actions=[action("Train", additional_resources=True), action("Visit", additional_resources=False)],
                ),
                goal("<p>Other</p>"),
            ]
        },
    )
