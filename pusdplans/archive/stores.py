"""The archive folder in an S3-compatible store."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class S3Archive(S3Storage):
    """A bucket that never writes over a file by itself, and that soon says when it cannot be reached.

    Takes the options of `S3Storage`; filing is tried again anyway, so waits (seconds) and retries are kept short.
    """

    def __init__(self, **options: Any) -> None:
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2, "mode": "standard"},
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
        )
        super().__init__(**{"client_config": config, "file_overwrite": False, **options})
