"""Messy forms: comments, boxes, tables in cells, odd characters, links, pictures, other programs' files."""

import io
import zipfile

from tests.imports.mess import Mess, action, goal, item, metric, target
from tests.imports.paper import (
    ACTIONS_HEADER,
    actions,
    bold,
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
    zipped,
)


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


def strict_open_xml() -> Mess:
    """Word's "Strict Open XML Document": the same words under other names."""
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    good = zipfile.ZipFile(io.BytesIO(document(planning(purpose="We serve."))))
    parts: dict[str, bytes | str] = {}
    for name in good.namelist():
        text = good.read(name).decode()
        for loose, name_of_strict in strict.items():
            text = text.replace(loose, name_of_strict)
        parts[name] = text
    return Mess(zipped(parts), {"department": "Instructional Services", "purpose": "<p>We serve.</p>"})
