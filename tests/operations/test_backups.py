"""Backup and restore: what is refused, what is found, what happens when files come and go meanwhile."""

import datetime
import decimal
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from plans.models import BudgetLine
from plans.rows.kind import row_kinds
from pusdplans.operations.backups import making, tables
from pusdplans.operations.backups.databases import database
from tests import district
from tests.sample_rows import make_row

# Written for good: a backup sees what others see.
committed = pytest.mark.django_db(transaction=True)
MOMENT = datetime.datetime(2026, 3, 1, 9, 30, 0, 125_000, datetime.UTC)
KEY = uuid.UUID("0b2a0e7b-2ab9-4e42-ae22-72a7efc6ba4b")


@pytest.mark.parametrize(
    ("postgresql", "sqlite"),
    (
        (True, 1),
        (decimal.Decimal("5.00"), 5),
        (decimal.Decimal("1000"), 1000.0),
        (decimal.Decimal("0.10"), 0.1),
        (decimal.Decimal("0.00"), 0),
        (MOMENT, "2026-03-01 09:30:00.125000"),
        (MOMENT.astimezone(datetime.timezone(datetime.timedelta(hours=-8))), "2026-03-01 09:30:00.125000"),
        (MOMENT.date(), "2026-03-01"),
        (datetime.timedelta(seconds=2), 2_000_000),
        (KEY, KEY.hex),
        ({"b": 1, "a": ["é"]}, '{"a": ["\\u00e9"], "b": 1}'),
        ('{"b": 1, "a": ["é"]}', '{"a":["\\u00e9"],"b":1}'),
        (memoryview(b"\x00\x01"), b"\x00\x01"),
        (None, None),
    ),
)
def test_value_counts_the_same_on_both_databases(postgresql: Any, sqlite: Any) -> None:
    rows = [tables.figure(["id", "value"], [(1, each)]) for each in (postgresql, sqlite)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(("one", "other"), ((None, ""), ("a", "b"), ("1", 1), ("[1", "[2"), (b"a", "a"), (0.1, 0.2)))
def test_values_that_differ_count_differently(one: Any, other: Any) -> None:
    assert tables.figure(["value"], [(one,)]) != tables.figure(["value"], [(other,)])


def test_order_of_rows_and_columns_does_not_count_but_what_stands_where_does() -> None:
    rows = tables.figure(["a", "b"], [(1, "x"), (2, "y")])
    assert tables.figure(["b", "a"], [("y", 2), ("x", 1)]) == rows
    assert tables.figure(["a", "b"], [(1, "y"), (2, "x")]) != rows
    assert tables.figure(["a", "b"], [(1, "x"), (1, "x")]) != tables.figure(["a", "b"], [(2, "y"), (2, "y")])


@committed
def test_tables_tell_every_change(db: None) -> None:
    cast = district.make()
    line = BudgetLine.objects.create(plan=cast.plan, description="Paper")
    before = database().figures()
    assert tables.differences(before, database().figures()) == []
    BudgetLine.objects.update(description="Pencils")
    assert tables.differences(before, database().figures()) == [
        "table plans_budgetline: its 1 rows hold something else"
    ]
    line.delete()
    assert tables.differences(before, database().figures()) == ["table plans_budgetline: 0 rows, not 1"]


@pytest.fixture
def backup(transactional_db: None, tmp_path: Path, capsys: Any) -> Path:
    """A backup of a small district with a file."""
    make_row(row_kinds()["file"], district.make().plan)
    folder = tmp_path / "copies" / "today"
    call_command("backup", str(folder))
    assert " 1 files." in capsys.readouterr().out
    return folder


def test_backup_is_whole_closed_to_others_and_never_written_over(backup: Path, capsys: Any) -> None:
    call_command("restore", str(backup), "--verify")
    assert "whole and unchanged" in capsys.readouterr().out
    assert backup.stat().st_mode & 0o077 == 0
    assert [each.name for each in backup.parent.iterdir()] == ["today"]
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", str(backup))


def test_nothing_is_restored_over_something(backup: Path) -> None:
    with pytest.raises(CommandError, match=r"not empty.*--overwrite"):
        call_command("restore", str(backup))


@pytest.mark.parametrize("harm", ("changed", "gone", "cut"))
def test_damaged_backup_touches_nothing(backup: Path, harm: str) -> None:
    before = database().figures()
    (file,) = (backup / "files").rglob("*.*")
    copy = next(backup.glob("database.*"))
    if harm == "changed":
        file.write_bytes(b"something else")
    elif harm == "gone":
        file.unlink()
    else:
        copy.write_bytes(copy.read_bytes()[:-10])
    with pytest.raises(
        CommandError, match=f"damaged, nothing was touched:\n.*{(copy if harm == 'cut' else file).name}"
    ):
        call_command("restore", str(backup), "--overwrite")
    with pytest.raises(CommandError):
        call_command("restore", str(backup), "--verify")
    assert tables.differences(before, database().figures()) == []


@pytest.mark.parametrize("name", ("../../etc/passwd", "/etc/passwd", "a/../../b"))
def test_name_that_leads_out_of_the_folder_is_refused(backup: Path, name: str) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["stores"]["media"][name] = {"size": 0, "sha256": "0"}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(CommandError, match="leads out"):
        call_command("restore", str(backup), "--overwrite")


def test_what_is_no_backup_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a backup"):
        call_command("restore", str(tmp_path), "--verify")


@committed
def test_file_deleted_right_after_the_database_was_copied_is_there(tmp_path: Path, monkeypatch: Any, db: None) -> None:
    row: Any = make_row(row_kinds()["file"], district.make().plan)
    forget_it_after_the_dump(monkeypatch, [row.file.name])
    assert making.make(tmp_path / "one")["missing"] == []
    # Negative control: without the round before the database it is lost.
    default_storage.save(row.file.name, ContentFile(b"again"))
    monkeypatch.setattr(making, "ATTEMPTS", 1)
    monkeypatch.setattr(making.Copies, "add_new", only_after_the_dump(making.Copies.add_new))
    forget_it_after_the_dump(monkeypatch, [row.file.name])
    assert making.make(tmp_path / "two")["missing"] == [row.file.name]


@committed
def test_file_that_is_gone_is_named_and_the_rest_is_backed_up(tmp_path: Path, db: None) -> None:
    row: Any = make_row(row_kinds()["file"], district.make().plan)
    default_storage.delete(row.file.name)
    with pytest.raises(CommandError, match=f"files that are gone:\n{row.file.name}") as caught:
        call_command("backup", str(tmp_path / "one"))
    assert caught.value.returncode == 2
    call_command("restore", str(tmp_path / "one"), "--verify")


def forget_it_after_the_dump(monkeypatch: Any, names: list[str]) -> None:
    """Delete files at the moment after the database was copied."""
    kind = type(database())
    dump = kind.dump

    def then_forget(self: Any, target: Path) -> Any:
        found = dump(self, target)
        for name in names:
            default_storage.delete(name)
        return found

    monkeypatch.setattr(kind, "dump", then_forget)


def only_after_the_dump(add_new: Any) -> Any:
    """Return the same, but for its first call on each store."""
    called: set[int] = set()

    def add(self: Any) -> None:
        if id(self) in called:
            add_new(self)
        called.add(id(self))

    return add
