"""The count and the sum of every table: the same for the same rows, on SQLite and PostgreSQL, in any order.

Read through the driver, not through models, so that a backup of an older release can be compared too.
"""

import datetime
import decimal
import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from pusdplans.operations.backups import Figures

_ALL = 2**256


def figure(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """Return {"rows", "sum"}: the sum adds up the SHA-256 of each row, so the order of rows does not matter."""
    order = sorted(range(len(columns)), key=lambda index: columns[index])
    count, total = 0, 0
    for row in rows:
        written = "\x1f".join(_written(row[index]) for index in order)
        total += int.from_bytes(hashlib.sha256(written.encode("utf-8", "surrogatepass")).digest())
        count += 1
    return {"rows": count, "sum": f"{total % _ALL:064x}"}


def differences(wanted: Figures, found: Figures) -> list[str]:
    """Return a sentence for each table that is not as it should be."""
    lines = []
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            lines.append(f"table {name}: missing")
        elif name not in wanted:
            lines.append(f"table {name}: not in the backup")
        elif wanted[name]["rows"] != found[name]["rows"]:
            lines.append(f"table {name}: {found[name]['rows']} rows, not {wanted[name]['rows']}")
        elif wanted[name]["sum"] != found[name]["sum"]:
            lines.append(f"table {name}: its {found[name]['rows']} rows hold something else")
    return lines


def _written(value: Any) -> str:
    """Return a value as both databases give it: each stores times, decimals, identifiers and JSON in its own way."""
    if value is None:
        return "n"
    if isinstance(value, str):
        return "t" + (_json(value) if value[:1] in ("{", "[", '"') else value)
    if isinstance(value, int):
        return f"d{int(value)}"
    if isinstance(value, float | decimal.Decimal):
        return f"d{_plain(decimal.Decimal(str(value)))}"
    if isinstance(value, datetime.datetime):
        return "t" + str(value.astimezone(datetime.UTC).replace(tzinfo=None) if value.tzinfo else value)
    if isinstance(value, datetime.timedelta):
        return f"d{value // datetime.timedelta(microseconds=1)}"
    if isinstance(value, uuid.UUID):
        return "t" + value.hex
    if isinstance(value, bytes | memoryview):
        return "b" + bytes(value).hex()
    if isinstance(value, dict | list):
        return "t" + _sorted(value)
    return f"t{value}"


def _json(text: str) -> str:
    try:
        return _sorted(json.loads(text))
    except ValueError:
        return text


def _sorted(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _plain(number: decimal.Decimal) -> str:
    """Return 5 for 5.00, and 1000 for 1E+3."""
    return format(number.normalize(), "f") if number else "0"
