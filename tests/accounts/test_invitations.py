"""Invitations: one by one and by list; a link works once, for a while, for its person alone."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.inviting import invite_lines
from plans.models import Membership
from pusdplans.accounts import invitations
from pusdplans.accounts.models import Invitation
from tests.accounts.signing import is_in, sign_in
from tests.conftest import signed_in
from tests.district import Cast

pytestmark = pytest.mark.django_db
CHOSEN = {"password1": "orange-tram-window", "password2": "orange-tram-window"}


@pytest.fixture
def newcomer(cast: Cast) -> Any:
    """Somebody whom an admin has made, without a password."""
    return get_user_model().objects.create_user("noa@example.org", name="Noa Field")


def link_for(person: Any) -> str:
    """Invite a person, and return where the mail's link leads."""
    return "/accounts/" + invitations.link_of(invitations.invite(person, by=None)).partition("/accounts/")[2]


def test_person_made_in_the_admin_gets_a_link_and_comes_in(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    forms = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "reviews-TOTAL_FORMS": 0,
        "reviews-INITIAL_FORMS": 0,
    }
    forms |= {"memberships-0-department": cast.department.pk, "memberships-0-role": "viewer"}
    values = {"name": "Noa Field", "email": "Noa@Example.org", "is_active": "on", **forms}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast.admin).post(reverse("admin:accounts_user_add"), values)
    [mail] = mailoutbox
    assert mail.to == ["noa@example.org"]
    assert "You are viewer of Instructional Services." in mail.body
    link = next(line for line in mail.body.splitlines() if "/accounts/invitation/" in line).partition("8000")[2]
    client = Client()
    assert "Welcome, Noa" in client.get(link).text
    assert client.post(link, CHOSEN).url == "/"
    assert is_in(client)
    assert "Instructional Services" in client.get("/").text
    assert sign_in(Client(), "noa@example.org", CHOSEN["password1"]).status_code == 302


def test_link_works_once(newcomer: Any) -> None:
    link = link_for(newcomer)
    Client().post(link, CHOSEN)
    again = Client().post(link, {"password1": "of-somebody-else-1", "password2": "of-somebody-else-1"})
    assert again.status_code == 410
    assert "It was used already" in again.text
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN["password1"])


def test_link_expires_and_says_what_to_do(newcomer: Any, settings: Any) -> None:
    link = link_for(newcomer)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=settings.INVITATION_DAYS, seconds=1)):
        page = Client().post(link, CHOSEN)
    assert page.status_code == 410
    assert reverse("account_reset_password") in page.text
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_newer_link_replaces_the_older(newcomer: Any) -> None:
    older, newer = link_for(newcomer), link_for(newcomer)
    assert [Client().get(link).status_code for link in (older, newer)] == [410, 200]


@pytest.mark.parametrize("change", ("x", "1-", "."))
def test_made_up_link_is_nothing(newcomer: Any, change: str) -> None:
    link = link_for(newcomer).rstrip("/")
    assert Client().get(f"{link}{change}/").status_code == 404
    head, _slash, token = link.rpartition("/")
    other = Invitation.objects.create(
        person=newcomer, nonce="n", expires_at=timezone.now() + datetime.timedelta(days=1)
    )
    assert Client().get(f"{head}/{other.pk}-n.{token.rpartition('.')[2]}/").status_code == 404


def test_database_alone_lets_nobody_in(newcomer: Any) -> None:
    """What is stored of an invitation, all of it, does not hold its link."""
    link = link_for(newcomer)
    stored = " ".join(str(value) for row in Invitation.objects.values_list() for value in row)
    assert link.rstrip("/").rpartition(".")[2] not in stored


def test_closed_account_and_one_with_a_password_get_no_link(cast: Cast, newcomer: Any) -> None:
    link = link_for(newcomer)
    newcomer.is_active = False
    newcomer.save()
    assert Client().post(link, CHOSEN).status_code == 410
    for person in (newcomer, cast.lead):
        with pytest.raises(invitations.NotOpen):
            invitations.invite(person, by=cast.admin)


def test_somebody_else_who_is_signed_in_is_told(cast: Cast, newcomer: Any) -> None:
    client = signed_in(cast.lead)
    link = link_for(newcomer)
    for page in (client.get(link), client.post(link, CHOSEN)):
        assert "You are signed in as Julianne Reynoso" in page.text
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


LIST = """E-mail, Name, Department, Role
ana@example.org, Ana Ruiz, Instructional Services, lead
ben@example.org\tBen Ode\tspecial-education\tViewer
not an address, Cleo
dan@example.org, Dan Wu, Nowhere, lead
eva@example.org, Eva Lin, Special Education, boss
fay@example.org
lead@example.org, Julianne Reynoso, Special Education, viewer
gus@example.org, "Roe, Gus"
contributor@example.org, Kristina Turley, Instructional Services, lead
"""


def test_list_invites_who_can_be_read_and_gives_back_the_rest(
    cast: Cast, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    office = signed_in(cast.admin)
    file = SimpleUploadedFile("more.csv", "\ufeffhal@example.org;Hal Kim;Instructional Services;\n".encode())
    with django_capture_on_commit_callbacks(execute=True):
        page = office.post(reverse("admin:accounts_user_invite"), {"people": LIST, "file": file})
    assert sorted(mail.to[0] for mail in mailoutbox) == [f"{name}@example.org" for name in ("ana", "ben", "gus", "hal")]
    roles = {(each.person.email, each.department.name, each.role) for each in Membership.objects.all()}
    assert ("ana@example.org", "Instructional Services", "lead") in roles
    assert ("ben@example.org", "Special Education", "viewer") in roles
    assert ("lead@example.org", "Special Education", "viewer") in roles
    assert ("hal@example.org", "Instructional Services", "contributor") in roles
    assert get_user_model().objects.get(email="gus@example.org").name == "Roe, Gus"
    kept = page.context["form"].initial["people"].splitlines()
    assert [line.split("@")[0].split(",")[0] for line in kept] == ["not an address", "dan", "eva", "fay", "contributor"]
    for sentence in (
        "There is no department “Nowhere”.",
        "“boss” is no role",
        "Write the person&#x27;s name",
        "is contributor of",
    ):
        assert sentence in page.text
    # What was wrong left nothing behind, and sent once more with the rest corrected it is done.
    assert not get_user_model().objects.filter(email__in=["dan@example.org", "eva@example.org"]).exists()
    with django_capture_on_commit_callbacks(execute=True):
        answer = office.post(reverse("admin:accounts_user_invite"), {"people": "dan@example.org, Dan Wu"})
    assert answer.url == reverse("admin:accounts_user_changelist")
    assert "1 invitation is on its way." in [str(each) for each in get_messages(answer.wsgi_request)]


def test_list_is_for_admins(cast: Cast) -> None:
    for person in (cast.lead, cast.reviewer):
        answer = signed_in(person).post(reverse("admin:accounts_user_invite"), {"people": "x@example.org, X"})
        assert answer.status_code in (302, 403)
    assert not get_user_model().objects.filter(email="x@example.org").exists()


@pytest.mark.parametrize(
    "line", ("\x00", "a@b.co, \x00", '"', "a" * 2_000, "a@example.org, A, , lead", ",,,,,", "a@example.org,A,,,x")
)
def test_strange_line_is_given_back(cast: Cast, line: str) -> None:
    [read] = invite_lines(line, by=cast.admin)
    assert read.problem
