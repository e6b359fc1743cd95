"""Word forms as people upload them and send what they decided, for tests of the pages."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plans.models import FormReading
from tests.imports.messy import MESSES, PICTURE

PLAN = "/plans/2020-21/instructional-services/"
START = f"{PLAN}word-form/"
REAL = Path(settings.BASE_DIR) / "fixtures" / "academics-2020-21.docx"


def upload(client: Client, content: bytes, name: str = "Plan 2020.docx") -> Any:
    """Upload a Word form."""
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def uploaded(client: Client, content: bytes | None = None) -> tuple[FormReading, str]:
    """Upload a Word form, the real one unless another is given. Returns its reading and the page's address."""
    answer = upload(client, REAL.read_bytes() if content is None else content)
    reading = FormReading.objects.order_by("-pk")[0]
    assert (answer.status_code, answer.url) == (302, f"{START}{reading.pk}/")
    return reading, answer.url


def sent_by(page: str) -> dict[str, str]:
    """Return what the page's one form would send if nothing were changed."""
    form = page[page.index("<form class=") :]
    form = form[form.index("data-check") :]
    values = dict(re.findall(r'<input type="hidden" name="(seen-[^"]+)" value="([^"]*)"', form))
    values |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', form))
    for name, options in re.findall(r'<select class="writing" id="[^"]+" name="([^"]+)">(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        assert chosen
        values[name] = chosen[1]
    return values


def with_picture(picture: bytes) -> bytes:
    """Return the messy form with a chart as a picture, with a real picture in its place."""
    good = zipfile.ZipFile(io.BytesIO(MESSES["chart_as_picture"]().content))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in good.namelist():
            content = good.read(name)
            out.writestr(name, picture if content == PICTURE else content)
    return made.getvalue()
