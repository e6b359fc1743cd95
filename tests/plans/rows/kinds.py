"""What the tests of rows share: the kinds to go over, and the addresses of acts on them."""

import uuid
from typing import Any

import pytest

from plans.models import Plan
from plans.rows.kind import RowKind, row_kinds

KINDS = row_kinds()
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
listed_kind = pytest.mark.parametrize(
    "kind",
    [each for each in KINDS.values() if not each.single],
    ids=[n for n, each in KINDS.items() if not each.single],
)
blank_kind = pytest.mark.parametrize(
    "kind",
    [each for each in KINDS.values() if not each.single and each.comes_blank],
    ids=[n for n, each in KINDS.items() if not each.single and each.comes_blank],
)
outline_kind = pytest.mark.parametrize(
    "kind", [each for each in KINDS.values() if each.outline], ids=[n for n, each in KINDS.items() if each.outline]
)
nested_kind = pytest.mark.parametrize(
    "kind",
    [each for each in KINDS.values() if each.parent_model],
    ids=[n for n, each in KINDS.items() if each.parent_model],
)
ACTS = ("save", "delete", "restore", "move", "indent")
FETCH = {"X-Requested-With": "fetch"}


def base(plan: Plan) -> str:
    """Return the address beneath which the plan's rows are."""
    return f"/plans/{plan.cycle.label}/{plan.department.slug}/rows/"


def at(plan: Plan, kind: RowKind, row: Any, act: str) -> str:
    """Return the address of an act on a row."""
    return f"{base(plan)}{kind.name}/{row.id}/{act}/"


def among(plan: Plan, kind: RowKind, parent: Any, act: str) -> str:
    """Return the address of an act on the list in a parent."""
    return (
        f"{base(plan)}{kind.name}/{act}/" if kind.parent == "plan" else f"{base(plan)}{kind.name}/in/{parent.id}/{act}/"
    )


def stored(kind: RowKind, row: Any) -> dict[str, Any]:
    """Return the row as it is in its table."""
    return kind.model.objects.filter(id=row.id).values().get()


def ids(kind: RowKind, plan: Plan) -> list[uuid.UUID]:
    """Return the ids of the living rows in their order."""
    return list(kind.living(plan).order_by("position", "id").values_list("id", flat=True))
