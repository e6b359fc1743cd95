"""The least valid row of any kind, and values for its form, made from the kind's declaration alone."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Max

from goals.models import Goal
from plans.models import FilePart, Plan
from plans.rows.kind import RowKind
from tests.sample_files import GOOD


def parent_of(kind: RowKind, plan: Plan) -> Any:
    """Return what a row of this kind stands in: the plan, or its first goal, made if there is none."""
    if kind.parent == "plan":
        return plan
    goal = Goal.objects.live().filter(plan=plan).first()
    return goal or Goal.objects.create(plan=plan)


def stored_file() -> dict[str, Any]:
    """Return what a row of a file has at the least."""
    content = GOOD["pdf"]
    name = default_storage.save("attachments/sample.pdf", ContentFile(content))
    return {
        "part": FilePart.BUDGET,
        "file": name,
        "name": "Sample.pdf",
        "content_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


# What a row of a kind cannot be without.
LEAST: dict[str, Callable[[], dict[str, Any]]] = {"file": stored_file}


def make_row(kind: RowKind, plan: Plan, parent: Any = None, **values: Any) -> Any:
    """Make a row behind the others; a row that stands once is there already."""
    if kind.single:
        row = kind.living(plan).first()
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        return row
    among = {kind.parent: parent or parent_of(kind, plan)}
    last = kind.model.objects.filter(**among).aggregate(last=Max("position"))["last"]
    values = LEAST.get(kind.name, dict)() | values
    return kind.model.objects.create(**among, position=0 if last is None else last + 1, **values)


def right_values(kind: RowKind, row: Any, word: str = "Word") -> dict[str, str]:
    """Return a right value for every field that one can be made up for; texts hold `word`."""
    return {name: value for name, field in kind.form(instance=row).fields.items() if (value := _right(field, word))}


def wrong_values(kind: RowKind, row: Any) -> dict[str, str]:
    """Return a wrong value for every field that can be wrong."""
    return {name: value for name, field in kind.form(instance=row).fields.items() if (value := _wrong(field))}


def text_field(kind: RowKind, row: Any) -> str:
    """Return the name of the first field that takes any text."""
    fields = kind.form(instance=row).fields.items()
    return next(name for name, field in fields if _wrong(field) is None and _right(field, "Word") == "Word")


def sent(kind: RowKind, row: Any) -> dict[str, str]:
    """Return what the row's form would send if nothing were typed."""
    form = kind.form(instance=row)
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()} | {
        "revision": str(row.revision)
    }


def _right(field: forms.Field, word: str) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return ""
    if isinstance(field, forms.EmailField):
        return "somebody@example.org"
    if isinstance(field, forms.NullBooleanField):
        return "true"
    if isinstance(field, forms.ChoiceField):
        return next(str(value) for value, _label in reversed(list(field.choices)) if value)
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return "1.50"
    if isinstance(field, forms.DateField):
        return "2021-06-30"
    return word if isinstance(field, forms.CharField) else ""


def _wrong(field: forms.Field) -> str | None:
    if isinstance(field, forms.ModelChoiceField):
        return str(uuid.uuid4())
    if isinstance(field, forms.EmailField):
        return "not an address"
    if isinstance(field, forms.NullBooleanField):
        return None
    if isinstance(field, forms.ChoiceField):
        return "never"
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return "many"
    return "soon" if isinstance(field, forms.DateField) else None
