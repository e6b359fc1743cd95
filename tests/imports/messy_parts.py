"""Messy forms: labels reworded, forms alone, parts missing, answers, contacts, changes."""

from tests.imports.mess import Mess, action, goal, item, metric, target
from tests.imports.paper import (
    actions,
    cell,
    cover,
    document,
    goals,
    par,
    pars,
    planning,
    row,
    run,
    table,
)


def labels_reworded_in_other_order() -> Mess:
    """Nothing is called as on the form, and nothing stands where it stood."""
    body = table(
        row("Contact person", "Ana Ruiz"),
        row("Phone", "X88216"),
        row("Statement of Purpose", "We serve."),
        row("Name of Department", "Special Education"),
        row("Services provided", "Assess"),
    )
    body += table(
        row("How we measure: Measures (C)", "Goals/Outcomes (B) 2021-22", "Our Targets (D)"),
        row("Survey", "1. Belonging", "80%"),
    )
    body += table(
        row("Action Steps (E)", "More resources in 22-23?"),
        row(par("1. Belonging") + par("Greet", number=1, level=1), "Y"),
    )
    return Mess(
        document(body),
        {
            "cycle": "2021-22",
            "department": "Special Education",
            "purpose": "<p>We serve.</p>",
            "contacts": [{"name": "Ana Ruiz", "phone": "X88216", "email": None}],
            "services": [item("Assess")],
            "goals": [
                goal(
                    "<p>Belonging</p>",
                    metrics=[metric("<p>Survey</p>")],
                    targets=[target("<p>80%</p>")],
                    actions=[action("Greet", additional_resources=True)],
                )
            ],
        },
        certainty={"purpose": "likely", "goals[0].metrics[0]": "likely", "cycle": "likely"},
    )  # fmt: skip


def cover_alone() -> Mess:
    """Only the cover: the department stands in the title."""
    return Mess(
        document(cover(purpose="We serve.", names="Ana Ruiz", reach="X88216 ana@pusd.us")),
        {
            "cycle": "2020-21",
            "division": "Academics",
            "department": "Instructional Services",
            "purpose": "<p>We serve.</p>",
            "contacts": [{"name": "Ana Ruiz", "phone": "X88216", "email": "ana@pusd.us"}],
            "review": {"reviewer": "David Rennie", "due": "2020-10-05"},
            "goals": [],
        },
        certainty={"department": "guess", "contacts[0]": "sure"},
    )


def planning_alone() -> Mess:
    """Only the planning form: the year stands in its labels."""
    body = planning(purpose="We serve.") + goals(row("1. Goal", "", "")) + actions(row("1. Goal", ""))
    return Mess(
        document(body),
        {
            "cycle": "2020-21",
            "division": "",
            "department": "Instructional Services",
            "purpose": "<p>We serve.</p>",
            "goals": [goal("<p>Goal</p>")],
            "review": {"reviewer": None, "due": None},
        },
        certainty={"cycle": "likely", "purpose": "sure"},
    )


def parts_missing() -> Mess:
    """No goals at all: part E's statements are the goals."""
    body = planning() + actions(
        row(par("1. Every student reads") + par("Train", number=1, level=1), "No"),
        row(par("2. Every student writes") + par("Coach", number=2, level=1) + par("Weekly", number=2, level=2), ""),
    )
    return Mess(
        document(body),
        {
            "goals": [
                goal("<p>Every student reads</p>", actions=[action("Train", additional_resources=False)]),
                goal("<p>Every student writes</p>", actions=[action("Coach", item("Weekly"))]),
            ]
        },
        certainty={"goals[0]": "likely"},
    )


def theory_in_prose() -> Mess:
    """A theory of action in sentences of its own; the planning form has another one."""
    return Mess(
        document(
            cover(theory="We believe in teachers. If they grow, students grow.") + planning(theory="Another one.")
        ),
        {
            "theory_of_action": {
                "clauses": [],
                "prose": "<p>We believe in teachers. If they grow, students grow.</p>",
            }
        },
        unplaced=[("Department theory of action, a second wording", "<p>Another one.</p>")],
        certainty={"theory_of_action": "likely"},
    )


