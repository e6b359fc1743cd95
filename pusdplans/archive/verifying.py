"""Whether the archive holds what was approved: files against sums, sums against submissions, approvals against filings."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import Storage

from plans.models import Filing, PlanningCycle, Submission, SubmissionState
from pusdplans.archive.filing import archive, sum_of
from pusdplans.document.schema import digest


def differences(cycle: PlanningCycle | None = None) -> Iterator[str]:
    """Yield a sentence for everything that differs, of one cycle or of all. Raises what the storage raises when down."""
    approved = [SubmissionState.APPROVED, SubmissionState.REOPENED]
    submissions = Submission.objects.filter(state__in=approved).select_related(
        "plan__cycle", "plan__department", "filing"
    )
    if cycle:
        submissions = submissions.filter(plan__cycle=cycle)
    storage = archive()
    for submission in submissions.order_by("plan__cycle", "plan__department__name", "number").iterator(chunk_size=50):
        filing: Filing | None = getattr(submission, "filing", None)
        if digest(submission.document) != submission.sha256:
            yield f"{submission}: the submission stored here differs from its own sum"
        if filing is None:
            yield f"{submission}: approved, but there is no filing of it"
        elif not filing.is_filed:
            yield f"{submission}: approved, but not filed yet ({filing.problem or 'it waits for its turn'})"
        else:
            yield from _of_one(storage, submission, filing.files)


def _of_one(storage: Storage, submission: Submission, files: list[dict[str, Any]]) -> Iterator[str]:
    manifest = files[-1]
    for file in files:
        found = sum_of(storage, file["name"])
        if found is None:
            yield f"{file['name']}: missing"
        elif found != file["sha256"]:
            yield f"{file['name']}: changed since it was filed"
        elif file["name"].endswith(".json") and file is not manifest:
            with storage.open(file["name"]) as content:
                if digest(json.load(content)) != submission.sha256:
                    yield f"{file['name']}: not the document of the submission"
        elif file is manifest:
            with storage.open(file["name"]) as content:
                if not _names_this(json.load(content), submission, files[:-1]):
                    yield f"{file['name']}: does not name this approval and these files"


def _names_this(manifest: dict[str, Any], submission: Submission, files: list[dict[str, Any]]) -> bool:
    sums = {each["name"].rpartition("/")[2]: each["sha256"] for each in files}
    return (
        manifest["version"],
        manifest["submission_sha256"],
        {f["name"]: f["sha256"] for f in manifest["files"]},
    ) == (
        submission.number,
        submission.sha256,
        sums,
    )
