"""The page on security names every requirement once, and only modules and tests that exist."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs" / "security.md").read_text()
# How many requirements of Level 1 and 2 each section of ASVS 5.0.0 has; they come before those of Level 3.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6,
    "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2,
    "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
NUMBER = r"\d+\.\d+\.\d+"
ROW = re.compile(rf"^\| ({NUMBER}) \| (.+?) \| (.+?) \| (.+?) \|$", re.M)
PATH = re.compile(r"`((?:[\w@.-]+/)+[\w@.-]+)(?:::(\w+))?`")


def numbers_of(line: str) -> list[str]:
    """Return the requirements that a line names, those of "1.2.3 to 1.2.5" each."""
    found = []
    for first, last in re.findall(rf"({NUMBER})(?: to ({NUMBER}))?", line):
        section, _dot, start = first.rpartition(".")
        found += [f"{section}.{number}" for number in range(int(start), int((last or first).rpartition(".")[2]) + 1)]
    return found


def missing(page: str) -> list[str]:
    """Return the files and functions that a page names and that are not there."""
    wrong = []
    for path, name in PATH.findall(page):
        file = ROOT / path
        if not file.is_file():
            wrong.append(path)
        elif name and name not in {
            each.name for each in ast.walk(ast.parse(file.read_text())) if hasattr(each, "name")
        }:
            wrong.append(f"{path}::{name}")
    return wrong


def test_every_requirement_has_one_line() -> None:
    named = [row[0] for row in ROW.findall(PAGE)]
    for line in PAGE.splitlines():
        if line.startswith("Does not apply: "):
            named += numbers_of(line)
    asked = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    assert Counter(named) == Counter(asked)


def test_every_line_is_whole() -> None:
    """Each says how, by a module or in words, and names a test or says that there is none."""
    assert len(ROW.findall(PAGE)) == len([line for line in PAGE.splitlines() if re.match(r"\| \d", line)])
    assert [
        row[0]
        for row in ROW.findall(PAGE)
        if not re.fullmatch(r"\(reading\)|`tests/[\w/]+\.py(?:::test_\w+)?`", row[3])
    ] == []


def test_what_it_names_is_there() -> None:
    assert missing(PAGE) == []


@pytest.mark.parametrize("gone", ("tests/test_nothing.py", "tests/test_security.py::test_nothing", "plans/nothing.py"))
def test_control_what_is_gone_is_found(gone: str) -> None:
    assert missing(f"{PAGE}`{gone}`") == [gone]
