"""Where the router sends reads and writes, and which settings it comes with."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as site
from django.test import RequestFactory

from goals.models import Goal
from metrics.models import Metric
from plans.models import Plan
from pusdplans import replica
from pusdplans.accounts.models import Session, User
from pusdplans.replica import Router, a_little_old


@pytest.fixture
def reading_there() -> Any:
    """The inside of a view that reads from the replica."""
    token = replica._reading.set(True)
    yield
    replica._reading.reset(token)


def from_there(model: Any) -> Any:
    """A row that was read from the replica."""
    row = model()
    row._state.db = replica.REPLICA
    return row


@pytest.mark.parametrize("model", (Plan, Goal, Metric, User, Session))
def test_outside_of_a_view_that_says_so_all_is_the_primary(model: Any) -> None:
    row = from_there(model)
    assert Router().db_for_read(model, instance=row) == "default"
    assert Router().db_for_write(model, instance=row) == "default"


@pytest.mark.parametrize("model", (Plan, Goal, Metric))
def test_inside_of_it_plans_are_read_there_and_written_to_the_primary(model: Any, reading_there: None) -> None:
    assert (Router().db_for_read(model), Router().db_for_write(model)) == ("replica", "default")


@pytest.mark.parametrize("model", (User, Session))
def test_who_somebody_is_is_never_asked_there(model: Any, reading_there: None) -> None:
    assert Router().db_for_read(model) == "default"


def test_without_a_replica_a_view_is_called_as_it_is() -> None:
    asked = []
    view = a_little_old(lambda request, plan: asked.append(plan) or "page")
    assert (view(RequestFactory().get("/"), None), asked) == ("page", [None])


def told(**environment: str) -> subprocess.CompletedProcess[str]:
    """Start with these settings, in a process of its own."""
    code = (
        "from django.conf import settings as s; d = s.DATABASES;"
        "print(sorted(d), s.DATABASE_ROUTERS, 'pusdplans.replica.WhoChangedSomething' in s.MIDDLEWARE,"
        " [d[name]['OPTIONS'].get('connect_timeout') for name in sorted(d)])"
    )
    values = {**os.environ, "DJANGO_SETTINGS_MODULE": "pusdplans.settings", **environment}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=site.BASE_DIR, env=values, capture_output=True, text=True, check=False
    )


def test_setting_names_the_replica() -> None:
    both = {"DATABASE_URL": "postgres://one/plans", "REPLICA_DATABASE_URL": "postgres://two/plans"}
    assert told(**both).stdout.strip() == "['default', 'replica'] ['pusdplans.replica.Router'] True [5, 2]"
    assert told(DATABASE_URL="postgres://one/plans").stdout.strip() == "['default'] [] False [5]"


def test_replica_of_another_kind_of_database_is_refused() -> None:
    result = told(DATABASE_URL="sqlite:///never-made.sqlite3", REPLICA_DATABASE_URL="postgres://two/plans")
    assert result.returncode != 0 and "REPLICA_DATABASE_URL is for PostgreSQL" in result.stderr
