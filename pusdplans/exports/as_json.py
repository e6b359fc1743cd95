"""The plan document itself as a file, the same text as `manage.py dump_plan` prints, and its published schema."""

import json
from typing import Any

from pusdplans.document.schema import FORMAT, PlanDocument, to_json
from pusdplans.exports.edition import Edition

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = f"urn:pusdplans:{FORMAT}"


def write(document: PlanDocument, edition: Edition) -> bytes:
    """Return the document as JSON in UTF-8. What stands beside it (status, version) is no part of the contract."""
    return to_text(to_json(document)).encode()


def to_text(data: Any) -> str:
    """Return JSON values as the text of a file, one line end after it."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of documents as they are written: https://json-schema.org, draft 2020-12."""
    made = PlanDocument.model_json_schema(mode="validation")
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        **made,
        "title": "Department annual plan",
        "description": _one_line(PlanDocument.__doc__),
    }


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())
