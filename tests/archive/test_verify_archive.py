"""`verify_archive` finds each kind of difference, and says which."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from plans.models import Filing, PlanningCycle, Submission
from pusdplans.archive import filing
from tests import district
from tests.archive.filed import FILES, NAME, approve

pytestmark = pytest.mark.django_db

PLAN = "Instructional Services 2020-21, version 1"


@pytest.fixture
def filed(cast: district.Cast) -> Filing:
    """An approved plan that is filed."""
    waits = approve(cast)
    assert filing.file_submission(waits.pk)
    return Filing.objects.get()


def verify(*options: str) -> tuple[int, list[str]]:
    """Run the command. Returns its exit status and the lines it prints."""
    out = StringIO()
    try:
        call_command("verify_archive", *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def remove(name: str) -> Callable[[Path], None]:
    """Remove a file."""
    return lambda folder: (folder / name).unlink()


def change(name: str) -> Callable[[Path], None]:
    """Change one byte of a file, its size stays."""

    def act(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)

    return act


def forge(name: str, key: str) -> Callable[[Path], None]:
    """Change what a JSON file says, and the sum kept of it too."""

    def act(folder: Path) -> None:
        content = json.loads((folder / name).read_text())
        content[key] = "something else"
        forged = json.dumps(content).encode()
        (folder / name).write_bytes(forged)
        kept = Filing.objects.get()
        kept.files = [filing._entry(name, forged) if each["name"] == name else each for each in kept.files]
        kept.save()

    return act


def forge_submission(folder: Path) -> None:
    """Change the document in the database."""
    submission = Submission.objects.get()
    submission.document = submission.document | {"department": "Another"}
    submission.save()


def unfile(folder: Path) -> None:
    """Leave an approval with a filing that waits."""
    Filing.objects.update(state="retrying", filed_at=None, problem="The archive is full.")


def lose_filing(folder: Path) -> None:
    """Leave an approval without a filing."""
    Filing.objects.all().delete()


DIFFERENCES = {
    **{f"missing {name[-13:]}": (remove(name), [f"{name}: missing"]) for name in FILES},
    **{f"changed {name[-13:]}": (change(name), [f"{name}: changed since it was filed"]) for name in FILES},
    "forged document": (
        forge(f"{NAME}.json", "department"),
        [
            f"{NAME}.json: not the document of the submission",
            f"{NAME}.manifest.json: does not name this approval and these files",
        ],
    ),
    "forged manifest": (
        forge(f"{NAME}.manifest.json", "submission_sha256"),
        [f"{NAME}.manifest.json: does not name this approval and these files"],
    ),
    "forged submission": (forge_submission, [f"{PLAN}: the submission stored here differs from its own sum"]),
    "waiting": (unfile, [f"{PLAN}: approved, but not filed yet (The archive is full.)"]),
    "no filing": (lose_filing, [f"{PLAN}: approved, but there is no filing of it"]),
}


@pytest.mark.parametrize("kind", DIFFERENCES)
def test_each_difference_is_named(filed: Filing, archive_folder: Path, kind: str) -> None:
    make, expected = DIFFERENCES[kind]
    make(archive_folder)
    assert verify() == (1, expected)


def test_an_archive_that_is_whole_passes(filed: Filing) -> None:
    assert verify() == (0, ["The archive holds every approved plan, unchanged."])


def test_only_the_cycle_asked_for_is_compared(filed: Filing, archive_folder: Path) -> None:
    PlanningCycle.objects.create(label="2031-32", opens="2031-08-01", due_date="2031-10-05")
    remove(FILES[0])(archive_folder)
    assert verify("--cycle", "2031-32")[0] == 0
    assert verify("--cycle", "2020-21")[0] == 1
    with pytest.raises(CommandError, match="There is no planning cycle “1999-00”"):
        call_command("verify_archive", "--cycle", "1999-00")


def test_an_approver_who_is_renamed_changes_nothing(filed: Filing, cast: district.Cast) -> None:
    cast.reviewer.name = "David Rennie-Smith"
    cast.reviewer.save()
    assert verify()[0] == 0
