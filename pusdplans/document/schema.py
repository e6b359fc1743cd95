"""`PlanDocument`: the whole plan of one department for one cycle, in the form's order, as one typed value.

Its JSON keys are the contract ("plan-document/1"). Rich text is HTML in the subset of `plans.rich_text`; what is blank
on the form is null; numbers that count money or FTE are decimals written as strings; dates are ISO 8601. Every item may
carry a stable `id` (a UUID), and links inside the document name those ids.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from plans.models import DEEPEST_LEVEL
from plans.rich_text import clean_inline, clean_plain, clean_rich

FORMAT = "plan-document/1"


def _none_if_blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _cleaned_or_none(clean: Callable[[str], str]) -> Callable[[str | None], str | None]:
    return lambda value: None if value is None else clean(value) or None


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


Plain = Annotated[str, AfterValidator(clean_plain)]
Inline = Annotated[str, AfterValidator(clean_inline)]
Rich = Annotated[str, AfterValidator(clean_rich)]
CycleLabel = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
PlainOrNone = Annotated[str | None, AfterValidator(_cleaned_or_none(clean_plain))]
RichOrNone = Annotated[str | None, AfterValidator(_cleaned_or_none(clean_rich))]
Amount = Annotated[
    Annotated[
        Decimal, Field(ge=0, le=Decimal("999999999.99"), decimal_places=2, allow_inf_nan=False), AfterValidator(_cents)
    ]
    | None,
    BeforeValidator(_none_if_blank),
]
Fte = Annotated[
    Annotated[Decimal, Field(ge=0, le=Decimal("999.99"), decimal_places=2, allow_inf_nan=False), AfterValidator(_cents)]
    | None,
    BeforeValidator(_none_if_blank),
]


def _limited(length: int) -> Any:
    return Annotated[Plain, Field(max_length=length)]


def _limited_or_none(length: int) -> Any:
    limited = Annotated[str, Field(max_length=length)]
    return Annotated[limited | None, AfterValidator(_cleaned_or_none(clean_plain))]


class Part(BaseModel):
    """A value of the document: it cannot change, and knows exactly its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CarriedFrom(Part):
    """Where an item comes from: the row of an earlier year's plan. department: its name in addresses.

    said: what tells whether the item still says what it said there (see `origin`). kind: what the row was, where it was
    of another kind than the item. A text that stands once has no `row`.
    """

    cycle: CycleLabel
    department: Plain
    row: UUID | None = None
    said: Plain = ""
    kind: Plain | None = None


def _is_none(value: Any) -> bool:
    return value is None


# Left out of JSON where there is none, so that a plan that was not carried forward reads as it always did.
Origin = Annotated[CarriedFrom | None, Field(exclude_if=_is_none)]


class Item(Part):
    """A part with a stable identity."""

    id: UUID | None = None
    carried_from: Origin = None


class Clause(Item):
    """IF, AND or THEN with what follows."""

    kind: Literal["if", "and", "then"]
    text: Plain


class TheoryOfAction(Part):
    """Clauses, or prose."""

    clauses: tuple[Clause, ...] = ()
    prose: RichOrNone = None
    prose_carried_from: Origin = None


class Contact(Item):
    """One department contact."""

    name: _limited(300)  # type: ignore[valid-type]
    phone: _limited_or_none(100) = None  # type: ignore[valid-type]
    email: _limited_or_none(254) = None  # type: ignore[valid-type]


class OutlineItem(Item):
    """A line of an outline, with the lines beneath it."""

    text: Inline
    items: tuple["OutlineItem", ...] = ()


class Action(OutlineItem):
    """A first-level action; `additional_resources` answers the question about next year (null: not answered yet)."""

    additional_resources: bool | None = None
    resource_note: PlainOrNone = None
    estimated_cost: Amount = None
    estimated_fte: Fte = None


class Alignment(Part):
    """A goal serves this entry of a framework; `text` is the entry's wording."""

    framework: Plain
    code: Plain
    text: PlainOrNone = None


class Metric(Item):
    """How impact is measured."""

    text: Rich
    source: _limited_or_none(300) = None  # type: ignore[valid-type]
    unit: _limited_or_none(100) = None  # type: ignore[valid-type]


class Target(Item):
    """What is to be reached; `metric` is the id of a metric of the same goal."""

    text: Rich
    metric: UUID | None = None
    baseline: _limited_or_none(300) = None  # type: ignore[valid-type]
    value: _limited_or_none(300) = None  # type: ignore[valid-type]
    due: date | None = None


