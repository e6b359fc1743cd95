"""Handing a plan in: the document is collected, checked, and given to the plan's life."""

import logging
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans import lifecycle
from plans.attachments import forget
from plans.models import AttachedFile, EventKind, Plan, Submission
from plans.row_kinds import FILE
from plans.rows.kind import row_kinds
from plans.rows.saving import hold_open
from pusdplans.document import checklist, schema
from pusdplans.document.collect import collect
from pusdplans.document.standing import note_difference, rows_of

logger = logging.getLogger(__name__)


@transaction.atomic
def submit_plan(plan: Plan, *, by: Any, in_spite_of_gaps: bool = False) -> Submission:
    """Freeze the plan as it is now and submit it. Raises NotPossible where a gap blocks, or the plan cannot be submitted.

    The plan is held open first, so that a row saved at the same moment is either in the document or refused.
    """
    if not in_spite_of_gaps:
        hold_open(plan, by=by)
    document = collect(plan)
    blocking = [gap for gap in checklist.check(document) if gap.blocking]
    if blocking and not in_spite_of_gaps:
        raise lifecycle.NotPossible(_("Something is still missing: %(gap)s") % {"gap": blocking[0].message})
    data = schema.to_json(document)
    submission = lifecycle.submit(plan, by=by, document=data, sha256=schema.digest(data))
    refresh_progress(plan, document)
    _clear_away(plan, by)
    return submission


def _clear_away(plan: Plan, by: Any) -> None:
    """Delete what was deleted, with all that hangs from it: it cannot be brought back any more."""
    before = rows_of(plan)
    if not any(row.get("deleted_at") for row in before.values()):
        return
    for kind in row_kinds().values():
        if kind is not FILE:
            kind.rows(plan).exclude(deleted_at=None).delete()
    deleted_files = AttachedFile.objects.filter(plan=plan).exclude(deleted_at=None)
    if deleted_files.exists():
        forget(deleted_files, keep=named_files(plan))
    note_difference(plan, EventKind.CLEARED, by, before)


def named_files(plan: Plan) -> set[UUID]:
    """Return the ids of the files that the plan's submissions name: they stay readable whatever becomes of the rows."""
    parts = plan.submissions.values_list("document__org_chart_files", "document__budget__files")
    return {UUID(each["id"]) for files in parts for part in files for each in part or () if each.get("id")}


def refresh_progress(plan: Plan, document: schema.PlanDocument | None = None) -> dict[str, Any]:
    """Work out how complete the plan is, keep it on the plan for the pages that show many, and return it."""
    now = timezone.now()
    plan.progress = checklist.progress(document or collect(plan))
    plan.progress_at = now
    Plan.objects.filter(pk=plan.pk).update(progress=plan.progress, progress_at=now)
    return plan.progress


def current_progress(plan: Plan, document: schema.PlanDocument | None = None) -> dict[str, Any]:
    """Return the kept progress, worked out anew if the plan changed since, or from the document that is given.

    A page that only reads is shown even while nothing can be written, as on a full disk.
    """
    if document or plan.progress_at is None or plan.progress_at < plan.changed_at:
        try:
            refresh_progress(plan, document)
        except DatabaseError:
            logger.exception("The progress of %s could not be kept", plan)
    return plan.progress
