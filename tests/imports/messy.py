"""Messy Word forms, one for each kind of mess people make, with what must be read from each.

`expected` names keys of the document and their exact values, ids left out and defaults filled in by `goal` and `action`.
What a mess does not name is as in a form where only that mess is; `unplaced` is always exact.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.imports.paper import (
    ACTIONS_HEADER,
    GOALS_HEADER,
    actions,
    bold,
    cell,
    cover,
    document,
    goals,
    italic,
    par,
    pars,
    planning,
    row,
    run,
    table,
)


@dataclass
class Mess:
    """A file and what it must give."""

    content: bytes
    expected: dict[str, Any]
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    answers: list[tuple[int | None, str]] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    certainty: dict[str, str] = field(default_factory=dict)


def goal(statement: str | None, **fields: Any) -> dict[str, Any]:
    """Return a goal as JSON values."""
    blank = dict.fromkeys(("focus", "outcomes", "audience"))
    lists: dict[str, Any] = {key: [] for key in ("alignments", "services", "metrics", "targets", "actions")}
    return {"statement": statement} | blank | lists | fields


def metric(text: str, **fields: Any) -> dict[str, Any]:
    """Return a metric as JSON values."""
    return {"text": text, "source": None, "unit": None} | fields


def target(text: str, **fields: Any) -> dict[str, Any]:
    """Return a target as JSON values."""
    return {"text": text, "metric": None, "baseline": None, "value": None, "due": None} | fields


def item(text: str, *items: Any) -> dict[str, Any]:
    """Return a line of an outline as JSON values."""
    return {"text": text, "items": list(items)}


def action(text: str, *items: Any, **fields: Any) -> dict[str, Any]:
    """Return an action as JSON values."""
    blank = dict.fromkeys(("additional_resources", "resource_note", "estimated_cost", "estimated_fte"))
    return item(text, *items) | blank | fields


def marks_typed_by_hand() -> Mess:
    """Bullets, letters, roman numbers and tabs, none of them Word's."""
    body = planning(
        services=pars(
            "Secondary Education:",
            "•\tSupport all counselors",
            "• Credit recovery",
            "College and Career:",
            "- Advisory boards",
        )
    )
    body += goals(
        row(pars("1. First goal", "a.\tOutcomes: Better attendance", "b.\tTargeted Audience: Families"), "", "")
    )
    body += actions(
        row(
            pars(
                "1. First goal",
                "a. Train counselors",
                "\ti.\tIn August",
                "\tii.\tIn June",
                "\t\t1. Twice",
                "b. Visit sites",
            ),
            "",
        )
    )
    return Mess(
        document(body),
        {
            "services": [
                item("Secondary Education:", item("Support all counselors"), item("Credit recovery")),
                item("College and Career:", item("Advisory boards")),
            ],
            "goals": [
                goal(
                    "<p>First goal</p>",
                    outcomes="<p>Better attendance</p>",
                    audience="<p>Families</p>",
                    actions=[
                        action("Train counselors", item("In August"), item("In June", item("Twice"))),
                        action("Visit sites"),
                    ],
                )
            ],
        },
        certainty={"goals[0].actions[0]": "likely"},
    )  # fmt: skip


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


def comments_and_notes() -> Mess:
    """A comment on a metric, a footnote to the purpose, a header and a footer with a page number."""
    comment = '<w:comment w:id="7" w:author="Ana">' + par("Which survey?") + "</w:comment>"
    footnote = '<w:footnote w:id="2">' + par("As of 2019.") + "</w:footnote>"
    footnote += '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    body = planning(purpose=par(run("We serve.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')) + goals(
        row("1. Goal", par(run("Survey") + '<w:r><w:commentReference w:id="7"/></w:r>'), "")
    )
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    notes = {
        "comments": comment,
        "footnotes": footnote,
        "header": par("Confidential"),
        "footer": par(run("Page ") + page),
    }
    return Mess(
        document(body, notes=notes),
        {"purpose": "<p>We serve.</p>", "goals": [goal("<p>Goal</p>", metrics=[metric("<p>Survey</p>")])]},
        unplaced=[
            ("Header", "<p>Confidential</p>"),
            ("Footnote, Department statement of purpose (A)", "<p>As of 2019.</p>"),
            ("Comment by Ana, Metrics (C), goal 1", "<p>Which survey?</p>"),
        ],
    )


def text_boxes() -> Mess:
    """The purpose typed into a text box, which Word writes twice, and a box beside the page's text."""
    body = planning(purpose=par(_box("We serve."))) + par(_box("Draft of May"))
    return Mess(
        document(body),
        {"purpose": "<p>We serve.</p>"},
        unplaced=[("After Department theory of action", "<p>Draft of May</p>")],
    )


