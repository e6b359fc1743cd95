"""In a browser: a link from the check list lands in the very field, and who types at once loses nothing."""

from typing import Any

import pytest

from goals.models import Goal
from tests import district
from tests.browser import ready, saved, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Each senior defends a portfolio before a panel."


def test_what_is_typed_while_the_page_still_loads_is_all_there(page: Any) -> None:
    goal = Goal.objects.create(plan=district.make().plan)
    sign_in(page, "lead@example.org")
    # An old computer: the browser takes the focus to the address's target when the editor has long been there.
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 12})
    for _time in range(3):
        Goal.objects.update(outcomes="")
        page.goto("/plans/2020-21/instructional-services/check/")
        page.get_by_role("link", name="Goal 1 names no outcomes (B).").click()
        ready(page)
        page.keyboard.type(TEXT)
        saved(page)
        goal.refresh_from_db()
        assert goal.outcomes == f"<p>{TEXT}</p>"
