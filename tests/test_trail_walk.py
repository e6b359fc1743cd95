"""Every POST of the application is sent: no row of the business may change without an event that names it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from plans import trail
from plans.models import Event, Via
from tests import admin_posts
from tests.addresses import Address, addresses, path_of
from tests.conftest import signed_in
from tests.district import Cast
from tests.posts import NOTHING, POSTS, Post, last_event, posting, tables, untold

UNUSED = ("account_email", "account_email_verification_sent", "account_confirm_email", "account_confirm_login_code")


def found_by(posts: Iterator[Post], cast: Cast) -> list[str]:
    """Send each POST; return what changed without an event, and which POST did not do what it should."""
    found = []
    for each in posts:
        before, events = tables(), last_event()
        answer = each.send(cast)
        after = tables()
        if answer.status_code >= 400 or (after != before) != each.changes:
            found.append(f"{each.name}: {answer.status_code}, changed {after != before}")
        found += [f"{each.name}: {row}" for row in untold(before, after, events)]
    return found


def named(name: str) -> Address:
    """Return the address of this name."""
    return next(each for each in addresses() if each.name == name)


def test_every_address_that_takes_a_post_is_walked(cast: Cast) -> None:
    walked = {*POSTS, *NOTHING, *UNUSED}
    assert [each.name for each in posting(cast) if each.name not in walked] == []


@pytest.mark.parametrize("name", POSTS)
def test_no_row_changes_without_an_event(name: str, cast: Cast) -> None:
    assert found_by(POSTS[name](named(name), cast), cast) == []
    assert Event.objects.latest("pk").via in (Via.PAGE, Via.IMPORT, Via.TASK)


def test_other_posts_change_nothing(cast: Cast) -> None:
    for name in NOTHING:
        path = path_of(named(name), cast.plan)
        before = tables()
        with transaction.atomic():
            signed_in(cast.lead).post(path, {"password": "demo-plan"})
            assert tables() == before, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", admin_posts.TABLES, ids=lambda model: model._meta.label)
def test_no_row_changes_in_the_admin_without_an_event(model: Any, cast: Cast) -> None:
    admin_posts.prepare(cast)
    assert found_by(admin_posts.posts(model, cast), cast) == []
    assert Event.objects.latest("pk").via in (Via.ADMIN, Via.IMPORT)


def test_every_table_of_the_admin_is_walked() -> None:
    assert [model._meta.label for model in admin_posts.editable() if model not in admin_posts.TABLES] == []


# Negative controls: without the door, and without the rows it was handed, the same walk finds it.


def lost(*args: Any, **kwargs: Any) -> Event:
    """Note nothing."""
    return Event(number=0)


def test_control_without_the_door_the_walk_finds_it(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(trail, "note", lost)
    monkeypatch.setattr(trail, "add", lost)
    for name in ("row_save", "row_delete", "goal_links", "attach", "return_plan", "extend", "check"):
        with transaction.atomic():
            assert found_by(POSTS[name](named(name), cast), cast) != [], name
            transaction.set_rollback(True)
    admin_posts.prepare(cast)
    assert found_by(admin_posts.posts(admin_posts.TABLES[0], cast), cast) != []


def test_control_an_event_that_leaves_a_row_out_is_found(cast: Cast, monkeypatch: Any) -> None:
    prepared = trail.prepared
    monkeypatch.setattr(trail, "prepared", lambda *args, rows=(), **more: prepared(*args, rows=list(rows)[1:], **more))
    assert found_by(POSTS["row_move"](named("row_move"), cast), cast) != []
