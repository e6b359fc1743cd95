"""Every string as a name, a reason, a file's name, an address that is asked for: in mails, headers, paths, logs, lists."""

import io
import logging
import re
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from plans import lifecycle, notices
from plans.attachments import attach, clean_name
from plans.file_kinds import KINDS
from plans.models import AttachedFile, Department, FilePart, OutgoingMail, ReviewerAssignment
from pusdplans.archive.edition import edition_of
from pusdplans.document.collect import collect
from pusdplans.document.submitting import submit_plan
from pusdplans.exports.edition import file_name
from pusdplans.log_text import PlainLines
from tests.attacking import alive
from tests.attacking.strings import ATTACKS, HEADERS, LOGS, PAGES
from tests.attacking.test_rows import tables
from tests.conftest import signed_in
from tests.district import Cast
from tests.sample_files import GOOD

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "postgresql", reason="what is written is the same on both databases"),
]
# What a text column of every database takes.
NAMES = tuple(dict.fromkeys(name for each in ATTACKS if (name := each.replace("\x00", "")[:120].strip())))


def people_and_departments(cast: Cast, count: int) -> tuple[list[Any], list[Department]]:
    """Make so many people and departments, each reviewed by one of them."""
    division, person = cast.department.division, type(cast.lead)
    departments = Department.objects.bulk_create(
        Department(division=division, name=f"Words {number}", slug=f"d-{number}") for number in range(count)
    )
    lifecycle.start_plans(cast.cycle, departments)
    people = person.objects.bulk_create(
        person(email=f"p-{number}@example.org", name=f"Words {number}") for number in range(count)
    )
    ReviewerAssignment.objects.bulk_create(
        ReviewerAssignment(cycle=cast.cycle, person=each, department=department)
        for each, department in zip(people, departments, strict=True)
    )
    return people, departments


def lists(cast: Cast) -> dict[str, str]:
    """Return the pages that list departments and people, by their address."""
    places = {cast.reviewer: [reverse("queue"), reverse("cabinet", args=["2020-21"])], cast.admin: tables()}
    return {place: signed_in(who).get(place).text for who, them in places.items() for place in them}


def test_no_name_comes_alive_in_a_list(cast: Cast) -> None:
    people, departments = people_and_departments(cast, 110)
    ours = set().union(*(alive.census(page) for page in lists(cast).values()))
    found = []
    # An admin's list shows a hundred at a time.
    for names in (NAMES[n : n + 80] for n in range(0, len(NAMES), 80)):
        for each in (people, departments):
            for thing, name in zip(each, names, strict=False):
                thing.name = name
            type(each[0]).objects.bulk_update(each, ["name"])
        found += [f"{place}: {line}" for place, page in lists(cast).items() for line in alive.in_page(page, ours)]
    assert found == []


