"""The fixed cast, and the real plan."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as site
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from plans.models import Plan
from tests import district

pytest_plugins = ["tests.browser", "tests.speed"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second database be tried with the tests that reach a database, and no others again."""
    parser.addoption("--reaching-database", action="store_true", help="Leave out the tests that reach no database.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave out what was asked to be left out."""
    if not config.getoption("--reaching-database"):
        return
    reaching = [each for each in items if reaches_database(each)]
    config.hook.pytest_deselected(items=[each for each in items if each not in reaching])
    items[:] = reaching


def reaches_database(item: Any) -> bool:
    """Whether a test may ask a database: by its mark, by its fixtures, or by Django's own test classes."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db") or getattr(item, "cls", None))


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied() -> Iterator[None]:
    """Let the tests that commit empty their tables: the trail's triggers go for that moment, and come back.

    It is done from here, by changing the tables, so that the program and its database know no way to pass them.
    """
    triggers = importlib.import_module("plans.migrations.0007_every_change_is_one_event_of_a_chain")
    empty = BaseDatabaseOperations.execute_sql_flush

    def unguarded(operations: Any, sql: list[str]) -> None:
        with transaction.atomic(using=operations.connection.alias):
            triggers.unguard(apps, operations)
            empty(operations, sql)
            triggers.guard(apps, operations)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
        yield


@pytest.fixture(autouse=True)
def stored_files(settings: Any, tmp_path: Path) -> Path:
    """Files that a test attaches are stored in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def archive_folder(tmp_path: Path, settings: Any) -> Path:
    """The archive of one test: a folder of its own."""
    folder = tmp_path / "archive"
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "archive": store}
    return folder


@pytest.fixture
def cast(db: None) -> district.Cast:
    """The district: lead, contributor, viewer, other lead, reviewer, admin, and their plans."""
    return district.make()


@pytest.fixture
def plan(cast: district.Cast) -> Plan:
    """The plan of Instructional Services, blank."""
    return cast.plan


@pytest.fixture
def real_document() -> dict[str, Any]:
    """The real 2020-21 plan, as JSON values."""
    return json.loads((site.BASE_DIR / "fixtures" / "academics-2020-21.json").read_text())


@pytest.fixture
def lead_client(cast: district.Cast) -> Client:
    """A browser without scripts, signed in as the lead."""
    return signed_in(cast.lead)


def signed_in(person: Any) -> Client:
    """Return a client signed in as a person."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture(scope="module")
def store_server() -> Iterator[str]:
    """An S3-compatible store on a port of its own."""
    # Only these tests wait until boto3 and moto are loaded.
    from tests import object_store

    with object_store.object_store() as address:
        yield address
