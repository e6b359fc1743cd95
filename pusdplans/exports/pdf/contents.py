"""What stands on the pages of a plan's PDF: the words of both forms and the department's answers, ready to be drawn."""

import re
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pusdplans.document.schema import PlanDocument
from pusdplans.exports.edition import Edition
from pusdplans.exports.pdf.cover import cover
from pusdplans.exports.pdf.planning import planning


def contents(document: PlanDocument, edition: Edition) -> dict[str, Any]:
    """Return the values that `plan.typ` draws."""
    language, _dash, region = (get_language() or "en-us").partition("-")
    return {
        "language": language,
        "region": region.upper() or None,
        "title": f"{edition.prompts['cover_title']}, {edition.prompts['cover_year']}",
        "author": edition.district,
        "standing": _standing(edition),
        "watermark": _("Draft") if edition.is_draft else None,
        "footer": _footer(document, edition),
        "cover": cover(document, edition),
        "planning": planning(document, edition),
        "note": None,
    }


def _standing(edition: Edition) -> str:
    """Return how far the plan has come: "Draft", "Version 2. Submitted", "Version 2. Approved Oct. 12, 2020"."""
    if edition.is_draft:
        return _("Draft, not submitted")
    values = {"version": edition.version, "status": edition.status}
    if edition.approved_on is None:
        return _("Version {version}. {status}").format(**values)
    return _("Version {version}. {status} {day}").format(**values, day=date_format(edition.approved_on, "N j, Y"))


def _footer(document: PlanDocument, edition: Edition) -> list[str | dict[str, str]]:
    """Return "Instructional Services 2020-21, version 2, page 3 of 9" in parts; the template counts the pages."""
    if edition.is_draft:
        sentence = _("{department} {cycle}, draft, page {page} of {pages}")
    else:
        sentence = _("{department} {cycle}, version {version}, page {page} of {pages}")
    known = {"{department}": document.department, "{cycle}": document.cycle, "{version}": str(edition.version)}
    return [
        {"counted": part.strip("{}")} if part in ("{page}", "{pages}") else known.get(part, part)
        for part in re.split(r"(\{\w+\})", sentence)
        if part
    ]
