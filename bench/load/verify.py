"""`python -m bench.load.verify RESULTS.json`: what was acknowledged is stored; each submission and its mail are there once.

It waits until the worker has sent what waits, and no longer than two minutes.
"""

import json
import sys
import time
from pathlib import Path

from bench.measure import _set_up

PATIENCE = 120


def main(results: str) -> None:
    """Print as JSON how many acknowledged texts are not stored, and how many submissions and mails there are."""
    _set_up()
    from plans.models import Contact, MailKind, MailState, OutgoingMail, Submission

    outcome = json.loads(Path(results).read_text())
    stored = {str(row): name for row, name in Contact.objects.values_list("pk", "name")}
    lost = [row for row, text in outcome["acknowledged"].items() if not _is_or_follows(stored.get(row, ""), text)]
    mails = OutgoingMail.objects.filter(plan_id__in=outcome["submitted"], kind=MailKind.SUBMITTED)
    ends = time.monotonic() + PATIENCE
    while mails.exclude(state=MailState.SENT).exists() and time.monotonic() < ends:
        time.sleep(1)
    made = Submission.objects.filter(plan_id__in=outcome["submitted"], state="open")
    print(
        json.dumps(
            {
                "acknowledged": len(outcome["acknowledged"]),
                "lost": len(lost),
                "to_submit": len(outcome["submitted"]),
                "submissions": made.count(),
                "plans_submitted": made.values("plan").distinct().count(),
                "mails": mails.count(),
                "mails_sent": mails.filter(state=MailState.SENT).count(),
            }
        )
    )


def _is_or_follows(stored: str, acknowledged: str) -> bool:
    """Whether what is stored is what was acknowledged, or a later text whose answer the load did not wait for."""
    return _number(stored) >= _number(acknowledged)


def _number(text: str) -> int:
    return int(text.split()[1]) if text.startswith("Typed ") else -1


if __name__ == "__main__":
    main(sys.argv[1])
