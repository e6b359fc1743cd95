"""`python -m tests.archive.worker`: `manage.py work`, which can be told to hang in the middle of its n-th saved file.

STOP_AT_SAVE is the n; SIGN_EVERY the seconds between signs of life. PATIENCE is for how many seconds a silent worker,
and a filing it had begun, are left alone.
"""

import datetime
import os
import sys
import time
from functools import partial
from typing import Any


def main() -> None:
    """Work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusdplans.settings")
    import django

    django.setup()
    from django.core.files.storage import Storage
    from django.core.management import call_command

    from pusdplans.archive import filing, workers
    from pusdplans.archive.management.commands import work

    workers.SIGN_EVERY = datetime.timedelta(seconds=float(os.environ.get("SIGN_EVERY", "10")))
    if patience := float(os.environ.get("PATIENCE", "0")):
        filing.LEASE = datetime.timedelta(seconds=patience)
        work.KEEP_HOUSE_EVERY = patience / 2
        work.keep_house = partial(workers.keep_house, silence=filing.LEASE)
    left = int(os.environ.get("STOP_AT_SAVE", "0"))
    save = Storage.save

    def save_or_hang(self: Any, name: str, content: Any, max_length: int | None = None) -> str:
        nonlocal left
        left -= 1
        while left == 0:
            time.sleep(0.1)
        return save(self, name, content, max_length)

    Storage.save = save_or_hang  # type: ignore[method-assign]
    call_command("work", "--interval", "0.1", *sys.argv[1:])


if __name__ == "__main__":
    main()
