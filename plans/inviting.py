"""Inviting people by a list: a line for each, with their department and role; what is wrong in a line is said of it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from plans import notices, row_changes, trail
from plans.models import Department, EventKind, Membership, Role
from pusdplans.accounts import invitations

# A line of a district's list is an address, a name, a department and a role: far below this.
LONGEST_LINE = 1_000
MOST_LINES = 2_000


@dataclass
class Line:
    """A line as it was written, and what became of it."""

    number: int
    text: str
    problem: str = ""
    person: Any = None
    is_invited: bool = False


@transaction.atomic
def invite_person(person: Any, *, by: Any) -> bool:
    """Invite somebody who has no password yet. Returns whether a mail is on its way: others just sign in."""
    try:
        notices.invited(invitations.invite(person, by=by))
    except invitations.NotOpen:
        return False
    return True


def invite_lines(text: str, *, by: Any) -> list[Line]:
    """Make and invite the people of each line that can be read; the others come back with a sentence each.

    A line holds an e-mail address, a name, and a department with a role (lead, contributor, viewer) where there is one,
    with commas, semicolons or, as pasted from a sheet, tabs between. Somebody who is here already joins the department.
    """
    departments = {}
    for each in Department.objects.all():
        departments |= {each.name.casefold(): each, each.slug: each}
    lines = [Line(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for line in lines:
        try:
            if line.number > MOST_LINES:
                raise ValidationError(_("Send at most %(count)s lines at once.") % {"count": MOST_LINES})
            with transaction.atomic():
                _invite_line(line, departments, by)
        except ValidationError as error:
            line.problem = " ".join(error.messages)
    # Each once, however many lines are theirs: another link would take the place of the first.
    for line in {line.person.pk: line for line in reversed(lines) if line.person}.values():
        line.is_invited = invite_person(line.person, by=by)
    return [line for line in lines if not (line.number == 1 and line.problem and _is_heading(line.text))]


def _is_heading(text: str) -> bool:
    return "@" not in text and "mail" in text.casefold()


def _invite_line(line: Line, departments: dict[str, Department], by: Any) -> None:
    email, name, department, role = _cells(line.text)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(_("A line begins with an e-mail address, like name@pusd.us.")) from error
    if role and not department:
        raise ValidationError(_("A role needs its department."))
    if department and department.casefold() not in departments:
        raise ValidationError(_("There is no department “%(name)s”.") % {"name": department})
    person = get_user_model().objects.filter(email__iexact=email).first()
    if person is None:
        if not name:
            raise ValidationError(_("Write the person's name behind the address."))
        person = get_user_model()(email=email, name=name)
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
        _note_added(person, by)
    elif not person.is_active:
        raise ValidationError(_("%(person)s has an account that is closed: open it first.") % {"person": person})
    if department:
        _join(person, departments[department.casefold()], role, by)
    line.person = person


def _join(person: Any, department: Department, role: str, by: Any) -> None:
    roles = {name.casefold(): value for value, label in Role.choices for name in (value, str(label))}
    chosen = roles.get((role or Role.CONTRIBUTOR).casefold())
    if chosen is None:
        raise ValidationError(_("“%(role)s” is no role: write lead, contributor or viewer.") % {"role": role})
    membership, made = Membership.objects.get_or_create(person=person, department=department, defaults={"role": chosen})
    if made:
        _note_added(membership, by)
    if not made and role and membership.role != chosen:
        raise ValidationError(
            _("%(person)s is %(role)s of %(department)s already: change that with the person.")
            % {"person": person, "role": membership.get_role_display(), "department": department}
        )


def _note_added(row: Any, by: Any) -> None:
    about = {"of": row_changes.label_of(row), "title": row_changes.title(row)}
    trail.note(None, EventKind.ADDED, by, rows=[row_changes.added(row)], **about)


def _cells(text: str) -> Iterator[str]:
    if len(text) > LONGEST_LINE or "\x00" in text:
        raise ValidationError(_("This is no line of a list: an address, a name, a department, a role."))
    mark = next((mark for mark in "\t;," if mark in text), ",")
    cells = [
        " ".join(cell.split())
        for cell in next(csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True), [])
    ]
    if len(cells) > 4 and any(cells[4:]):
        raise ValidationError(_("There is more in this line than an address, a name, a department and a role."))
    email, *rest = [*cells, "", "", "", ""][:4]
    return iter((email.lower(), *rest))
