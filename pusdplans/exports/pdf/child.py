"""Sets plans in type, one after another; run as a process of its own by `typesetting`, without Django.

What people typed reaches Typst as JSON, never as markup. Fonts: Lato, and those that Typst ships. A PDF/UA-1 file may
not draw a character that no font has, so each such character is written as its number: "[U+4E2D]".
"""

import datetime
import functools
import json
import os
import resource
import shutil
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import font_lato
import typst

_HERE = Path(__file__).parent
_CHARACTERS = "characters.typ"
_TEMPLATES = ("plan.typ", "cabinet.typ")
STANDARD = "ua-1"
# A process that nobody has asked for anything for so many seconds ends, and its memory is free.
_IDLE = 600
_drawable: dict[str, bool] = {}


def main(folder: Path) -> None:
    """Serve what comes in on standard input, which is a socket, until the other side closes it or is gone."""
    # Typst takes every core there is: whoever types goes before whoever waits for a file.
    os.nice(10)
    for template in _TEMPLATES:
        shutil.copy(_HERE / template, folder)
    with Connection(0) as wire:
        try:
            while wire.poll(_IDLE):
                request = json.loads(wire.recv_bytes())
                text = wire.recv_bytes().decode()
                # Whoever waits ends a process that takes too long; where nobody waits any more, it ends itself.
                signal.setitimer(signal.ITIMER_REAL, request["seconds"])
                answer, content = _answer(folder, request, text)
                signal.setitimer(signal.ITIMER_REAL, 0)
                wire.send_bytes(json.dumps(answer).encode())
                wire.send_bytes(content)
        except (EOFError, ConnectionError):
            shutil.rmtree(folder, ignore_errors=True)


def _answer(folder: Path, request: dict[str, Any], text: str) -> tuple[dict[str, Any], bytes]:
    """Return what to say of a plan, and its file; the file is empty if there is a problem."""
    try:
        made_on = datetime.datetime.fromisoformat(request["made_on"])
        content = typeset(folder / request["template"], text, request["note"], made_on)
        problem = None
    except Exception as error:
        content, problem = b"", getattr(error, "diagnostic", None) or repr(error)
    return {"problem": problem, "memory": memory()}, content


def typeset(template: Path, text: str, note: str, made_on: datetime.datetime) -> bytes:
    """Return the file that a template makes of `text`, the values as JSON.

    The values come to Typst as a file: what came in as its inputs would be part of all that it remembers, and make it
    set every word anew.
    """
    values = template.with_suffix(".json")
    values.write_text(_with_drawn_characters(text, note), encoding="utf-8")
    try:
        return _compiler(template).compile(format="pdf", pdf_standards=[STANDARD], timestamp=made_on)
    finally:
        values.unlink()


@functools.cache
def _compiler(template: Path) -> Any:
    return typst.Compiler(template, root=template.parent, font_paths=_fonts(), ignore_system_fonts=True)


@functools.cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(font_lato.__file__).with_name("files"))])


def _with_drawn_characters(text: str, note: str) -> str:
    """Return the values as JSON, each character that no font has written as its number, and the note that says so."""
    missing = undrawable(text)
    if not missing:
        return text
    text = json.dumps({**json.loads(text), "note": note}, ensure_ascii=False)
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
    try:
        text = json.dumps(characters, ensure_ascii=False)
        _compiler(_HERE / _CHARACTERS).compile(format="pdf", sys_inputs={"characters": text}, pdf_standards=[STANDARD])
    except typst.TypstError as error:
        forms = {each: (f'the text `"{each}"`', f'the text `"\\u{{{ord(each):x}}}"`') for each in characters}
        named = {each for each in characters if any(form in error.diagnostic for form in forms[each])}
        if not named:
            raise
        return named
    return set()


def memory() -> int:
    """Return the megabytes of memory that this process holds; 0 where the system does not say (it is not Linux)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20
    except OSError:
        return 0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
