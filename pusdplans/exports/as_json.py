"""The plan document itself as a file, the same text as `manage.py dump_plan` prints, and its published JSON Schema."""

import json
from decimal import Decimal
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from pusdplans.document.schema import FORMAT, PlanDocument, to_json
from pusdplans.exports.edition import Edition

SCHEMA_ID = f"urn:pusdplans:{FORMAT}"
TITLE = "Department annual plan"
DESCRIPTION = (
    "The whole plan of one department for one school year, in the form's order. Rich text is HTML with p, br, strong, em, "
    "a, ul, ol and li only; an outline's and an action's text has strong, em, a and br only. What is blank on the form is "
    "null. Money and FTE are decimals written as strings. Every item may carry an id, and links inside the document name "
    "those ids: that a link leads somewhere is checked on reading, since a schema cannot say it."
)


def write(document: PlanDocument, edition: Edition) -> bytes:
    """Return the document as JSON in UTF-8. What stands beside it (status, version) is no part of the contract."""
    return to_text(to_json(document)).encode()


def to_text(data: Any) -> str:
    """Return JSON values as the text of a file, with a line end after it."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the documents the program writes and reads."""
    made = PlanDocument.model_json_schema(schema_generator=_Schema)
    return {"$schema": _Schema.schema_dialect, "$id": SCHEMA_ID, **made, "title": TITLE, "description": DESCRIPTION}


class _Schema(GenerateJsonSchema):
    """Leaves out titles that only repeat a key, and says of decimals in strings what pydantic's own pattern does not."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Keys speak for themselves."""
        return False

    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        """Describe a decimal with its limits, as the string it is written as, or as a number."""
        least, most, places = schema["ge"], Decimal(schema["le"]), schema["decimal_places"]
        digits = len(str(int(most)))
        return {
            "anyOf": [
                {"type": "string", "pattern": rf"^[0-9]{{1,{digits}}}(\.[0-9]{{1,{places}}})?$"},
                {"type": "number", "minimum": least, "maximum": float(most)},
            ]
        }
