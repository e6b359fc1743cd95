"""The walk over all addresses: everybody asks for everything, and each answer is held against the table."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from plans import lifecycle
from plans.models import Plan, Status
from plans.rows.saving import hold_open
from pusdplans.document.submitting import submit_plan
from tests.access.actors import ACTORS, Stage
from tests.access.expected import expected
from tests.addresses import Address, nowhere, path_of

COMMON = ("GET", "POST")
RARE = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
# Which versions there are is a fact of the plan: one that was never submitted has none.
OF_A_VERSION = {"read_version", "export_version", "filed"}
# What of a second factor is only there for whoever has set it up.
OF_ONESELF = {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}


def ask(client: Client, method: str, path: str, *, fetch: bool = False) -> HttpResponse:
    """Ask, and take back whatever the asking changed."""
    headers = {"X-Requested-With": "fetch"} if fetch else {}
    with transaction.atomic():
        response = client.generic(method, path, headers=headers)
        transaction.set_rollback(True)
    return response


def through_its_life(plan: Plan, stage: Stage) -> Iterator[Status]:
    """Bring the plan from state to state, and yield each."""
    cast = stage.cast
    yield Status.NOT_STARTED
    with transaction.atomic():
        hold_open(plan)
    yield Status.IN_PROGRESS
    submit_plan(plan, by=cast.lead, in_spite_of_gaps=True)
    yield Status.SUBMITTED
    lifecycle.return_plan(plan, by=cast.reviewer, reason="More, please.")
    yield Status.RETURNED
    submit_plan(plan, by=cast.lead, in_spite_of_gaps=True)
    lifecycle.approve(plan, by=cast.reviewer)
    yield Status.APPROVED


def breaches(stage: Stage, address: Address) -> list[str]:
    """Return a line for each answer that is not the table's, in every state of the plan.

    What depends on no state is asked for in one: the rare methods, scripts, and whoever meets 404 whatever the state. The
    rare methods and scripts are refused or let through before a database is asked, so that one database is enough for them.
    """
    place = path_of(address, stage.cast.plan)
    right = address.right(place)
    assert right is not None, f"{address.route} declares no right"
    walk = _Walk(stage, address, str(right))
    if not address.is_of_a_plan:
        return list(walk.compared(place, Status.IN_PROGRESS, "own"))
    found: list[str] = []
    for whose in ("own", "nobody's"):
        place = path_of(address, stage.plan(whose))
        for status in through_its_life(stage.plan(whose), stage):
            found += walk.compared(place, status, whose)
    return [*found, *walk.compared(nowhere(address, place, stage.far), Status.IN_PROGRESS, "none")]


@dataclass
class _Walk:
    """The comparing of one address's answers with the table."""

    stage: Stage
    address: Address
    right: str

    def compared(self, place: str, status: Status, whose: str) -> Iterator[str]:
        """Yield a line for each answer at `place` that is not the table's."""
        once = status == Status.IN_PROGRESS
        rarely = once and whose == "own" and connection.vendor != "postgresql"
        for actor in ACTORS:
            wanted = expected(self.right, self.address.name, actor, status, whose)
            if whose == "nobody's" and wanted in ("404", "in") and not once:
                continue
            for method in (*COMMON, *RARE) if rarely else COMMON:
                for fetch in (False, True) if wanted == "in" and rarely else (False,):
                    got = ask(self.stage.clients[actor], method, place, fetch=fetch)
                    if not _is(wanted, got, fetch) and not self._is_not_there(status, wanted, got):
                        yield f"{actor} {method} {place} ({status}, {whose}): {got.status_code}, not {wanted}"

    def _is_not_there(self, status: Status, wanted: str, got: HttpResponse) -> bool:
        """Whether who may see it is told that there is none: no version yet, no second factor set up."""
        never_submitted = status in (Status.NOT_STARTED, Status.IN_PROGRESS)
        missing = OF_ONESELF | (OF_A_VERSION if never_submitted else set())
        return wanted == "ok" and self.address.name in missing and got.status_code == 404


def _is(wanted: str, got: HttpResponse, fetch: bool) -> bool:
    status = got.status_code
    if wanted == "in":
        return status == 401 if fetch else got.headers.get("Location", "").startswith(reverse("account_login"))
    if wanted in ("ok", "open"):
        to_sign_in = wanted == "ok" and got.headers.get("Location", "").startswith(reverse("account_login"))
        return status not in (401, 403, 404) and status < 500 and not to_sign_in
    # A method that the address does not know is refused to everybody alike, before anything is looked up.
    return status in (int(wanted), 405)
