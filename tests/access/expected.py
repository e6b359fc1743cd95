"""Who gets which answer: the table that the walk over all addresses holds every answer against.

ok         the page, or what was asked for; also “that is not possible now” with a sentence
403        no, with the sentence that says why
404        as if there were no such thing
in         the way to sign in (a script: 401)
draft, submitted, approved
           ok while the plan is so (draft: not started, in progress, returned), else 403
back       away from Django admin: to its sign-in
"""

from plans.models import Status
from tests.access.actors import ACTORS

TABLE = """
right or address   anonymous lead     contributor viewer other_lead reviewer  other_reviewer staff    superuser deactivated ended

public             open      open     open        open   open       open      open           open     open      open        open
signed in          in        ok       ok          ok     ok         ok        ok             ok       ok        in          in
queue              in        404      404         404    404        ok        ok             ok       ok        in          in
district           in        404      404         404    404        ok        ok             ok       ok        in          in
cycle_export       in        404      404         404    404        404       404            ok       ok        in          in
cycle_export_file  in        404      404         404    404        404       404            ok       ok        in          in

view               in        ok       ok          ok     404        ok        404            ok       ok        in          in
edit               in        draft    draft       403    404        403       404            403      403       in          in
submit             in        draft    403         403    404        403       404            403      403       in          in
review             in        403      403         403    404        submitted 404            403      403       in          in
extend             in        403      403         403    404        draft     404            draft    draft     in          in
read_comments      in        ok       ok          ok     404        ok        404            403      403       in          in
comment            in        ok       ok          403    404        ok        404            403      403       in          in
reopen             in        403      403         403    404        approved  404            approved approved  in          in
"""

# The same for the plan of a department that is nobody's: only who runs the year sees it, and decides nothing about it.
OF_NOBODY = """
right or address   anonymous lead     contributor viewer other_lead reviewer  other_reviewer staff    superuser deactivated ended

view               in        404      404         404    404        404       404            ok       ok        in          in
edit               in        404      404         404    404        404       404            403      403       in          in
submit             in        404      404         404    404        404       404            403      403       in          in
review             in        404      404         404    404        404       404            403      403       in          in
extend             in        404      404         404    404        404       404            draft    draft     in          in
read_comments      in        404      404         404    404        404       404            403      403       in          in
comment            in        404      404         404    404        404       404            403      403       in          in
reopen             in        404      404         404    404        404       404            approved approved  in          in
"""

PHASE = {
    Status.NOT_STARTED: "draft",
    Status.IN_PROGRESS: "draft",
    Status.RETURNED: "draft",
    Status.SUBMITTED: "submitted",
    Status.APPROVED: "approved",
}


def _read(table: str) -> dict[str, dict[str, str]]:
    """Return the table's answers by row and actor. Columns are cut where the heading's words begin."""
    heading, *lines = [line for line in table.splitlines() if line.strip()]
    starts = [heading.index(f" {actor}") + 1 for actor in ACTORS]
    return {line[: starts[0]].strip(): dict(zip(ACTORS, line[starts[0] :].split(), strict=True)) for line in lines}


ANSWERS = _read(TABLE)
ANSWERS_OF_NOBODY = _read(OF_NOBODY)


def expected(right: str, name: str, actor: str, status: Status, whose: str) -> str:
    """Return what an actor gets from the address `name` that declares `right`: ok, open, 403, 404 or in.

    whose: "own" (the cast's plan), "nobody's", or "none" (there is no such plan). A right that is in no table is an
    error of the table, not an answer.
    """
    if whose == "none":
        return "in" if ANSWERS["view"][actor] == "in" else "404"
    answers = ANSWERS if whose == "own" else ANSWERS_OF_NOBODY
    answer = (answers.get(name) or answers[right])[actor]
    if answer in PHASE.values():
        return "ok" if PHASE[status] == answer else "403"
    return answer
