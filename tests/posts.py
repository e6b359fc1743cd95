"""A valid POST of every address that changes something, found by the URLconf; and what the tables hold before and after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goals.models import FrameworkGoal, Goal
from plans import lifecycle
from plans.models import CalendarAddress, Chain, Event, MailChoice, OutgoingMail, Plan, PlanningCycle
from plans.row_changes import UNTOLD
from plans.rows import saving
from plans.rows.kind import RowKind, row_kinds
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.seeding import chance, document
from pusdplans.document.submitting import submit_plan
from tests.addresses import Address, addresses, path_of
from tests.conftest import signed_in
from tests.district import Cast
from tests.document.test_generated import fitting
from tests.sample_files import GOOD
from tests.sample_rows import make_row, parent_of, right_values, sent

# What is of the business. Sessions, tasks, the trail itself, mails on their way and what a person wants to hear by mail
# are not.
APPS = ("accounts", "plans", "goals", "metrics")
NOT_BUSINESS = (Event, Chain, OutgoingMail, MailChoice, CalendarAddress)
# What somebody decides while checking a Word form is no part of the plan until it is taken in.
OWN_PAPER = {"plans.formreading": {"choices"}}
# Told by the kind of event and its details ("returned version 2", and why), rather than column by column.
TOLD_BY_KIND = {
    "plans.submission",
    "plans.decision",
    "plans.filing",
    "plans.formreading",
    "plans.formpicture",
    "plans.cycleexport",
    "plans.commentthread",
    "plans.comment",
}

Tables = dict[tuple[str, str], dict[str, Any]]


def tables() -> Tables:
    """Return every row of the business, by table and key."""
    found: Tables = {}
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model in NOT_BUSINESS:
            continue
        label = model._meta.label_lower
        left_out = UNTOLD | OWN_PAPER.get(label, set())
        names = [each.attname for each in model._meta.concrete_fields if each.name not in left_out]
        found |= {(label, str(row["pk"])): row for row in model._default_manager.values("pk", *names)}
    return found


def untold(before: Tables, after: Tables, events: int) -> list[str]:
    """Return the rows that changed without an event that names them. events: the last event's key before."""
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    new = list(Event.objects.filter(pk__gt=events))
    named = {(row["of"], row["id"]) for event in new for row in event.rows}
    named |= {key for key in changed if key[0] in TOLD_BY_KIND} if new else set()
    # Making a plan is told by the chain it is made in.
    named |= {("plans.plan", str(event.plan_id)) for event in new if event.kind == "created"}
    return sorted(f"{of} {key}" for of, key in changed - named)


def last_event() -> int:
    """Return the key of the last event."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


@dataclass(frozen=True)
class Post:
    """A valid POST: who sends what where, after what was made ready for it."""

    name: str
    who: str
    path: str
    values: dict[str, Any]
    changes: bool = True

    def send(self, cast: Cast) -> Any:
        """Send it."""
        return signed_in(cast.people()[self.who]).post(self.path, self.values)


Ready = Callable[[Address, Cast], Iterator[Post]]


def post(values: Callable[[Cast], dict[str, Any]] = lambda cast: {}, who: str = "lead", status: str = "") -> Ready:
    """Return what makes an address's one POST ready: the plan in a status, then its values."""

    def ready(address: Address, cast: Cast) -> Iterator[Post]:
        bring(cast, status)
        yield Post(address.name, who, path_of(address, cast.plan), values(cast))

    return ready


def bring(cast: Cast, status: str) -> None:
    """Bring the lead's plan to a status."""
    if status in ("submitted", "approved"):
        submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    if status == "approved":
        lifecycle.approve(cast.plan, by=cast.reviewer)


def rows(act: str, values: Callable[[RowKind, Any], dict[str, Any]]) -> Ready:
    """Return what makes an act on a row ready, for every row kind that has it."""

    def ready(address: Address, cast: Cast) -> Iterator[Post]:
        plan = cast.plan
        for kind in row_kinds().values():
            structure = act in ("delete", "restore", "move", "indent")
            if (kind.single and structure) or (act == "indent" and not kind.outline):
                continue
            # Two, so that the second can be moved and indented.
            make_row(kind, plan)
            row = make_row(kind, plan)
            if act == "restore":
                saving.delete_row(kind, plan, row.id, by=cast.lead)
                row.refresh_from_db()
            args = [plan.cycle.label, plan.department.slug, kind.name, row.id]
            yield Post(f"row_{act} {kind.name}", "lead", reverse(address.name, args=args), values(kind, row))

    return ready


def new_rows(values: dict[str, Any]) -> Ready:
    """Return what makes adding ready, for every row kind that takes it."""

    def ready(address: Address, cast: Cast) -> Iterator[Post]:
        plan, within = cast.plan, "parent" in address.parameters
        for kind in row_kinds().values():
            takes = not kind.single and kind.comes_blank and (kind.outline or "paste" not in address.name)
            if takes and (kind.parent != "plan") == within:
                args = [plan.cycle.label, plan.department.slug, kind.name]
                args += [parent_of(kind, plan).pk] if within else []
                yield Post(f"{address.name} {kind.name}", "lead", reverse(address.name, args=args), values)

    return ready


