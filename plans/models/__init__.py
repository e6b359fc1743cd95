"""The tables of plans."""

from plans.models.budget import BudgetLine
from plans.models.comment import Comment, CommentThread
from plans.models.contact import Contact
from plans.models.cycle import PlanningCycle, end_of_day
from plans.models.cycle_export import UNFINISHED, CycleExport, CycleExportKind, CycleExportState
from plans.models.event import MILESTONES, OF_COMMENTS, Chain, Event, EventKind, Via
from plans.models.filing import Filing, FilingState
from plans.models.form_reading import FormPicture, FormReading, ReadingState
from plans.models.mail import (
    CHOSEN_KINDS,
    DEADLINE_KINDS,
    CalendarAddress,
    MailChoice,
    MailKind,
    MailState,
    MailWhen,
    OutgoingMail,
)
from plans.models.membership import Membership, ReviewerAssignment, Role
from plans.models.org_chart import AttachedFile, FilePart, Position
from plans.models.organization import Department, Division
from plans.models.plan import EDITABLE, Plan, PlanPart, PlanText, Status, UnplacedText
from plans.models.row import DEEPEST_LEVEL, OutlineRow, Row, RowQuerySet
from plans.models.service import Service
from plans.models.submission import Decision, DecisionKind, Submission, SubmissionState
from plans.models.succession import Succession, SuccessionKind
from plans.models.theory_of_action import Clause, ClauseKind, TheoryOfAction

__all__ = [
    "CHOSEN_KINDS",
    "DEADLINE_KINDS",
    "DEEPEST_LEVEL",
    "EDITABLE",
    "MILESTONES",
    "OF_COMMENTS",
    "UNFINISHED",
    "AttachedFile",
    "BudgetLine",
    "CalendarAddress",
    "Chain",
    "Clause",
    "ClauseKind",
    "Comment",
    "CommentThread",
    "Contact",
    "CycleExport",
    "CycleExportKind",
    "CycleExportState",
    "Decision",
    "DecisionKind",
    "Department",
    "Division",
    "Event",
    "EventKind",
    "FilePart",
    "Filing",
    "FilingState",
    "FormPicture",
    "FormReading",
    "MailChoice",
    "MailKind",
    "MailState",
    "MailWhen",
    "Membership",
    "OutgoingMail",
    "OutlineRow",
    "Plan",
    "PlanPart",
    "PlanText",
    "PlanningCycle",
    "Position",
    "ReadingState",
    "ReviewerAssignment",
    "Role",
    "Row",
    "RowQuerySet",
    "Service",
    "Status",
    "Submission",
    "SubmissionState",
    "Succession",
    "SuccessionKind",
    "TheoryOfAction",
    "UnplacedText",
    "Via",
    "end_of_day",
]