def _box(text: str) -> str:
    inside = f"<w:txbxContent>{par(text)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>"
        f"<wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )  # fmt: skip


def tables_in_cells() -> Mess:
    """A roster and a budget as tables in their cells, the budget with a total, and a table in the purpose."""
    roster = table(
        row("Name", "Title", "Position #", "FTE", "Reports to"),
        row("J. Reynoso", "Assistant Superintendent", "1001", "1.0", ""),
        row("VACANT", "Coordinator", "1002", ".5", "J. Reynoso"),
    )
    budget = par("Grants pending.") + table(
        row("Fund", "Description", "Amount"),
        row("01", "Substitutes", "$40,000"),
        row("", "Total", "$40,000"),
    )
    purpose = par("We serve") + table(row("elementary", "secondary"))
    position = {"name": "J. Reynoso", "title": "Assistant Superintendent", "position_number": "1001", "fte": "1.00"}
    line = {"fund": "01", "resource": None, "object": None, "description": "Substitutes"}
    return Mess(
        document(cover(chart=roster, budget=budget, purpose=purpose)),
        {
            "purpose": "<p>We serve</p><p>elementary | secondary</p>",
            "positions": [
                position | {"reports_to": None},
                {"name": None, "title": "Coordinator", "position_number": "1002", "fte": "0.50", "reports_to": 0},
            ],
            "budget": {
                "lines": [line | {"amount": "40000.00", "fte": None}],
                "note": "<p>Grants pending.</p>",
                "files": [],
            },
        },
        unplaced=[("Department budget, total", "<p>Total | $40,000</p>")],
    )


def odd_characters() -> Mess:
    """Smart quotes, accents and non-breaking spaces, also inside the labels."""
    body = table(
        row("DEPARTMENT\u00a0NAME :", "Família\u00a0y Niños"),
        row("DEPARTMENT STATEMENT OF\u00a0PURPOSE (A)", "\u00a0Our “students’” café — naïve\u00a0& 5 < 6 "),
    )
    return Mess(
        document(body),
        {
            "department": "Família y Niños",
            "purpose": "<p>Our “students’” café — naïve&nbsp;&amp; 5 &lt; 6</p>",
        },
    )


def links_and_looks() -> Mess:
    """Links by relationship and by field, bold by a character style, italics inside bold, a dangerous link."""
    field_link = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://pusd.us/a?b=1&amp;c=2" '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("field")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )  # fmt: skip
    text = (
        run("See ") + f'<w:hyperlink r:id="rIdA">{run("the plan")}</w:hyperlink>' + run(", ") + field_link
        + run(" and ") + f'<w:hyperlink r:id="rIdB">{run("this")}</w:hyperlink>' + run(": ")
        + run("strong", '<w:rStyle w:val="StrongEmphasis"/>') + run(" both", "<w:b/><w:i/>") + run(" off", '<w:b w:val="0"/>')
    )  # fmt: skip
    styles = (
        '<w:style w:type="character" w:styleId="StrongEmphasis"><w:name w:val="Strong Emphasis"/><w:rPr><w:b/></w:rPr>'
        "</w:style>"
    )
    return Mess(
        document(
            planning(purpose=par(text)),
            links={"rIdA": "https://pusd.us/plan", "rIdB": "javascript:alert(1)"},
            styles=styles,
        ),
        {
            "purpose": '<p>See <a href="https://pusd.us/plan">the plan</a>, <a href="https://pusd.us/a?b=1&amp;c=2">field</a>'
            " and this: <strong>strong<em> both</em></strong> off</p>"
        },
    )


PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def chart_as_picture() -> Mess:
    """The chart pasted as a picture, with a line under it."""
    drawing = (
        "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        '<a:blip r:embed="rIdP"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return Mess(
        document(cover(chart=par(drawing) + par("Effective July 1")), pictures={"rIdP": PICTURE}),
        {"org_chart_files": []},
        unplaced=[("Department organizational chart", "<p>Effective July 1</p>")],
        pictures=["rIdP.png"],
    )


def all_goals_in_one_cell() -> Mess:
    """One row holds all goals, as on the district's own filled form; numbered targets go to their goals."""
    body = planning() + goals(
        row(
            pars("1. Read", "a. Outcomes", "2. Write", "b. Targeted Audience: All"),
            pars("Survey", "Rubric"),
            pars("1. Half", "2. All of them"),
        )
    )
    body += actions(
        row(par("1. Read") + par("Train", number=1, level=1) + par("2. Write") + par("Coach", number=2, level=1), "")
    )
    return Mess(
        document(body),
        {
            "goals": [
                goal("<p>Read</p>", targets=[target("<p>Half</p>")], actions=[action("Train")]),
                goal(
                    "<p>Write</p>",
                    audience="<p>All</p>",
                    targets=[target("<p>All of them</p>")],
                    actions=[action("Coach")],
                ),
            ]
        },
        unplaced=[("Metrics (C), beside goals 1 to 2", "<p>Survey</p><p>Rubric</p>")],
        certainty={"goals[0].targets[0]": "likely"},
    )