class Goal(Item):
    """A goal with everything linked to it; `services` are ids of items of the list of services."""

    focus: _limited_or_none(300) = None  # type: ignore[valid-type]
    statement: RichOrNone = None
    outcomes: RichOrNone = None
    audience: RichOrNone = None
    alignments: tuple[Alignment, ...] = ()
    services: tuple[UUID, ...] = ()
    metrics: tuple[Metric, ...] = ()
    targets: tuple[Target, ...] = ()
    actions: tuple[Action, ...] = ()


class Position(Item):
    """A position of the roster, vacant without a name; `reports_to` is the id of another."""

    name: _limited_or_none(300) = None  # type: ignore[valid-type]
    title: _limited_or_none(300) = None  # type: ignore[valid-type]
    position_number: _limited_or_none(50) = None  # type: ignore[valid-type]
    fte: Fte = None
    reports_to: UUID | None = None


class AttachedFile(Item):
    """A file attached to the plan: its name and what identifies its content."""

    name: _limited(255)  # type: ignore[valid-type]
    content_type: Plain
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class BudgetLine(Item):
    """A line of the budget."""

    fund: _limited_or_none(100) = None  # type: ignore[valid-type]
    resource: _limited_or_none(100) = None  # type: ignore[valid-type]
    object: _limited_or_none(100) = None  # type: ignore[valid-type]
    description: _limited_or_none(1000) = None  # type: ignore[valid-type]
    amount: Amount = None
    fte: Fte = None


class Budget(Part):
    """The budget."""

    lines: tuple[BudgetLine, ...] = ()
    note: RichOrNone = None
    note_carried_from: Origin = None
    files: tuple[AttachedFile, ...] = ()


class Review(Part):
    """To whom the plan is returned, and by when (the last local day)."""

    reviewer: PlainOrNone = None
    due: date | None = None


class Unplaced(Item):
    """Text of an imported form that has no field, with the place it stood in."""

    where: Plain
    text: Rich


class PlanDocument(Part):
    """The whole plan."""

    format: Literal["plan-document/1"] = "plan-document/1"
    cycle: CycleLabel
    division: Plain
    department: Plain
    purpose: RichOrNone = None
    purpose_carried_from: Origin = None
    theory_of_action: TheoryOfAction = TheoryOfAction()
    contacts: tuple[Contact, ...] = ()
    services: tuple[OutlineItem, ...] = ()
    goals: tuple[Goal, ...] = ()
    positions: tuple[Position, ...] = ()
    org_chart_files: tuple[AttachedFile, ...] = ()
    budget: Budget = Budget()
    review: Review = Review()
    unplaced: tuple[Unplaced, ...] = ()

    @model_validator(mode="after")
    def _links_hold(self) -> Self:
        problems = list(_broken_links(self))
        if problems:
            raise ValueError("\n".join(f"{path}: {message}" for path, message in problems))
        return self


