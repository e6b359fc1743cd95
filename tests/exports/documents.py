"""Plan documents for the exporters' tests: generated ones, a rich one, and the edition they are exported as."""

import datetime
from typing import Any

from hypothesis import strategies as st

from plans.models import PlanningCycle
from plans.prompts import prompts_of
from pusdplans.document.schema import PlanDocument, parse
from pusdplans.exports.edition import Edition

TEXT = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'", "<b>&amp;</b>", "_x0041_", " "]
)
RICH = TEXT | st.sampled_from(["<p>One</p><p><strong>two</strong></p>", "<ul><li>a<ol><li>b</li></ol></li></ul>"])
DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)).map(str)
DOLLARS = st.decimals(0, 999_999_999, places=2).map(str)
FTE = st.decimals(0, 999, places=2).map(str)


def _part(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional={name: st.none() | each for name, each in optional.items()})


def _some(part: Any) -> Any:
    return st.lists(part, max_size=3)


_LINE = st.recursive(
    st.fixed_dictionaries({"text": TEXT}),
    lambda inner: st.fixed_dictionaries({"text": TEXT, "items": st.lists(inner, max_size=2)}),
    max_leaves=4,
)
_ACTION = _part(
    {"text": TEXT, "items": st.lists(_part({"text": TEXT}), max_size=2)},
    additional_resources=st.booleans(),
    resource_note=TEXT,
    estimated_cost=DOLLARS,
    estimated_fte=FTE,
)
_GOAL = st.fixed_dictionaries(
    {
        "focus": st.none() | TEXT,
        "statement": st.none() | RICH,
        "outcomes": st.none() | RICH,
        "audience": st.none() | RICH,
        "alignments": _some(_part({"framework": TEXT, "code": st.uuids().map(str)}, text=TEXT)),
        "metrics": _some(_part({"text": RICH}, source=TEXT, unit=TEXT)),
        "targets": _some(_part({"text": RICH}, baseline=TEXT, value=TEXT, due=DAYS)),
        "actions": _some(_ACTION),
    }
)
DOCUMENTS: st.SearchStrategy[PlanDocument] = st.fixed_dictionaries(
    {
        "cycle": st.just("2020-21"),
        "division": TEXT,
        "department": TEXT,
        "purpose": st.none() | RICH,
        "contacts": _some(_part({"name": TEXT}, phone=TEXT, email=TEXT)),
        "services": _some(_LINE),
        "goals": _some(_GOAL),
        "positions": _some(_part({}, name=TEXT, title=TEXT, position_number=TEXT, fte=FTE)),
        "budget": st.fixed_dictionaries(
            {
                "lines": _some(
                    _part({}, fund=TEXT, resource=TEXT, object=TEXT, description=TEXT, amount=DOLLARS, fte=FTE)
                ),
                "note": st.none() | RICH,
            }
        ),
    }
).map(parse)


def edition(**changed: Any) -> Edition:
    """Return the edition of an approved second version, but for what is changed."""
    values: dict[str, Any] = {
        "prompts": prompts_of(PlanningCycle(label="2020-21"), "Instructional Services"),
        "district": "Pasadena Unified School District",
        "folder": "Department Plans 2020 - 2021",
        "status": "Approved",
        "version": 2,
        "approved_on": datetime.date(2020, 10, 3),
    }
    return Edition(**values | changed)


def enriched(data: dict[str, Any]) -> PlanDocument:
    """Return the real plan with everything filled in that its form left blank: requests, budget, positions, a due date."""
    metric, head = "6f1c2b7e-0000-4000-8000-000000000001", "6f1c2b7e-0000-4000-8000-000000000002"
    service = "6f1c2b7e-0000-4000-8000-000000000003"
    first = data["goals"][0]
    first["metrics"][0]["id"] = metric
    first["targets"][0] |= {"metric": metric, "baseline": "62.5%", "value": "1,250", "due": "2021-06-01"}
    first["alignments"] = [{"framework": "LCAP", "code": "1", "text": "Graduates"}]
    data["services"][0]["id"] = service
    first["services"] = [service]
    first["actions"][0] |= {
        "additional_resources": True,
        "estimated_cost": "40000.10",
        "estimated_fte": "0.25",
        "resource_note": "Subs",
    }
    first["actions"][1] |= {"additional_resources": False}
    data["budget"] = {
        "lines": [
            {"fund": "01.0", "resource": "0000", "object": "4300", "description": "Books", "amount": "1234567.50"},
            {
                "fund": "01.0",
                "resource": "3010",
                "object": "1100",
                "description": "Teacher",
                "amount": "0.1",
                "fte": "1.5",
            },
        ],
        "note": "<p>See the book</p>",
    }
    data["positions"] = [
        {"id": head, "name": "Ada", "title": "Assistant Superintendent", "position_number": "00123", "fte": "1"},
        {"title": "Secretary", "fte": "0.5", "reports_to": head},
    ]
    return parse(data)
