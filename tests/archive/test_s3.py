"""The archive in an S3-compatible store: moto's server, reached over HTTP as any other would be."""

from collections.abc import Iterator
from typing import Any

import pytest

from plans.models import Filing
from pusdplans.archive import filing
from pusdplans.archive.verifying import differences
from tests import district, object_store
from tests.archive.filed import FILES, approve
from tests.archive.test_filing import again
from tests.conftest import signed_in
from tests.run import free_port

pytestmark = pytest.mark.django_db
BUCKET = "department-plans"


@pytest.fixture
def bucket(store_server: str, settings: Any) -> Iterator[Any]:
    """An empty bucket, in use as the archive."""
    bucket = object_store.make_bucket(store_server, BUCKET)
    settings.STORAGES = {**settings.STORAGES, "archive": object_store.storage(store_server, BUCKET, "plans")}
    yield bucket
    object_store.remove(bucket)


def test_filed_once_in_a_bucket_and_fetched_from_it(cast: district.Cast, bucket: Any) -> None:
    waits = approve(cast)
    assert filing.file_submission(waits.pk)
    assert object_store.names(bucket) == sorted(f"plans/{name}" for name in FILES)
    written = {each.key: each.last_modified for each in bucket.objects.all()}
    again(waits)
    assert {each.key: each.last_modified for each in bucket.objects.all()} == written
    assert list(differences()) == []
    response = signed_in(cast.viewer).get("/plans/2020-21/instructional-services/document/1/filed/pdf/")
    assert response.getvalue() == bucket.Object(f"plans/{FILES[0]}").get()["Body"].read()


def test_differences_are_found_in_a_bucket(cast: district.Cast, bucket: Any) -> None:
    filing.file_submission(approve(cast).pk)
    bucket.Object(f"plans/{FILES[0]}").delete()
    bucket.put_object(Key=f"plans/{FILES[1]}", Body=b"changed")
    assert list(differences()) == [f"{FILES[0]}: missing", f"{FILES[1]}: changed since it was filed"]


def test_a_store_that_nobody_answers_for_delays_filing_only(cast: district.Cast, bucket: Any, settings: Any) -> None:
    there = settings.STORAGES
    settings.STORAGES = {**there, "archive": object_store.storage(f"http://127.0.0.1:{free_port()}", BUCKET, "plans")}
    waits = approve(cast)
    assert not filing.file_submission(waits.pk)
    waits.refresh_from_db()
    assert "EndpointConnectionError" in waits.problem
    settings.STORAGES = there
    again(waits)
    assert Filing.objects.get().is_filed


def test_settings_name_the_bucket(monkeypatch: Any) -> None:
    """The storage is chosen in a process of its own, from the environment."""
    import json
    import os
    import subprocess
    import sys

    from django.conf import settings as site

    environment = {**os.environ, "ARCHIVE_S3_BUCKET": "b", "ARCHIVE_S3_ENDPOINT": "https://s3.example.org"}
    code = (
        "import django, json; django.setup(); from django.core.files.storage import storages; s = storages['archive'];"
        "print(json.dumps([type(s).__name__, s.bucket_name, s.endpoint_url, s.file_overwrite]))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=site.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(out.stdout) == ["S3Store", "b", "https://s3.example.org", False]