class DocumentError(ValueError):
    """A document that cannot be taken; `problems` are (path in the document, sentence) pairs."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{path}: {message}" if path else message for path, message in problems))


def parse(data: Any) -> PlanDocument:
    """Return the document that `data` (from JSON) describes. Raises DocumentError, naming each path and what is wrong."""
    try:
        return PlanDocument.model_validate(data)
    except ValidationError as error:
        problems: list[tuple[str, str]] = []
        for each in error.errors():
            message = each["msg"].removeprefix("Value error, ")
            if not each["loc"] and ": " in message:
                problems += [
                    (path, text) for path, _colon, text in (line.partition(": ") for line in message.split("\n"))
                ]
            else:
                problems.append((_path(each["loc"]), message))
        raise DocumentError(problems) from error


def to_json(document: PlanDocument) -> dict[str, Any]:
    """Return the document as JSON values, every key present."""
    return document.model_dump(mode="json")


def digest(data: dict[str, Any]) -> str:
    """Return the SHA-256 of a document's canonical JSON (sorted keys, no spaces, UTF-8), in hexadecimal."""
    return hashlib.sha256(
        json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def walk(items: Iterable[OutlineItem], level: int = 0) -> Iterator[tuple[int, OutlineItem]]:
    """Go through an outline in reading order, with each item's level, 0 outermost."""
    for item in items:
        yield level, item
        yield from walk(item.items, level + 1)


def _path(loc: tuple[int | str, ...]) -> str:
    path = ""
    for step in loc:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _broken_links(document: PlanDocument) -> Iterator[tuple[str, str]]:
    """Yield what the types cannot say: links that lead nowhere, ids used twice, outlines too deep, loops."""
    services = {item.id for _level, item in walk(document.services)} - {None}
    if any(level > DEEPEST_LEVEL for level, _item in walk(document.services)):
        yield "services", f"an outline has {DEEPEST_LEVEL + 1} levels at the most"
    for g, goal in enumerate(document.goals):
        metrics = {metric.id for metric in goal.metrics} - {None}
        for t, target in enumerate(goal.targets):
            if target.metric is not None and target.metric not in metrics:
                yield f"goals[{g}].targets[{t}].metric", "names a metric that is not one of this goal's"
        for s, service in enumerate(goal.services):
            if service not in services or service in goal.services[:s]:
                yield f"goals[{g}].services[{s}]", "names a service that is not in the list, or the same one twice"
        entries = [(each.framework, each.code) for each in goal.alignments]
        for a, entry in enumerate(entries):
            if entry in entries[:a]:
                yield f"goals[{g}].alignments[{a}]", "is there twice"
        if any(level > DEEPEST_LEVEL for level, _item in walk(goal.actions)):
            yield f"goals[{g}].actions", f"an outline has {DEEPEST_LEVEL + 1} levels at the most"
    heads = {position.id: position.reports_to for position in document.positions if position.id}
    for p, position in enumerate(document.positions):
        if position.reports_to is None:
            continue
        if position.reports_to not in heads:
            yield f"positions[{p}].reports_to", "names a position that is not in the roster"
        elif position.id and _loops(heads, position.id):
            yield f"positions[{p}].reports_to", "goes round in a circle"
    seen: set[UUID] = set()
    for path, each in _identified(document):
        if each in seen:
            yield path, "is an id that another item has too"
        seen.add(each)


def _loops(heads: dict[UUID, UUID | None], start: UUID) -> bool:
    each = heads[start]
    for _step in range(len(heads)):
        if each is None or each == start:
            break
        each = heads.get(each)
    return each == start


def _identified(document: PlanDocument) -> Iterator[tuple[str, UUID]]:
    lists: list[tuple[str, Iterable[Item]]] = [
        ("contacts", document.contacts),
        ("theory_of_action.clauses", document.theory_of_action.clauses),
        ("positions", document.positions),
        ("org_chart_files", document.org_chart_files),
        ("budget.lines", document.budget.lines),
        ("budget.files", document.budget.files),
        ("unplaced", document.unplaced),
        ("goals", document.goals),
        ("services", [item for _level, item in walk(document.services)]),
    ]
    for g, goal in enumerate(document.goals):
        lists += [
            (f"goals[{g}].metrics", goal.metrics),
            (f"goals[{g}].targets", goal.targets),
            (f"goals[{g}].actions", [item for _level, item in walk(goal.actions)]),
        ]
    for path, items in lists:
        for index, item in enumerate(items):
            if item.id is not None:
                yield f"{path}[{index}].id", item.id


# How stored JSON becomes a value again, by the name of its key; what is not named stays as it is.
_READ: dict[str, Callable[[Any], Any]] = {
    "id": UUID,
    "metric": UUID,
    "reports_to": UUID,
    "row": UUID,
    "due": date.fromisoformat,
    "amount": Decimal,
    "fte": Decimal,
    "estimated_cost": Decimal,
    "estimated_fte": Decimal,
}
# The lists and parts of each part.
_WITHIN: dict[type[Part], dict[str, type[Part]]] = {
    PlanDocument: {
        "theory_of_action": TheoryOfAction,
        "contacts": Contact,
        "services": OutlineItem,
        "goals": Goal,
        "positions": Position,
        "org_chart_files": AttachedFile,
        "budget": Budget,
        "review": Review,
        "unplaced": Unplaced,
    },
    TheoryOfAction: {"clauses": Clause},
    Goal: {"alignments": Alignment, "metrics": Metric, "targets": Target, "actions": Action},
    Action: {"items": OutlineItem},
    OutlineItem: {"items": OutlineItem},
    Budget: {"lines": BudgetLine, "files": AttachedFile},
}


def frozen(data: dict[str, Any]) -> PlanDocument:
    """Return a stored document. It was checked when it was frozen, so only its shape is read."""
    return _thawed(PlanDocument, data)


def _thawed(kind: type[Any], data: dict[str, Any]) -> Any:
    within = _WITHIN.get(kind, {})
    values: dict[str, Any] = {}
    for key, value in data.items():
        if value is None:
            values[key] = None
        elif key in within and isinstance(value, list):
            values[key] = tuple(_thawed(within[key], each) for each in value)
        elif key in within:
            values[key] = _thawed(within[key], value)
        elif key.endswith("carried_from"):
            values[key] = _thawed(CarriedFrom, value)
        elif key == "services":
            values[key] = tuple(UUID(each) for each in value)
        else:
            values[key] = _READ[key](value) if key in _READ else value
    return kind.model_construct(**values)
