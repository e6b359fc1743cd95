"""What the Word form says beyond the paper's own labels, and the marks that tell what each of its paragraphs is.

The writer marks and the reader reads. A mark is visible in Word as a style's name, so a person who edits the file keeps
it: paragraph styles say what a paragraph begins ("Plan Metric": a metric), the character style "Plan Label" sets the
form's own words apart from the department's, bookmarks name the parts. A file without marks is read by its words alone.
"""

from datetime import date

# Paragraph styles by id; Word shows them with spaces. A paragraph of one of them begins what its name says ...
TEXT = "PlanText"  # ... but for this one, which goes on with the rich text begun before it,
ITEM = "PlanItem"  # this one: an item of a list in a rich text (or, numbered with nothing, more of the item before),
ITEM_PARAGRAPH = "PlanItemParagraph"  # and this one: an item whose text is a paragraph in itself (<li><p>).
DIVISION = "PlanDivision"
DEPARTMENT = "PlanDepartment"
CLAUSE = "PlanClause"
PROSE = "PlanProse"
PURPOSE = "PlanPurpose"
SERVICE = "PlanService"
CONTACT = "PlanContact"
REACH = "PlanReach"
FILE = "PlanFile"
NOTE = "PlanNote"
RETURN = "PlanReturn"
FILED = "PlanFiled"
STATEMENT = "PlanStatement"
FACT = "PlanFact"
OUTCOMES = "PlanOutcomes"
AUDIENCE = "PlanAudience"
METRIC = "PlanMetric"
TARGET = "PlanTarget"
ACTION = "PlanAction"
ANSWER = "PlanAnswer"
PLACE = "PlanPlace"
UNPLACED_TEXT = "PlanUnplaced"
CELL = "PlanCell"

# Character styles of the form's own words inside a paragraph of the department's: bold names, and what stands between.
LABEL = "PlanLabel"
BETWEEN = "PlanBetween"

# Bookmarks in the label of each part.
PARTS = (
    "division",
    "cover_purpose",
    "cover_theory_of_action",
    "org_chart",
    "budget",
    "contact",
    "contact_reach",
    "department",
    "purpose",
    "services",
    "theory_of_action",
    "goals",
    "metrics",
    "targets",
    "actions",
    "resources",
    "unplaced",
)
BOOKMARK = "plan_"
# "plan_service_3" stands at the third line of the list of services, in reading order; a goal's services link there.
SERVICE_BOOKMARK = "plan_service_"

# Words of the file's own language, en-US, as the form is. They are read again, so they are not translated.
IF_THEN = {"if": "IF", "and": "AND", "then": "THEN"}
AFTER_CLAUSE = {"if": ", ", "and": " ", "then": " "}
RETURN_TO, RETURN_BY = "Return to", "By"
YES, NO = "Yes", "No"
NONE = "(none)"
BLANK = "(blank)"
UNKNOWN = "____________________"
FOCUS = "Focus"
ALIGNED = "Aligned to"
SERVICE_OF = "Service"
SOURCE = "Source"
UNIT = "Unit"
BASELINE = "Baseline"
GOAL_VALUE = "Target"
BY = "By"
OF_METRIC = "Metric"
ESTIMATE = "Estimate"
FTE = "FTE"
RESOURCE_NOTE = "Note"
ATTACHED = "Attached"
VACANT = "Vacant"
UNPLACED = "Unplaced text"
ROSTER = ("No.", "Staff member", "Title", "Position number", "FTE", "Reports to")
BUDGET = ("Fund", "Resource", "Object", "Description", "Amount", "FTE")

_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def day(value: date) -> str:
    """Return a day as the form writes it: "Oct. 5, 2020"."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year:04d}"


def cycle_bookmark(cycle: str) -> str:
    """Return the name of the bookmark around the title's years, which says the cycle however the title is worded."""
    return f"{BOOKMARK}cycle_{cycle.replace('-', '_')}"
