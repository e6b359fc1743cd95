"""Why a file is not taken: one sentence, what is wrong and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Refused(Exception):
    """The file is not taken; the text is a sentence for the person who attached it."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))


class Active(Refused):
    """The file would start a program."""


class Elsewhere(Refused):
    """The file would fetch something from another place."""


def damaged() -> Refused:
    """Return the refusal of a Word or Excel file that is broken, cut off, or something else besides."""
    return Refused(_("This file is damaged or not whole: open it in Word or Excel, save it again, then attach that."))


def neither() -> Refused:
    """Return the refusal of an archive of something else."""
    return Refused(
        _(
            "This is neither a Word (.docx) nor an Excel (.xlsx) file: save it as one of these or as PDF, then attach that."
        )
    )


def active() -> Active:
    """Return the refusal of a Word or Excel file that would start a program."""
    return Active(
        _("This file carries macros or programs: save it as .docx or .xlsx without them, or as PDF, then attach that.")
    )


def elsewhere() -> Elsewhere:
    """Return the refusal of a Word or Excel file that would fetch something."""
    return Elsewhere(
        _(
            "This file fetches something from another place when it is opened, like a linked picture or template: save it as PDF, then attach that."
        )
    )
