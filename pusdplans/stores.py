"""Where files are kept, as the environment says: in a folder, or in an S3-compatible store where a bucket is named."""

from pathlib import Path
from typing import Any

import environ


def store(env: environ.Env, name: str, folder: Path | None = None) -> dict[str, Any]:
    """Return the storage `name` ("MEDIA", "ARCHIVE"): NAME_S3_BUCKET and what goes with it, else the folder.

    Without a folder that is MEDIA_ROOT. Nobody but our own views serves files from either.
    """
    if not env(f"{name}_S3_BUCKET", default=""):
        options = {"location": folder, "base_url": None} if folder else {}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    return {
        "BACKEND": "pusdplans.s3.S3Store",
        "OPTIONS": {
            "bucket_name": env(f"{name}_S3_BUCKET"),
            "endpoint_url": env(f"{name}_S3_ENDPOINT", default=None),
            "region_name": env(f"{name}_S3_REGION", default=None),
            "access_key": env(f"{name}_S3_ACCESS_KEY", default=None),
            "secret_key": env(f"{name}_S3_SECRET_KEY", default=None),
            "location": env(f"{name}_S3_PREFIX", default=""),
        },
    }
