"""A plan as a PDF: the district's two forms, made to be looked at, and readable by a screen reader (PDF/UA-1)."""

from pusdplans.document.schema import PlanDocument
from pusdplans.exports.edition import Edition
from pusdplans.exports.pdf.contents import contents
from pusdplans.exports.pdf.typesetting import made_on, typeset


def write(document: PlanDocument, edition: Edition) -> bytes:
    """Return the plan as a PDF; the same document and edition give the same bytes."""
    return typeset(contents(document, edition), made_on(document, edition))
