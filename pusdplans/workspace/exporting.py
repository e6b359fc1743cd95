"""A plan leaves as a file: made on request as Word, PDF, Excel or JSON, or as it was filed in the archive."""

import logging
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from plans.access import declares, refuse
from plans.attachments import opened
from plans.conversation import conversation_of
from plans.models import Plan
from plans.permissions import Right, rights
from pusdplans.archive.edition import document_of, edition_of, remarks_of
from pusdplans.archive.filing import archive, links_of
from pusdplans.document.schema import frozen
from pusdplans.exports.edition import FORMATS, file_name
from pusdplans.replica import a_little_old
from pusdplans.workspace.versions import is_published
from pusdplans.workspace.views import may_preview, place

logger = logging.getLogger(__name__)


@require_GET
@declares(Right.VIEW, comments=True)
@a_little_old(when=is_published)
def export(request: HttpRequest, plan: Plan, extension: str, version: int | None = None) -> HttpResponse:
    """Give the plan as a file: the version named, or what `preview` and `read` show this person without one.

    With `?comments=1` the Word file carries what is said about the plan, for whoever may read that.
    """
    may = rights(request.user, plan)
    with_comments = extension == "docx" and "comments" in request.GET
    if with_comments and not may["read_comments"]:
        return refuse(request, may["read_comments"].reason)
    kind = FORMATS.get(extension)
    if kind is None:
        raise Http404
    if version is not None:
        submission = get_object_or_404(plan.submissions, number=version)
        document = frozen(submission.document)
    else:
        draft = plan.is_editable and may_preview(plan, may)
        document, submission = document_of(plan, draft=draft)
    edition = edition_of(plan, submission)
    if with_comments:
        edition = replace(edition, remarks=remarks_of(conversation_of(plan)))
    response = HttpResponse(kind.write(document, edition), content_type=kind.content_type)
    return _as_attachment(response, file_name(document, edition, extension))


@require_GET
@declares(Right.VIEW)
def filed(request: HttpRequest, plan: Plan, version: int, name: str) -> HttpResponse:
    """Give one of the files that were filed of a version: "pdf", "docx", "json" or "manifest"."""
    submission = get_object_or_404(plan.submissions.select_related("filing"), number=version)
    filing = getattr(submission, "filing", None)
    if filing is None or not filing.is_filed:
        messages.error(
            request, _("This version is not in the archive: only approved ones are filed, each in its turn.")
        )
        return redirect("read_version", *place(plan), version)
    file = next((each for each in links_of(filing) if each["slug"] == name), None)
    if file is None:
        raise Http404
    try:
        content = opened(archive(), file["name"])
    except Exception:  # each kind of storage raises its own
        # Whatever a storage raises while it is down: the page says so, and nothing is lost.
        logger.exception("%s could not be read from the archive", file["name"])
        messages.error(request, _("The archive does not answer, or the file is not there any more. Try again later."))
        return redirect("read_version", *place(plan), version)
    response = FileResponse(content, content_type=file["content_type"])
    return _as_attachment(response, file["name"].rpartition("/")[2])


def _as_attachment(response: Any, name: str) -> Any:
    """Mark an answer as a file to be saved under this name."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
