"""The plans of a cycle as one file: asked for on the queue, made in the background, watched and fetched on its page."""

import logging
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from plans.access import QUEUE, declares
from plans.attachments import opened
from plans.models import CycleExport, CycleExportKind, CycleExportState, PlanningCycle
from pusdplans.archive import tasks
from pusdplans.archive.cycle_export import ask_for

logger = logging.getLogger(__name__)

CONTENT_TYPES = {
    CycleExportKind.ZIP: "application/zip",
    CycleExportKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_POST
@declares(QUEUE)
def export_cycle(request: HttpRequest, cycle: str) -> HttpResponse:
    """Begin to make the file of a cycle, and go to the page that shows how far it is."""
    asked = get_object_or_404(PlanningCycle, label=cycle)
    kind = request.POST.get("kind")
    if kind not in CycleExportKind.values:
        messages.error(request, _("Choose what to make: a ZIP or an Excel file."))
        return redirect("queue")
    export = ask_for(asked, CycleExportKind(kind), by=request.user, begin=tasks.make_cycle_export.enqueue)
    return redirect("cycle_export", export.pk)


@require_GET
@never_cache
@declares(QUEUE)
def cycle_export(request: HttpRequest, export: int) -> HttpResponse:
    """Show how far a file is, and the file once it is there; a script gets the same as JSON."""
    found = _asked_by(request, export)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"done": found.done, "total": found.total, "words": _words(found), "state": found.state})
    context = {"export": found, "words": _words(found), "cycle": found.cycle}
    return render(request, "overview/cycle_export.html", context)


@require_GET
@declares(QUEUE)
def cycle_export_file(request: HttpRequest, export: int) -> HttpResponse:
    """Give the file."""
    found = _asked_by(request, export)
    try:
        content = opened(found.file.storage, found.file.name) if found.state == CycleExportState.DONE else None
    except Exception:  # each kind of storage raises its own
        logger.exception("The file of %s could not be read", found)
        content = None
    if content is None:
        messages.error(request, _("This file is not there: it is not made yet, or was removed."))
        return redirect("cycle_export", found.pk)
    kind = CycleExportKind(found.kind)
    return FileResponse(content, as_attachment=True, filename=found.file_name, content_type=CONTENT_TYPES[kind])


def _asked_by(request: HttpRequest, key: int) -> CycleExport:
    """Return an export this person asked for, or any to an admin."""
    exports: Any = CycleExport.objects.select_related("cycle", "person")
    found = exports.filter(pk=min(key, 2**63 - 1)).first()
    if found is None or not (found.person == request.user or request.user.is_staff):
        raise Http404
    return found


def _words(export: CycleExport) -> str:
    if export.state == CycleExportState.RUNNING and export.total:
        return _("%(done)s of %(total)s plans") % {"done": export.done, "total": export.total}
    return {
        CycleExportState.WAITING: _("Waiting for its turn."),
        CycleExportState.RUNNING: _("Beginning."),
        CycleExportState.DONE: _("Ready."),
        CycleExportState.FAILED: _("This did not work."),
        CycleExportState.REMOVED: _("This file was removed after some days."),
    }[CycleExportState(export.state)]
