"""Files in an S3-compatible store: the archive, and attached files with all else that is kept for a while."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

# What is read beyond this goes to a file on disk, so that the file of a whole cycle does not stand in memory.
MOST_IN_MEMORY = 2_000_000


class S3Store(S3Storage):
    """A bucket that never writes over a file by itself, gives no addresses, and soon says when it cannot be reached.

    Takes the options of `S3Storage`. Waits (seconds) and retries are kept short: people and filing try again anyway.
    """

    def __init__(self, **options: Any) -> None:
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
        )
        ours = {"client_config": config, "file_overwrite": False, "max_memory_size": MOST_IN_MEMORY}
        super().__init__(**{**ours, **options})

    def url(self, name: str | None, *arguments: Any, **options: Any) -> str:
        """Raise ValueError, as a folder does that no web server serves: who has an address needs no right."""
        raise ValueError("Files leave through the pages that ask who may have them.")
