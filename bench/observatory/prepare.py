"""`python -m bench.observatory.prepare`: the demonstration district with a file, and the places to score, as JSON."""

import io
import json
from typing import Any

import django


def main() -> None:
    """Make the district and print the places. Each names who asks, and whether the front says 200 in its place."""
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.files.base import ContentFile
    from django.core.management import call_command
    from django.test import Client

    from plans.attachments import attach
    from plans.models import FilePart, Plan
    from pusdplans.document.management.commands.load_demo import LEAD
    from tests.sample_files import GOOD

    call_command("migrate", verbosity=0)
    call_command("load_demo", stdout=io.StringIO())
    lead = get_user_model().objects.get(email=LEAD)
    plan = next(each for each in Plan.objects.with_place().visible_to(lead) if each.is_editable)
    row = attach(plan, FilePart.BUDGET, ContentFile(GOOD["pdf"], name="Budget.pdf"), by=lead).row
    client = Client()
    client.force_login(lead)
    session = next(iter(client.cookies.values())).value
    at = f"/plans/{plan.cycle.label}/{plan.department.slug}/"
    places = [
        place("sign-in", "/accounts/login/"),
        place("page", "/", session),
        place("editing page", f"{at}goals/", session),
        place("redirect", "/admin/", status=302),
        place("404", "/no/such/page/", session, status=404),
        place("500", "/broken/", session, status=500),
        place("file", f"{at}files/{row.id}/", session),
        place("export", f"{at}export/xlsx/", session),
        place("static file", "/static/favicon.svg"),
    ]
    print(json.dumps(places))


def place(what: str, path: str, session: str = "", *, status: int = 200) -> dict[str, Any]:
    """Return a place to score: what it is, its path, the session that asks, and the status its answer must have."""
    return {"what": what, "path": path, "session": session, "status": status}


if __name__ == "__main__":
    main()
