"""Files of a plan: attached to a part, and sent to who may see the plan, never shown by the browser; the budget's totals."""

import logging
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from plans.access import declares, is_fragment
from plans.attachments import Attached, NotStored, Refused, attach, opened, too_large, was_too_large
from plans.models import AttachedFile, BudgetLine, Plan
from plans.permissions import Right
from plans.row_kinds import FILE, FILE_PARTS
from plans.rows.saving import NotEditable, TooMany
from plans.rows.views import back_to, clock, drawn, problem
from pusdplans.document.submitting import named_files
from pusdplans.document.totals import budget_totals
from pusdplans.workspace.sections import SECTIONS
from pusdplans.workspace.views import part_page, place

logger = logging.getLogger(__name__)


@require_POST
@declares(Right.EDIT)
def upload(request: HttpRequest, plan: Plan, file_part: str) -> HttpResponse:
    """Attach a file to a part; what is refused is said in a sentence beside the field."""
    if file_part not in FILE_PARTS:
        raise Http404
    sent = request.FILES.get("file")
    try:
        if was_too_large(request):
            raise too_large()
        if sent is None:
            raise Refused(_("Choose a file first, then attach it."))
        attached = attach(plan, FILE_PARTS[file_part], sent, by=request.user)
    except (Refused, TooMany) as error:
        status = 503 if isinstance(error, NotStored) else 422
        if is_fragment(request):
            return JsonResponse({"message": str(error)}, status=status)
        return part_page(request, plan, SECTIONS[file_part], status=status, file_error=str(error))
    except NotEditable as error:
        return problem(request, str(error), status=409, readonly=True)
    return _answer(request, plan, attached)


def _answer(request: HttpRequest, plan: Plan, attached: Attached) -> HttpResponse:
    row = attached.row
    if attached.is_new:
        message = _("Attached: %(name)s (%(about)s).") % {"name": row.name, "about": row.about}
    else:
        message = _("This file is attached already, as “%(name)s”.") % {"name": row.name}
    if not is_fragment(request):
        messages.success(request, message)
        return back_to(plan, FILE, row.id)
    html = drawn(request, plan, FILE, [row]) if attached.is_new else ""
    return JsonResponse({"html": html, "id": str(row.id), "message": message, "saved": clock()})


@require_GET
@declares(Right.VIEW)
def download(request: HttpRequest, plan: Plan, file: uuid.UUID) -> HttpResponse:
    """Send a file of the plan, or one that a submission of it names, to be kept, not shown."""
    row = get_object_or_404(AttachedFile, plan=plan, id=file)
    if row.deleted_at is not None and row.id not in named_files(plan):
        raise Http404
    try:
        content = opened(row.file.storage, row.file.name)
    except FileNotFoundError as error:
        raise Http404 from error
    except Exception:  # each kind of storage raises its own
        logger.exception("%s could not be read", row.file.name)
        messages.error(request, _("The place where files are kept does not answer. Try again later."))
        return redirect("plan", *place(plan))
    return FileResponse(content, as_attachment=True, filename=row.download_name, content_type=row.served_as)


@require_GET
@declares(Right.EDIT)
def totals(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Show the budget's totals anew, for its page after a save."""
    lines = BudgetLine.objects.live().filter(plan=plan)
    return render(request, "workspace/_budget_totals.html", {"totals": budget_totals(lines)})
