"""What rides along in a PDF or a picture that is sound otherwise: an archive, or a page that a browser would show."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from plans.file_kinds.refusal import Refused

# Readers of these archives search for the first bytes anywhere; those of zip look at the file's end.
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PAGE = re.compile(rb"<(?:!doctype\s+html|\?php|(?:html|script|svg|iframe|body|object|embed)[\s>/])", re.IGNORECASE)


def check_alone(content: bytes) -> None:
    """Refuse a file that is something else besides. Raises Refused."""
    if zipfile.is_zipfile(io.BytesIO(content)) or any(start in content for start in _ARCHIVES):
        raise Refused(_("An archive is packed into this file: save it again or print it as PDF, then attach that."))
    if _PAGE.search(content):
        raise Refused(
            _("A web page or a script is hidden in this file: save it again or print it as PDF, then attach that.")
        )
