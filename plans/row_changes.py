"""What became of rows, as JSON values that an event keeps: of which table, which row, from what to what.

    {"of": "goals.goal", "id": "…", "title": "…", "from": {"focus": "Leaders"}, "to": {"focus": "Leadership"}}

`from` is None for a row that was added (then `to` is all of it), `to` is None for one that is gone (then `from` is all
of it). Undoing the changes of all events, the last one first, gives the rows as they were.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from plans.rich_text import shorten

Values = dict[str, Any]
RowChange = dict[str, Any]
# Which rows there are, by table and key.
Rows = dict[tuple[str, str], Values]

# What the program keeps for itself, and what no event may hold: a password, be it hashed.
UNTOLD = {
    "revision",
    "updated_at",
    "updated_by",
    "changed_at",
    "progress",
    "progress_at",
    "password",
    "last_login",
}
# By which of its columns a row is called, the first that says something.
CALLED_BY = ("focus", "name", "staff_member", "title", "label", "text", "prose", "statement", "description", "code")
TITLE_LENGTH = 60


_columns: dict[Any, dict[str, models.Field]] = {}


def columns(model: Any) -> dict[str, models.Field]:
    """Return the columns of a table that are told, by their names in the table; the key is not among them."""
    if model not in _columns:
        fields = model._meta.concrete_fields
        told = (each for each in fields if each.name not in UNTOLD and not each.primary_key)
        _columns[model] = {each.attname: each for each in told}
    return _columns[model]


def as_json(field: models.Field, value: Any) -> Any:
    """Return a column's value as JSON: the same for a value just typed in and for one that was read, on any database."""
    if value is None or isinstance(value, dict | list):
        return value
    if isinstance(value, models.Model):
        value = value.pk
    if field.remote_field is not None:
        field = field.target_field
    if isinstance(field, models.FileField):
        return str(value)
    if isinstance(field, models.JSONField):
        # SQLite gives JSON within JSON back as text.
        return json.loads(value) if isinstance(value, str) else value
    value = field.to_python(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal(1).scaleb(-field.decimal_places)))  # type: ignore[attr-defined]
    if isinstance(value, datetime.datetime):
        # SQLite writes moments without their zone, which is UTC.
        at = value.astimezone(datetime.UTC) if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        return at.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def values_of(row: models.Model) -> Values:
    """Return all that is told of a row."""
    return {name: as_json(field, getattr(row, name)) for name, field in columns(type(row)).items()}


def title_of(values: Mapping[str, Any]) -> str:
    """Return what a row is called, from its values; blank where none says something."""
    return next((words for name in CALLED_BY if (words := shorten(str(values.get(name) or ""), TITLE_LENGTH))), "")


def title(row: models.Model) -> str:
    """Return what a row is called."""
    return title_of({name: getattr(row, name) for name in CALLED_BY if name in columns(type(row))})


def label_of(row: models.Model | type[models.Model]) -> str:
    """Return what an event calls a row's table."""
    return row._meta.label_lower


def added(row: models.Model) -> RowChange:
    """Return that a row was added."""
    return {"of": label_of(row), "id": str(row.pk), "from": None, "to": values_of(row)}


def removed(row: models.Model) -> RowChange:
    """Return that a row is gone."""
    return {"of": label_of(row), "id": str(row.pk), "from": values_of(row), "to": None}


def changed(row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> RowChange:
    """Return that a row was changed; `before` and `after` hold the changed fields, by their names."""
    fields = {name: row._meta.get_field(name) for name in after}
    told: Any = {name: field for name, field in fields.items() if name not in UNTOLD}
    return {
        "of": label_of(row),
        "id": str(row.pk),
        "title": title(row),
        "from": {field.attname: as_json(field, before[name]) for name, field in told.items()},
        "to": {field.attname: as_json(field, after[name]) for name, field in told.items()},
    }


def between(before: Rows, after: Rows) -> list[RowChange]:
    """Return what became of rows: those added and changed in the order of `after`, then those that are gone."""
    found = []
    for (of, key), now in after.items():
        then = before.get((of, key))
        if then is None:
            found.append({"of": of, "id": key, "from": None, "to": now})
        elif then != now:
            names = [name for name in now if now[name] != then.get(name)]
            old, new = {name: then.get(name) for name in names}, {name: now[name] for name in names}
            found.append({"of": of, "id": key, "title": title_of(now), "from": old, "to": new})
    gone = [each for each in before if each not in after]
    return found + [{"of": of, "id": key, "from": before[of, key], "to": None} for of, key in gone]


def undo(rows: Rows, changes: Iterable[RowChange]) -> None:
    """Bring `rows` back to what they were before these changes."""
    for each in reversed(list(changes)):
        place = each["of"], each["id"]
        if each["from"] is None:
            rows.pop(place, None)
        elif each["to"] is None:
            rows[place] = dict(each["from"])
        elif place in rows:
            rows[place].update(each["from"])


def as_row(of: str, key: str, values: Values) -> Any:
    """Return a row with these values, to be read, not saved."""
    model = apps.get_model(of)
    known = columns(model)
    pk = model._meta.pk.to_python(key)
    return model(
        **{model._meta.pk.attname: pk},
        **{name: as_python(known[name], value) for name, value in values.items() if name in known},
    )


def as_python(field: models.Field, value: Any) -> Any:
    """Return the value of a column that `as_json` wrote."""
    if value is None or isinstance(field, models.FileField):
        return value
    return (field.target_field if field.remote_field is not None else field).to_python(value)