def theory_in_one_paragraph() -> Mess:
    """IF, AND and THEN in one paragraph, the same in both forms but for a comma."""
    text = "IF we listen, AND we act, THEN students stay."
    return Mess(
        document(cover(theory=text) + planning(theory=text.replace(",", " ,"))),
        {
            "theory_of_action": {
                "clauses": [
                    {"kind": "if", "text": "we listen,"},
                    {"kind": "and", "text": "we act,"},
                    {"kind": "then", "text": "students stay."},
                ],
                "prose": None,
            }
        },
    )


def answers_of_all_kinds() -> Mess:
    """Y, N/A, an amount and a note; two answers beside three actions."""
    three = "".join(par(f"Step {n}", number=3, level=1) for n in (1, 2, 3))
    body = planning() + goals(row("1. One", "", ""), row("2. Two", "", ""), row("3. Three", "", ""))
    body += actions(
        row(par("1. One") + par("Train", number=1, level=1), "Yes - $40K for subs"),
        row(par("2. Two") + par("Visit", number=2, level=1) + par("Coach", number=2, level=1), pars("Y", "N/A")),
        row(par("3. Three") + three, pars("No", "Yes, 0.5 FTE")),
    )
    return Mess(
        document(body),
        {
            "goals": [
                goal(
                    "<p>One</p>",
                    actions=[
                        action("Train", additional_resources=True, estimated_cost="40000.00", resource_note="for subs")
                    ],
                ),
                goal(
                    "<p>Two</p>",
                    actions=[action("Visit", additional_resources=True), action("Coach", resource_note="N/A")],
                ),
                goal("<p>Three</p>", actions=[action("Step 1"), action("Step 2"), action("Step 3")]),
            ]
        },
        unplaced=[("Additional resources (E), goal 3", "<p>No</p><p>Yes, 0.5 FTE</p>")],
        answers=[(2, "No"), (2, "Yes, 0.5 FTE")],
        certainty={
            "goals[0].actions[0].additional_resources": "sure",
            "goals[1].actions[0].additional_resources": "likely",
            "goals[1].actions[1].additional_resources": "guess",
        },
    )


def contacts_in_one_cell() -> Mess:
    """Names, telephones with extensions and e-mails, all in the first cell."""
    names = pars(
        "María López, (626) 396-3600 ext. 88216, lopez.maria@pusd.us",
        "Kim O’Neil",
        "626-396-3601 x88426",
        "oneil@pusd.us",
    )
    return Mess(
        document(cover(names=names)),
        {
            "contacts": [
                {"name": "María López", "phone": "(626) 396-3600 ext. 88216", "email": "lopez.maria@pusd.us"},
                {"name": "Kim O’Neil", "phone": "626-396-3601 x88426", "email": "oneil@pusd.us"},
            ]
        },
        certainty={"contacts[0]": "likely"},
    )


def tracked_changes() -> Mess:
    """What was put in counts, what was taken out does not: words, a row, and a paragraph."""
    put_in = f'<w:ins w:id="1" w:author="A">{run("new ")}</w:ins>'
    taken = '<w:del w:id="2" w:author="A"><w:r><w:delText>old </w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3">{run("gone ")}</w:moveFrom><w:moveTo w:id="4">{run("moved ")}</w:moveTo>'
    deleted_row = f'<w:tr><w:trPr><w:del w:id="5"/></w:trPr>{cell("2. Deleted goal")}{cell()}{cell()}</w:tr>'
    body = planning(purpose=par(run("A ") + put_in + taken + moved + run("purpose"))) + goals(
        row("1. Goal", "", ""), deleted_row
    )
    return Mess(document(body), {"purpose": "<p>A new moved purpose</p>", "goals": [goal("<p>Goal</p>")]})


def names_in_one_line() -> Mess:
    """Two names in one line, and two telephones with their e-mails in one."""
    reach = "X88216 reynoso@pusd.us X88426 turley@pusd.us"
    return Mess(
        document(cover(names="Julianne Reynoso and Kristina Turley", reach=reach)),
        {
            "contacts": [
                {"name": "Julianne Reynoso", "phone": "X88216", "email": "reynoso@pusd.us"},
                {"name": "Kristina Turley", "phone": "X88426", "email": "turley@pusd.us"},
            ]
        },
        certainty={"contacts[0]": "likely"},
    )
