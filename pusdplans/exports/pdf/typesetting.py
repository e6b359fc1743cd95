"""Typst, kept warm: values in, the bytes of a PDF/UA-1 file out.

What people typed reaches Typst as JSON, never as markup. Fonts: Lato, and those that Typst ships. A PDF/UA-1 file may
not draw a character that no font has, so each such character is written as its number: "[U+4E2D]".
"""

import datetime
import functools
import json
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pusdplans.document.schema import PlanDocument
from pusdplans.exports.edition import Edition

_FOLDER = Path(__file__).parent
PLAN, CABINET, _CHARACTERS = "plan.typ", "cabinet.typ", "characters.typ"
STANDARD = "ua-1"
# A compiler serves one at a time; what one call finds out of fonts and template, the next ones have.
_alone = threading.Lock()
_drawable: dict[str, bool] = {}


def made_on(document: PlanDocument, edition: Edition) -> datetime.datetime:
    """Return the moment a file bears: the day of approval, else the first day of the cycle's school year, never now."""
    day = edition.approved_on or datetime.date(int(document.cycle[:4]), 7, 1)
    return datetime.datetime.combine(day, datetime.time(12), datetime.UTC)


def typeset(values: dict[str, Any], made_on: datetime.datetime, template: str = PLAN) -> bytes:
    """Return the file that a template, PLAN or CABINET, makes of `values`."""
    with _alone:
        text = _with_drawn_characters(values)
        return _compiler(template).compile(
            format="pdf", sys_inputs={"plan": text}, pdf_standards=[STANDARD], timestamp=made_on
        )


@functools.cache
def _compiler(template: str) -> Any:
    import typst

    return typst.Compiler(str(_FOLDER / template), root=str(_FOLDER), font_paths=_fonts(), ignore_system_fonts=True)


@functools.cache
def _fonts() -> Any:
    import font_lato
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(font_lato.__file__).with_name("files"))])


def _with_drawn_characters(values: dict[str, Any]) -> str:
    """Return the values as JSON, each character that no font has written as its number, and a note that says so."""
    text = json.dumps(values, ensure_ascii=False)
    missing = undrawable(text)
    if not missing:
        return text
    note = _("No font at hand has some characters of this plan. Each is written as its Unicode number in brackets.")
    text = json.dumps({**values, "note": note}, ensure_ascii=False)
    return text.translate({ord(each): f"[U+{ord(each):04X}]" for each in missing})


def undrawable(text: str) -> set[str]:
    """Return the characters of a text that no font has. Each is tried once in the life of a process, by itself."""
    untried = sorted(each for each in set(text) if not each.isascii() and each not in _drawable)
    while untried:
        named = _named_as_missing(untried)
        _drawable.update(dict.fromkeys(named, False))
        untried = [each for each in untried if each not in named]
        if not named:
            _drawable.update(dict.fromkeys(untried, True))
            break
    return {each for each in set(text) if not _drawable.get(each, True)}


def _named_as_missing(characters: list[str]) -> set[str]:
    """Return those that Typst names as having no font. Raises TypstError if it refuses the text for another reason."""
    import typst

    try:
        text = json.dumps(characters, ensure_ascii=False)
        _compiler(_CHARACTERS).compile(format="pdf", sys_inputs={"characters": text}, pdf_standards=[STANDARD])
    except typst.TypstError as error:
        forms = {each: (f'the text `"{each}"`', f'the text `"\\u{{{ord(each):x}}}"`') for each in characters}
        named = {each for each in characters if any(form in error.diagnostic for form in forms[each])}
        if not named:
            raise
        return named
    return set()
