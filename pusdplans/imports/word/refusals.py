"""Why a file is refused: one sentence each that says what is wrong and what to do."""

from pusdplans.imports.word.marking import gettext_noop

EMPTY = gettext_noop("This file is empty: choose the Word form again, or save it again from Word.")
TOO_LARGE = gettext_noop(
    "This file is larger than %(megabytes)s MB: save the form without large pictures and upload it again."
)
BOMB = gettext_noop(
    "This file unpacks to far more than a form can hold (%(megabytes)s MB): save the form again from Word without large "
    "pictures, and upload that."
)
ENCRYPTED = gettext_noop(
    "This file is protected by a password: open it in Word, take the password off (File, Info, Protect Document), save it "
    "and upload it again."
)
OLD_WORD = gettext_noop(
    "This file is in the format of Word 97 to 2003 (.doc) or of another old program: open it in Word, save it as .docx and "
    "upload that."
)
PDF = gettext_noop("This file is a PDF, whatever its name: upload the Word form (.docx) it was made from.")
NOT_WORD = gettext_noop(
    "This file is not a Word document, whatever its name: open the form in Word, save it as .docx and upload that."
)
OPEN_DOCUMENT = gettext_noop(
    "This file is an OpenDocument text (.odt): open it in LibreOffice or Word, save it as .docx and upload that."
)
OTHER_OFFICE = gettext_noop(
    "This file is a workbook or a presentation, not a Word document: upload the form saved by Word as .docx."
)
MACROS = gettext_noop(
    "This file carries macros, which are never opened here: save it in Word as a “Word Document (.docx)” without macros and "
    "upload that."
)
ENTITIES = gettext_noop(
    "This file carries declarations that no Word form has (a document type or entities), so it was not opened: save the "
    "form again from Word and upload that."
)
PROGRAMS = gettext_noop(
    "This file carries programs or objects of other programs, which are never opened here: copy the text into a fresh form "
    "and upload that."
)
ELSEWHERE = gettext_noop(
    "This file fetches something from another place when it is opened, like a linked picture or template: break that link "
    "in Word (File, Info, Edit Links to Files) or copy the text into a fresh form, and upload that."
)
BROKEN = gettext_noop(
    "This file is damaged or cut short, so it cannot be read: open it in Word, save it again and upload that."
)
EMBEDDED = gettext_noop(
    "This file carries its text inside another file: open it in Word, save it as .docx and upload that."
)
TOO_MUCH = gettext_noop(
    "Reading this file took more time or memory than any form needs, so it was stopped: copy the text into a fresh form and "
    "upload that."
)


class Refused(Exception):
    """A file that is not read; `sentence` is one of this module's, `values` fill its places."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values)
