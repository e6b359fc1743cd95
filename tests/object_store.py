"""An S3-compatible store for tests: moto's server, reached over HTTP as any other would be."""

import contextlib
from collections.abc import Iterator
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from tests.run import free_port

REGION, KEY = "us-west-2", "test"


@contextlib.contextmanager
def object_store() -> Iterator[str]:
    """Run a store on a port of its own. Gives its address."""
    port = free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port)
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def make_bucket(address: str, name: str) -> Any:
    """Make an empty bucket in the store."""
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": KEY, "region_name": REGION}
    place = {"LocationConstraint": REGION}
    return boto3.resource("s3", endpoint_url=address, **keys).create_bucket(
        Bucket=name, CreateBucketConfiguration=place
    )


def remove(bucket: Any) -> None:
    """Take a bucket away, with all that is in it."""
    bucket.objects.all().delete()
    bucket.delete()


def names(bucket: Any) -> list[str]:
    """Return what a bucket holds."""
    return sorted(each.key for each in bucket.objects.all())


def environment(address: str, name: str, bucket: str, prefix: str) -> dict[str, str]:
    """Return the environment in which the storage `name` ("MEDIA", "ARCHIVE") is in a bucket."""
    values = {"BUCKET": bucket, "ENDPOINT": address, "REGION": REGION, "ACCESS_KEY": KEY, "SECRET_KEY": KEY}
    return {f"{name}_S3_{key}": value for key, value in {**values, "PREFIX": prefix}.items()}


def storage(address: str, bucket: str, prefix: str) -> dict[str, Any]:
    """Return a storage in a bucket, as the settings make it of that environment."""
    import environ

    from pusdplans.stores import store

    env = environ.Env()
    env.ENVIRON = environment(address, "SOME", bucket, prefix)
    return store(env, "SOME")
