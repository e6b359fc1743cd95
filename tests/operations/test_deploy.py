"""What `deploy/` and `docs/operations.md` name is there: commands, settings, files, figures."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import get_commands

from pusdplans.operations import figures

DEPLOY = settings.BASE_DIR / "deploy"
GUIDE = settings.BASE_DIR / "docs" / "operations.md"
FILES = [path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"]
TEXTS = {str(path.relative_to(settings.BASE_DIR)): path.read_text() for path in FILES}
TEXTS["docs/operations.md"] = GUIDE.read_text()


def test_commands_that_are_named_are_there() -> None:
    named = {name for text in TEXTS.values() for name in re.findall(r"\bmanage(?:\.py)? ([a-z_]+)\b", text)}
    assert {"backup", "restore", "work", "verify_archive", "migrate"} <= named
    # "Any other manage.py command": a word of the sentence.
    assert named - {"command", "knows"} <= get_commands().keys()


def test_files_that_are_named_are_there() -> None:
    named = {name for text in TEXTS.values() for name in re.findall(r"\bdeploy/[\w.@/-]*\w", text)}
    assert [name for name in sorted(named) if not (settings.BASE_DIR / name).exists()] == []


def test_settings_of_the_example_are_read_by_somebody() -> None:
    names = re.findall(r"^([A-Z_0-9]+)=", (DEPLOY / "environment.example").read_text(), re.M)
    readers = (settings.BASE_DIR / "pusdplans" / "settings.py").read_text() + "".join(TEXTS.values())
    unread = [name for name in names if len(re.findall(rf"\b{name}\b", readers)) < 2]
    assert names and unread == []


def test_figures_of_the_guide_are_served() -> None:
    named = set(re.findall(r"`(pusdplans_\w+)", TEXTS["docs/operations.md"]))
    source = re.findall(r'"(pusdplans_\w+)"', (settings.BASE_DIR / "pusdplans/operations/figures.py").read_text())
    assert named and named <= {*source, *(f"{name}_total" for name in source)}
    assert figures.OUTCOMES


@pytest.mark.parametrize("script", ("nightly", "upgrade"))
def test_script_can_be_read_by_its_shell(script: str) -> None:
    path = DEPLOY / script
    assert path.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", path], check=True)


def test_front_lets_the_application_say_that_a_file_is_too_large() -> None:
    """A browser shows nobody's words when the front breaks a request off."""
    (most,) = re.findall(r"max_size (\d+)MB", TEXTS["deploy/Caddyfile"])
    assert int(most) * 1_000_000 > 5 * settings.ATTACHMENT_MAX_BYTES


@pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy was not found (install caddy to have its file read)")
def test_front_can_read_its_file() -> None:
    command = ["caddy", "validate", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"]
    environment = {**os.environ, "SITE_HOST": "plans.example.org"}
    result = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_web_process_starts_with_its_configuration() -> None:
    """`--check-config` loads it and the application, and ends."""
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--check-config"]
    result = subprocess.run(
        [*command, "pusdplans.wsgi"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