def another_wording_in_part_e() -> Mess:
    """Part E words a goal otherwise: part B's wording is the goal's. An empty last letter is an action."""
    statement = par(run("1. We center on ") + bold("equity") + run(" for every student, by the Resolution"))
    other = par("1. We center on equity for every student, by the MOU")
    body = planning() + goals(row(statement, "", ""))
    body += actions(row(other + par("Train", number=1, level=1) + par("", number=1, level=1), ""))
    return Mess(
        document(body),
        {
            "goals": [
                goal(
                    "<p>We center on <strong>equity</strong> for every student, by the Resolution</p>",
                    focus="equity",
                    actions=[action("Train"), action("")],
                )
            ]
        },
        unplaced=[
            ("Department Actions (E), goal 1", "<p>We center on equity for every student, by the MOU</p>"),
        ],
    )


def google_docs() -> Mess:
    """Content controls around cells and paragraphs, bold switched off run by run, bullets of a list per cell."""
    off = '<w:rtl w:val="0"/><w:b w:val="0"/>'
    wrapped = f"<w:sdt><w:sdtPr/><w:sdtContent>{par(run('We serve.', off))}</w:sdtContent></w:sdt>"
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + par("Click here to enter text.")
        + "</w:sdtContent></w:sdt>"
    )  # fmt: skip
    body = planning(
        name=prompt, purpose=wrapped, services=par(run("One", off), number=9) + par(run("Two", off), number=9)
    )
    body += goals(row(par(run("Belonging", off)), par("Survey", number=10) + par("Rubric", number=10), ""))
    return Mess(
        document(body),
        {
            "department": "",
            "purpose": "<p>We serve.</p>",
            "services": [item("One"), item("Two")],
            "goals": [goal("<p>Belonging</p>", metrics=[metric("<p>Survey</p>"), metric("<p>Rubric</p>")])],
        },
    )


def facts_in_lines() -> Mess:
    """Sources, baselines and days in lines of their own under a metric or target."""
    body = planning() + goals(
        row(
            pars("1. Attendance", "Focus: belonging", "Aligned to: LCAP 2; Strategic Plan A (Academic excellence)"),
            pars("Chronic absence", "Source: CALPADS", "Unit: percent"),
            pars("Fewer absences", "Baseline: 14%", "Target: 10%", "By: June 3, 2021") + par(italic("Also tardies")),
        )
    )
    return Mess(
        document(body),
        {
            "goals": [
                goal(
                    "<p>Attendance</p>",
                    focus="belonging",
                    alignments=[
                        {"framework": "LCAP", "code": "2", "text": None},
                        {"framework": "Strategic Plan", "code": "A", "text": "Academic excellence"},
                    ],
                    metrics=[metric("<p>Chronic absence</p>", source="CALPADS", unit="percent")],
                    targets=[
                        target("<p>Fewer absences</p>", baseline="14%", value="10%", due="2021-06-03"),
                        target("<p><em>Also tardies</em></p>"),
                    ],
                )
            ]
        },
    )


def text_around_the_form() -> Mess:
    """A letter before the form and a sentence between its tables: no field, so it is kept with its place."""
    body = par("Dear David,") + cover() + par("More on the back.") + table(ACTIONS_HEADER)
    return Mess(
        document(body),
        {"division": "Academics", "goals": []},
        unplaced=[
            ("Beginning of the file", "<p>Dear David,</p>"),
            ("After Telephone/E-mail", "<p>More on the back.</p>"),
        ],
    )


MESSES = {
    each.__name__: each
    for each in (
        marks_typed_by_hand,
        lists_of_one_level_each,
        deep_word_list,
        table_split_over_pages,
        cells_merged_down,
        labels_reworded_in_other_order,
        cover_alone,
        planning_alone,
        parts_missing,
        theory_in_prose,
        theory_in_one_paragraph,
        answers_of_all_kinds,
        contacts_in_one_cell,
        tracked_changes,
        comments_and_notes,
        text_boxes,
        tables_in_cells,
        odd_characters,
        links_and_looks,
        chart_as_picture,
        all_goals_in_one_cell,
        another_wording_in_part_e,
        google_docs,
        facts_in_lines,
        text_around_the_form,
    )
}
