"""Dollars and FTE are read as people write them; what is no such number is said beside its field."""

from decimal import Decimal

import pytest

from plans.rows.kind import row_kinds
from tests.district import Cast
from tests.sample_rows import make_row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "amount"),
    [("$40,000", "40000"), ("1,234,567.89", "1234567.89"), ("40 000", "40000"), ("$ 5", "5"), (" 7.5 ", "7.5")],
)
def test_amount_is_read_as_people_write_it(cast: Cast, written: str, amount: str) -> None:
    kind = row_kinds()["budget-line"]
    row = make_row(kind, cast.plan)
    form = kind.form({"amount": written}, instance=row)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal(amount)


@pytest.mark.parametrize("written", ["5,5", "1,23", "1.000.000", "$", "-5", "12345678901", "1.234", "forty"])
def test_amount_that_is_none_is_said_beside_its_field(cast: Cast, written: str) -> None:
    kind = row_kinds()["budget-line"]
    form = kind.form({"amount": written}, instance=make_row(kind, cast.plan))
    form.full_clean()
    (said,) = form.errors["amount"]
    assert "40000" in said and not form.non_field_errors()
