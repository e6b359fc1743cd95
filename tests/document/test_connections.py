"""How a plan hangs together: each gap is where it belongs, once, and gone when it is filled."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest

from plans.models import Plan
from pusdplans.document import checklist, schema
from pusdplans.document.apply import apply
from pusdplans.document.collect import collect
from pusdplans.document.connections import COLUMNS, Chain, connections
from pusdplans.document.connections_drawing import WIDTH, draw, short
from pusdplans.document.schema import parse

SPACE = UUID(int=1)
GOAL, SERVICE, METRIC, TARGET, FREE, ACTION = (uuid5(SPACE, name) for name in "gsmtfa")


def goal(**values: Any) -> schema.Goal:
    """A goal where everything hangs together, but for what is given."""
    metric = schema.Metric(id=METRIC, text="<p>Chronic absence</p>")
    target = schema.Target(id=TARGET, text="<p>12%</p>", metric=METRIC, baseline="18%")
    action = schema.Action(id=ACTION, text="Equity training", additional_resources=False)
    whole: dict[str, Any] = {
        "id": GOAL,
        "statement": "<p>Students are engaged.</p>",
        "outcomes": "<p>Absence falls.</p>",
        "audience": "<p>Counselors</p>",
        "alignments": (schema.Alignment(framework="LCAP", code="2"),),
        "services": (SERVICE,),
        "metrics": (metric,),
        "targets": (target,),
        "actions": (action,),
    }
    return schema.Goal.model_construct(**(whole | values))


def chain(**values: Any) -> Chain:
    """The chain of a plan with that one goal."""
    document = schema.PlanDocument.model_construct(
        services=(schema.OutlineItem(id=SERVICE, text="Support counselors"),), goals=(goal(**values),)
    )
    (only,) = connections(document)
    return only


def test_a_whole_goal_has_no_gap() -> None:
    whole = chain()
    assert whole.gaps == ()
    assert {name: [link.text for link in links] for name, links in whole.columns.items()} == {
        "audience": ["Counselors"],
        "outcomes": ["Absence falls."],
        "work": ["Support counselors", "Equity training"],
        "metrics": ["Chronic absence"],
        "targets": ["12% Baseline: 18%."],
    }
    assert (whole.title, whole.aligned) == ("Students are engaged.", "LCAP 2")
    assert whole.pairs == ((METRIC, TARGET),)
    assert whole.columns["targets"][0].metric == "Chronic absence"


FREE_TARGET = schema.Target(id=FREE, text="<p>95%</p>", baseline="90%")
# What is taken away, and the gap it leaves: kind, anchor, whether it blocks, and the column it stands in.
GAPS = [
    ({"statement": None}, "statement", f"statement-{GOAL}", True, None),
    ({"alignments": ()}, "alignment", f"alignment-{GOAL}", False, None),
    ({"audience": None}, "audience", f"audience-{GOAL}", True, "audience"),
    ({"outcomes": None}, "outcomes", f"outcomes-{GOAL}", True, "outcomes"),
    ({"services": ()}, "service", f"service-{GOAL}", False, "work"),
    ({"actions": ()}, "action", f"add-action-{GOAL}", True, "work"),
    (
        {"actions": (schema.Action(id=ACTION, text="Training"),)},
        "resources",
        f"additional_resources-{ACTION}",
        False,
        "work",
    ),
    (
        {"actions": (schema.Action(id=ACTION, text="Training", additional_resources=True),)},
        "estimate",
        f"estimated_cost-{ACTION}",
        False,
        "work",
    ),
    ({"metrics": (), "targets": (FREE_TARGET,)}, "metric", f"add-metric-{GOAL}", True, "metrics"),
    (
        {"metrics": (schema.Metric(id=METRIC, text=""),), "targets": (FREE_TARGET,)},
        "metric",
        f"text-{METRIC}",
        True,
        "metrics",
    ),
    ({"targets": (FREE_TARGET,)}, "unmeasured", f"metric-{FREE}", False, "metrics"),
    ({"metrics": (), "targets": ()}, "target", f"add-target-{GOAL}", True, "targets"),
    (
        {"targets": (schema.Target(id=TARGET, text="<p>12%</p>", metric=METRIC),)},
        "baseline",
        f"baseline-{TARGET}",
        False,
        "targets",
    ),
]


@pytest.mark.parametrize(("values", "kind", "anchor", "blocking", "column"), GAPS)
def test_each_gap_stands_in_its_column(
    values: dict[str, Any], kind: str, anchor: str, blocking: bool, column: str | None
) -> None:
    found = chain(**values)
    gap = next(gap for gap in found.gaps if gap.kind == kind)
    assert (gap.anchor, gap.blocking) == (anchor, blocking)
    where = [name for name, links in found.columns.items() for link in links if gap in link.gaps]
    assert where == ([column] if column else [])
    assert (gap in found.head_gaps) == (column is None)
    assert short(kind) in [line.text for node in draw(found).nodes for line in node.lines] or kind == "unmeasured"


def test_an_estimate_fills_its_gap() -> None:
    action = schema.Action(id=ACTION, text="Training", additional_resources=True, estimated_cost=Decimal(0))
    assert chain(actions=(action,)).gaps == ()


def test_the_gaps_are_those_of_the_check_list(plan: Plan, real_document: dict[str, Any]) -> None:
    apply(plan, parse(real_document))
    document = collect(plan)
    found = [gap for each in connections(document) for gap in each.gaps]
    assert sorted(found, key=str) == sorted(
        (gap for gap in checklist.check(document) if gap.part in ("goals", "actions")), key=str
    )
    placed = [
        gap
        for each in connections(document)
        for gap in (*each.head_gaps, *(gap for links in each.columns.values() for link in links for gap in link.gaps))
    ]
    assert [gap.kind for gap in found if gap not in placed] == ["blank"]


def test_targets_without_a_metric_come_last_and_hang_on_the_goal() -> None:
    named = schema.Target(id=TARGET, text="<p>12%</p>", metric=METRIC, baseline="18%")
    found = chain(targets=(FREE_TARGET, named))
    assert [link.id for link in found.columns["targets"]] == [TARGET, FREE]
    drawing = draw(found)
    head, free = drawing.nodes[0], drawing.nodes[-1]
    (line,) = [edge for edge in drawing.edges if edge.points[0][1] == head.y + head.height]
    assert line.points[-1] == (free.x + free.width, free.port)
    assert line.is_gap is False


def test_values_are_plain_text_and_may_hold_any_sign() -> None:
    target = schema.Target(id=TARGET, text="<p>Absence</p>", value="<5% &amp; <b>falling</b>", baseline="> 18% <i>")
    (link,) = chain(targets=(target,)).columns["targets"]
    assert link.text == "Absence Target: <5% &amp; <b>falling</b>. Baseline: > 18% <i>."


def test_a_drawing_keeps_to_the_paper_and_nothing_overlaps(real_document: dict[str, Any]) -> None:
    for each in connections(parse(real_document)):
        drawing = draw(each)
        assert drawing == draw(each)
        assert list(drawing.headings) == list(COLUMNS)
        nodes = drawing.nodes
        assert [node for node in nodes if node.x < 0 or node.x + node.width > WIDTH] == []
        assert [node for node in nodes if node.y + node.height > drawing.height] == []
        below = [(a, b) for a in nodes for b in nodes if a is not b and a.x == b.x and a.y <= b.y < a.y + a.height]
        assert below == []
        ends = {(node.x, node.port) for node in nodes} | {(node.x + node.width, node.port) for node in nodes}
        for edge in drawing.edges:
            level = edge.points[0][1] == edge.points[1][1]
            assert not level or edge.points[0] in ends or edge.points[-1] in ends
