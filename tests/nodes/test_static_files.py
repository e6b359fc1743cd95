"""While a release rolls over two processes, a page of one finds its styles at the other."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client

OURS, OF_ANOTHER = "/static/css/app.css", "/static/css/app.0123456789ab.css"


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Any:
    """Serve collected files as production does. Returns the settings."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "app.css").write_text("body {}")
    settings.STATIC_ROOT = tmp_path
    settings.MIDDLEWARE = ["pusdplans.static_files.OfAnyRelease", *settings.MIDDLEWARE]
    return settings


def test_file_that_another_release_names_is_ours_of_that_name(collected: Any, db: None) -> None:
    answer = Client().get(OF_ANOTHER)
    assert (answer.status_code, answer.getvalue()) == (200, b"body {}")
    # Not for ever: the name is that of another content.
    assert answer["Cache-Control"] == Client().get(OURS)["Cache-Control"] == "max-age=60, public"
    assert Client().get("/static/css/none.0123456789ab.css").status_code == 404


def test_control_without_it_the_page_has_no_styles(collected: Any, db: None) -> None:
    collected.MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware", *site.MIDDLEWARE[1:]]
    assert (Client().get(OURS).status_code, Client().get(OF_ANOTHER).status_code) == (200, 404)