def test_mails_have_our_headers_and_one_receiver_each(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    submission = submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    plan, by = cast.plan, cast.reviewer
    people = type(cast.lead).objects.filter(pk=cast.lead.pk)
    mail.outbox.clear()
    for text in ATTACKS:
        plan.department.name, by.name = text[:200], text[:150]
        with django_capture_on_commit_callbacks(execute=True):
            # Each act sends its mails once: the one before is forgotten, so that this one sends its own.
            OutgoingMail.objects.all().delete()
            notices.returned(plan, submission, by=by, reason=text)
            notices.commented(plan, by=by, text=text, link="/", people=people)
    assert len(mail.outbox) >= 2 * len(ATTACKS)
    ours = {"lead@example.org", "contributor@example.org"}
    found = [f"{each.subject!r}: {line}" for each in mail.outbox for line in alive.in_mail(each, each.to[0])]
    assert (found, {to for each in mail.outbox for to in each.to}) == ([], ours)


def test_control_a_name_in_a_subject_as_it_is_never_leaves(cast: Cast) -> None:
    """Without our joining of lines Django refuses to send: no mail, but no other person's either."""
    with pytest.raises(Exception, match=r"[Nn]ewline"):
        mail.EmailMessage(subject=HEADERS[0], body="x", to=["lead@example.org"]).send()


def test_file_is_sent_under_a_name_of_its_kind(cast: Cast, settings: Any) -> None:
    row = attach(cast.plan, FilePart.BUDGET, SimpleUploadedFile("x.pdf", GOOD["pdf"]), by=cast.lead).row
    client = signed_in(cast.lead)
    wrong = []
    for text in ATTACKS:
        AttachedFile.objects.filter(pk=row.pk).update(name=clean_name(text, KINDS["application/pdf"]))
        answer = client.get(reverse("file", args=["2020-21", "instructional-services", row.pk]))
        said = answer.headers["Content-Disposition"]
        head = Message()
        head["Content-Disposition"] = said
        name = head.get_filename() or ""
        assert b"".join(answer) == GOOD["pdf"]
        bad = not said.isascii() or not said.isprintable() or head.get_content_disposition() != "attachment"
        if bad or not name.lower().endswith(".pdf") or re.search(r"[/\\\r\n\x00]", name):
            wrong.append((text, said))
    assert wrong == []


def test_uploaded_name_leads_to_no_other_place(cast: Cast, stored_files: Path) -> None:
    client = signed_in(cast.lead)
    place = reverse("attach", args=["2020-21", "instructional-services", "budget"])
    for number, text in enumerate(HEADERS):
        content = GOOD["pdf"].replace(b"%%EOF", b"%%%d\n%%%%EOF" % number)
        answer = client.post(place, {"file": SimpleUploadedFile(text, content)})
        assert answer.status_code in (302, 400, 422), text
    stored = [each.relative_to(stored_files) for each in stored_files.rglob("*") if each.is_file()]
    assert len(stored) > 10
    assert [each for each in stored if not re.fullmatch(r"attachments/[0-9a-f]{32}\.pdf", str(each))] == []


def test_archive_has_no_other_folders_than_ours(cast: Cast, archive_folder: Path) -> None:
    submission = submit_plan(cast.plan, by=cast.lead, in_spite_of_gaps=True)
    document, wrong = collect(cast.plan), []
    edition = edition_of(submission.plan, submission)
    for text in ATTACKS:
        name = file_name(document.model_copy(update={"department": text}), edition, "pdf")
        path = Path(storages["archive"].path(f"{edition.folder}/{name}"))
        if path.parent != archive_folder / edition.folder or not name.isprintable() or re.search(r'[\\/:*?"<>|]', name):
            wrong.append(name)
    assert wrong == []


def test_every_line_of_the_log_was_begun_by_us(cast: Cast) -> None:
    assert site.LOGGING["formatters"]["plain"]["()"] == "pusdplans.log_text.PlainLines"
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlainLines("RECORD %(levelname)s %(message)s"))
    root.addHandler(handler)
    client = signed_in(cast.lead)
    try:
        for text in ATTACKS:
            logging.getLogger("pusdplans").warning("%s could not be read", text)
            try:
                raise ValueError(text)
            except ValueError:
                logging.getLogger("pusdplans").exception("Filing %s failed", text)
        for text in (*LOGS, *HEADERS, *PAGES[:20]):
            client.get(f"/nowhere/{text.replace('?', '')}", headers={"User-Agent": "x"})
    finally:
        root.removeHandler(handler)
    lines = written.getvalue().rstrip("\n").split("\n")
    assert len(lines) > 2 * len(ATTACKS)
    assert [each for each in lines if not each.startswith(("RECORD ", "  | "))] == []
    assert list(alive.in_log(lines)) == []


def test_control_the_usual_lines_can_be_forged() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, LOGS[0], (), None)
    assert "\n" in logging.Formatter("%(message)s").format(record)
    assert "\n" not in PlainLines("%(message)s").format(record)
