"""The district's own forms: the filled one reads exactly, the blank one gives nothing but its year and where it goes."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pusdplans.document.schema import PlanDocument, parse, to_json
from pusdplans.imports.word.reading import Reading, read, read_safely

FORMS = Path(settings.BASE_DIR) / "fixtures"
FILLED, BLANK = FORMS / "academics-2020-21.docx", FORMS / "department-annual-plan-blank.docx"


def test_filled_form_reads_exactly(real_document: dict[str, Any]) -> None:
    out = StringIO()
    call_command("read_form", str(FILLED), stdout=out)
    assert json.loads(out.getvalue()) == to_json(parse(real_document))


def test_every_word_of_the_filled_form_is_accounted_for() -> None:
    reading = read_safely(FILLED.read_bytes())
    counts = (reading.words_in_file, reading.words_placed, reading.words_unplaced, reading.words_of_form)
    assert counts == (1769, 1162, 22, 585)
    assert reading.answers == ()
    assert {each.level for path, each in reading.certainty.items()} == {"sure"}


def test_blank_form_gives_only_what_is_printed_on_it() -> None:
    reading = read_safely(BLANK)
    expected = PlanDocument.model_validate(
        {
            "cycle": "2020-21",
            "division": "",
            "department": "",
            "review": {"reviewer": "David Rennie", "due": "2020-10-05"},
        }
    )
    assert reading.document == expected
    assert reading.words_unplaced == 0


def test_child_process_and_this_one_find_the_same() -> None:
    here: Reading = read(FILLED)
    assert read_safely(FILLED) == here


def test_control_a_word_that_no_field_takes_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reader of contacts gone, the count still keeps what it would have placed."""
    monkeypatch.setattr("pusdplans.imports.word.cover.read_contacts", lambda draft, names, reaches: None)
    reading = read(FILLED)
    assert [(each.where, each.text) for each in reading.document.unplaced[1:]] == [
        ("Department contact, not placed", "<p>Julianne S. Reynoso</p>"),
        ("Department contact, not placed", "<p>Kristina Turley</p>"),
        ("Telephone/E-mail, not placed", "<p>X88216 reynoso.julianne@pusd.us</p>"),
        ("Telephone/E-mail, not placed", "<p>X88426 turley.kristina@pusd.us</p>"),
    ]


def test_command_refuses_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(b"Dear David,")
    with pytest.raises(CommandError) as error:
        call_command("read_form", str(tmp_path / "form.docx"))
    assert str(error.value) == (
        f"{tmp_path / 'form.docx'}: This file is not a Word document, whatever its name: open the form in Word, save it as "
        ".docx and upload that."
    )


def test_command_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        call_command("read_form", str(tmp_path / "none.docx"))
    assert str(error.value) == f"{tmp_path / 'none.docx'} cannot be read: No such file or directory."
