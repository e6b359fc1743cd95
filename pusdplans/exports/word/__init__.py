"""A plan as a Word file: the district's two forms as the paper has them.

An empty box holds an empty paragraph of the style that belongs there, so that what a person types into it in Word is read
as what it is.
"""

import re

from pusdplans.document.compare import rows_of
from pusdplans.document.schema import PlanDocument
from pusdplans.document.word_form import day
from pusdplans.exports.edition import Edition
from pusdplans.exports.word.binder import Binder
from pusdplans.exports.word.cover import cover
from pusdplans.exports.word.markup import between, label, paragraph
from pusdplans.exports.word.package import package
from pusdplans.exports.word.planning import planning
from pusdplans.exports.word.remarks import Remarks

# Characters no XML file can hold. The schema takes them away, but a file that Word refuses would help nobody.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(document: PlanDocument, edition: Edition) -> bytes:
    """Return the plan as a .docx; the same document and edition give the same bytes."""
    binder = Binder(Remarks(edition.remarks, rows_of(document).by_id if edition.remarks else ()))
    body = cover(binder, document, edition) + planning(binder, document, edition)
    properties = {
        "dc:title": f"{edition.prompts['cover_title']}, {edition.prompts['cover_year']}",
        "dc:subject": f"{document.department} {document.cycle}",
        "dc:creator": edition.district,
        "dc:language": "en-US",
    }
    return package(
        _FORBIDDEN.sub("", body),
        _FORBIDDEN.sub("", _header(edition)),
        _FORBIDDEN.sub("", _footer(document, edition)),
        binder,
        {key: _FORBIDDEN.sub("", value) for key, value in properties.items()},
    )


def _header(edition: Edition) -> str:
    """Return "Draft" while it is one, else the plan's status and when it was approved, on the right."""
    words = "Draft" if edition.is_draft else edition.status
    if edition.approved_on:
        words = f"{words}, {day(edition.approved_on)}"
    return paragraph("Header", label(f"\t{words}", ""))


def _footer(document: PlanDocument, edition: Edition) -> str:
    """Return "Instructional Services 2020-21, version 2", and the page on the right."""
    version = f"version {edition.version}" if edition.version else "draft"
    return paragraph(
        "Footer",
        between(f"{document.department} {document.cycle}, {version}\tPage ")
        + _field("PAGE")
        + between(" of ")
        + _field("NUMPAGES"),
    )


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