def links(address: Address, cast: Cast) -> Iterator[Post]:
    """Link a goal to an entry, then take the link away."""
    goal = Goal.objects.create(plan=cast.plan)
    entry = FrameworkGoal.objects.first()
    assert entry is not None
    path = reverse(address.name, args=[cast.cycle.label, cast.department.slug, goal.id])
    for act in ("add", "remove"):
        yield Post(f"goal_links {act}", "lead", path, {"link": "alignment", "act": act, "to": entry.pk})


def reading(address: Address, cast: Cast) -> Iterator[Post]:
    """Set a Word form aside, take it up again, decide about it, and take it in."""
    path = path_of(address, cast.plan)
    for act, changes in (("leave", True), ("reopen", True), ("keep", False), ("apply", True)):
        yield Post(f"{address.name} {act}", "lead", path, {"act": act}, changes)


def upload(name: str, content: bytes) -> Callable[[Cast], dict[str, Any]]:
    """Return what sends a file."""
    return lambda cast: {"file": SimpleUploadedFile(name, content)}


def word_form(cast: Cast) -> dict[str, Any]:
    """Return what sends the real form."""
    content = (settings.BASE_DIR / "fixtures" / "academics-2020-21.docx").read_bytes()
    return {"file": SimpleUploadedFile("Plan.docx", content)}


def handing_in(address: Address, cast: Cast) -> Iterator[Post]:
    """Submit a plan in which nothing is missing, and a row was deleted."""
    where = {"cycle": "2020-21", "division": "Academics", "department": "Instructional Services"}
    made = document(chance(1), **where, review=collect(cast.plan).review, goals=2, finished=True)
    apply(cast.plan, fitting(made))
    gone = make_row(row_kinds()["contact"], cast.plan)
    saving.delete_row(row_kinds()["contact"], cast.plan, gone.id, by=cast.lead)
    yield Post("check", "lead", path_of(address, cast.plan), {})


def talking(address: Address, cast: Cast) -> Iterator[Post]:
    """Answer a thread, resolve it, and open it again."""
    path = path_of(address, cast.plan)
    for act in ("reply", "resolve", "reopen"):
        yield Post(f"comment_thread {act}", "lead", path, {"act": act, "text": "All 22."})


def last_year(address: Address, cast: Cast) -> Iterator[Post]:
    """Lay last year's plan out."""
    before = PlanningCycle.objects.create(label="2019-20", opens="2019-08-01", due_date="2019-10-07")
    lifecycle.start_plans(before, [cast.department])
    plan = Plan.objects.with_place().get(cycle=before)
    submission = submit_plan(plan, by=cast.lead, in_spite_of_gaps=True)
    yield Post(address.name, "lead", path_of(address, cast.plan), {"source": submission.pk})


def later(cast: Cast) -> dict[str, Any]:
    """Return a later due date."""
    return {"due_date": timezone.localdate().replace(year=timezone.localdate().year + 1), "reason": "Holidays"}


POSTS: dict[str, Ready] = {
    "row_save": rows("save", lambda kind, row: sent(kind, row) | right_values(kind, row, "Another word")),
    "row_delete": rows("delete", lambda kind, row: {}),
    "row_restore": rows("restore", lambda kind, row: {}),
    "row_move": rows("move", lambda kind, row: {"direction": "up"}),
    "row_indent": rows("indent", lambda kind, row: {"direction": "in"}),
    "row_add": new_rows({}),
    "row_add_in": new_rows({}),
    "row_paste": new_rows({"text": "One\n  Two"}),
    "row_paste_in": new_rows({"text": "One\n  Two"}),
    "goal_links": links,
    "check": handing_in,
    "attach": post(upload("Chart.pdf", GOOD["pdf"])),
    "word_form": post(word_form),
    "check_reading": reading,
    "check_last_year": reading,
    "return_plan": post(lambda cast: {"reason": "More, please."}, "reviewer", "submitted"),
    "approve": post(lambda cast: {"note": "", "version": 1}, "reviewer", "submitted"),
    "reopen": post(lambda cast: {"reason": "The board asks."}, "reviewer", "approved"),
    "extend": post(later, "reviewer"),
    "new_comment": post(lambda cast: {"part": "goals", "text": "Which sites?"}),
    "comment_thread": talking,
    "last_year": last_year,
    "export_cycle": post(lambda cast: {"kind": "xlsx"}, "reviewer"),
}
# Addresses that change nothing of the business, each with the reason.
NOTHING = {
    "cabinet": "shows its page to a POST as to a GET",
    "progress": "counts for itself how complete a plan is",
    **dict.fromkeys(("mail_choices", "renew_calendar", "mail_off"), "what a person wants to hear by mail"),
    **dict.fromkeys(
        (
            "account_login",
            "account_logout",
            "account_signup",
            "account_reset_password",
            "account_reset_password_from_key",
            "account_change_password",
            "account_set_password",
            "account_reauthenticate",
        ),
        "signing in: at the most a password",
    ),
}


def posting(cast: Cast) -> list[Address]:
    """Return the addresses outside the admin that take a POST."""
    return [each for each in addresses() if not each.is_admin and _takes(each, signed_in(cast.admin), cast.plan)]


def _takes(address: Address, client: Client, plan: Plan) -> bool:
    path = path_of(address, plan)
    with transaction.atomic():
        status = client.post(path).status_code
        transaction.set_rollback(True)
    return status != 405
