"""What python-docx alone takes to open a Word form and walk all its text: the floor of reading it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

FORM = Path(settings.BASE_DIR) / "fixtures" / "academics-2020-21.docx"


def reading_floor() -> Callable[[], str]:
    """Return what opens the form and walks its text in this process."""
    import docx
    from docx.oxml.ns import qn

    def walk() -> str:
        page = docx.Document(str(FORM))
        return "\n".join(
            "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
            for paragraph in page.element.body.iter(qn("w:p"))
        )

    return walk


def reading_process_floor() -> Callable[[], object]:
    """Return what does the same in a process of its own, as files that people send are read."""
    program = (
        "import sys, docx\n"
        "from docx.oxml.ns import qn\n"
        "for paragraph in docx.Document(sys.argv[1]).element.body.iter(qn('w:p')):\n"
        "    print(''.join(each.text or '' for each in paragraph.iter(qn('w:t'))))\n"
    )
    command = [sys.executable, "-c", program, str(FORM)]
    return lambda: subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True)
