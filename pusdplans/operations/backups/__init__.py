"""Backup and restore of the database and the files.

A backup is one folder:

    manifest.json        what is in it: sums of every file, count and sum of every table
    database.sqlite3     or database.dump, what pg_dump wrote
    files/media/…        attached files
    files/archive/…      filed plans

Files that are in a store elsewhere, not in a folder of ours, are left out: the store keeps their versions. The manifest
then has the names of those that the database names, so that a restore can say which of them the store has no more.

It is made under another name and renamed when it is whole, so a folder without ".unfinished" is a whole backup.
"""

from typing import Any

FORMAT = "pusdplans-backup/1"
MANIFEST = "manifest.json"

# What the stores hold, in words.
CALLED = {"media": "attached files", "archive": "filed plans"}

Figures = dict[str, dict[str, Any]]


class NotDone(Exception):
    """A backup or restore cannot be done, or is not right; the message says why and what to do."""
