"""Where the boxes and lines of a goal's chain stand: five columns under the goal, in CSS pixels from the top left."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pusdplans.document.connections import COLUMNS, Chain, Link
from pusdplans.document.lettering import wrap

WIDTH, EDGE = 876, 1
COLUMN, GAP = 149, 28
LETTER, LINE_HEIGHT, PADDING, MOST_LINES = 13, 17, 8, 5
MARK = 18
HEAD_TO_COLUMNS, BETWEEN = 44, 10
# Right of the last column a line comes down from the goal to targets that name no metric.
GUTTER = WIDTH - 4


@dataclass(frozen=True)
class Words:
    """A line of text at its left end and base line. role: "strong", "quiet", "gap" or "" for plain."""

    text: str
    role: str
    x: float
    y: float


@dataclass(frozen=True)
class Node:
    """A box. gap: "" for none, else "hint" or "blocking"; `marks`: corners where the sign of a gap stands."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Words, ...]
    kind: str
    gap: str = ""
    is_missing: bool = False
    marks: tuple[tuple[float, float], ...] = ()

    @property
    def port(self) -> float:
        """How far down lines meet it: at its first line of text, so that boxes side by side are joined straight."""
        return self.y + PADDING + LINE_HEIGHT / 2


@dataclass(frozen=True)
class Edge:
    """A line of straight pieces; `is_gap`: it leads to something that is missing."""

    points: tuple[tuple[float, float], ...]
    is_gap: bool = False


@dataclass(frozen=True)
class Drawing:
    """A goal's chain, laid out. `headings`: where each column's name stands, by its key."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    headings: dict[str, tuple[float, float]]
    width: float
    height: float


def draw(chain: Chain) -> Drawing:
    """Lay out one goal's chain."""
    head = _head(chain)
    top = head.y + head.height + HEAD_TO_COLUMNS
    columns: dict[str, list[tuple[Link, Node]]] = {}
    for index, name in enumerate(COLUMNS):
        x, y = EDGE + index * (COLUMN + GAP), top
        columns[name] = []
        for link in chain.columns[name]:
            node = _node(link, x, y)
            columns[name].append((link, node))
            y = node.y + node.height + BETWEEN
    nodes = [node for column in columns.values() for _link, node in column]
    return Drawing(
        nodes=(head, *nodes),
        edges=tuple(_edges(chain, columns, head)),
        headings={name: (EDGE + index * (COLUMN + GAP), top - 12) for index, name in enumerate(COLUMNS)},
        width=WIDTH,
        height=max((node.y + node.height for node in nodes), default=top) + 2,
    )


def short(kind: str) -> str:
    """Say a gap in two or three words, for a box of a drawing."""
    return {
        "statement": _("No statement yet"),
        "alignment": _("Not aligned yet"),
        "audience": _("For nobody yet"),
        "outcomes": _("No outcomes yet"),
        "service": _("No service yet"),
        "action": _("No action yet"),
        "blank": _("Blank"),
        "resources": _("Resources?"),
        "estimate": _("No estimate"),
        "metric": _("No metric yet"),
        "unmeasured": _("Without a target"),
        "target": _("No target yet"),
        "baseline": _("No baseline"),
    }[kind]


def _head(chain: Chain) -> Node:
    inside = WIDTH - 2 * PADDING
    about = [(line, "strong") for line in wrap(f"{chain.number}. {chain.title}".strip(), inside, LETTER + 1, 2)]
    if chain.aligned:
        words = _("Aligned to %(entries)s") % {"entries": chain.aligned}
        about += [(line, "quiet") for line in wrap(words, inside, LETTER, 2)]
    about += [(short(gap.kind), "gap") for gap in chain.head_gaps]
    gap = "blocking" if any(each.blocking for each in chain.head_gaps) else "hint" if chain.head_gaps else ""
    return _box(EDGE, EDGE, WIDTH - 2 * EDGE, about, "goal", gap)


def _node(link: Link, x: float, y: float) -> Node:
    inside = COLUMN - 2 * PADDING
    about = [(line, "") for line in wrap(link.text, inside, LETTER, MOST_LINES)]
    said = list(dict.fromkeys(short(gap.kind) for gap in link.gaps))
    about += [(line, "gap") for words in said for line in wrap(words, inside - MARK, LETTER)]
    gap = "blocking" if any(each.blocking for each in link.gaps) else "hint" if link.gaps else ""
    return _box(x, y, COLUMN, about, link.kind, gap, is_missing=link.is_missing)


def _box(
    x: float, y: float, width: float, about: list[tuple[str, str]], kind: str, gap: str, *, is_missing: bool = False
) -> Node:
    lines, marks = [], []
    before = ""
    for index, (text, role) in enumerate(about):
        line = y + PADDING + (index + 1) * LINE_HEIGHT - 5
        if role == "gap" and (before != "gap" or kind == "goal"):
            marks.append((x + PADDING, line - 11))
        lines.append(Words(text, role, x + PADDING + (MARK if role == "gap" else 0), line))
        before = role
    height = len(about) * LINE_HEIGHT + 2 * PADDING
    return Node(x, y, width, height, tuple(lines), kind, gap, is_missing, tuple(marks))


def _edges(chain: Chain, columns: dict[str, list[tuple[Link, Node]]], head: Node) -> Iterator[Edge]:
    """Yield the lines: columns are joined as a whole where the form links no single things, pairs one by one."""
    for left, right in (("audience", "outcomes"), ("outcomes", "work"), ("work", "metrics")):
        yield from _joined(columns[left], columns[right])
    metrics = {link.id: node for link, node in columns["metrics"]}
    named = {target: metric for metric, target in chain.pairs}
    for link, node in columns["targets"]:
        metric = metrics.get(named.get(link.id)) if link.id else None
        if metric:
            middle = node.x - GAP / 2
            yield Edge(
                (
                    (metric.x + COLUMN, metric.port),
                    (middle, metric.port),
                    (middle, node.port),
                    (node.x, node.port),
                )
            )
        else:
            start = head.y + head.height
            points = ((GUTTER, start), (GUTTER, node.port), (node.x + COLUMN, node.port))
            yield Edge(points, is_gap=link.is_missing)


def _joined(left: list[tuple[Link, Node]], right: list[tuple[Link, Node]]) -> Iterator[Edge]:
    """Join everything at the left with everything at the right by one upright line between them."""
    middle = right[0][1].x - GAP / 2 if right else 0
    for link, node in left:
        yield Edge(((node.x + COLUMN, node.port), (middle, node.port)), is_gap=link.is_missing)
    for link, node in right:
        yield Edge(((middle, node.port), (node.x, node.port)), is_gap=link.is_missing)
    heights = [node.port for _link, node in (*left, *right)]
    if heights and min(heights) < max(heights):
        yield Edge(((middle, min(heights)), (middle, max(heights))))
