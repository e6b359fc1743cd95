"""The organizational chart of a roster: where each box and line stands, for the page, the print and the files.

It is laid out to fit the paper. Reports stand side by side under their head while there is room; where there is not,
they hang below it as an indented list, in columns. No drawing is made here: all numbers are CSS pixels from the top left
corner, and any writer can draw boxes and straight lines from them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf
from uuid import UUID

from django.utils.translation import gettext as _

from pusdplans.document import schema
from pusdplans.document.lettering import wrap
from pusdplans.document.org_tree import Tree, trees

PAPER = 880
WIDTH, PADDING = 200, 12
GAP, INDENT, SPINE, DROP, LEADING = 16, 28, 14, 32, 12
# Room around the drawing for the outer half of a line.
EDGE = 2
# The size of letters and the height of a line, by what a line says.
SIZES = {"name": 14, "title": 13, "detail": 13}
LINE_HEIGHT = 18
# More reports than this without reports of their own hang in columns, so many in each.
MOST_BESIDE, LONGEST_COLUMN = 4, 8
# Deeper trees hang: side by side they would only run off the paper.
DEEPEST_BESIDE = 12


@dataclass(frozen=True)
class Lettering:
    """A line of text in a box. role: "name", "title" or "detail" (number and FTE); x: its middle; y: its base line."""

    text: str
    role: str
    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """A position as it is drawn; `id` is the position's."""

    id: UUID | None
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Lettering, ...]
    is_vacant: bool


@dataclass(frozen=True)
class Line:
    """A straight piece of the way from a head to a report, level or upright."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Entry:
    """The same for a list: a position in reading order, how deep below its root it stands, and its head in words."""

    position: schema.Position
    level: int
    head: str


@dataclass(frozen=True)
class Chart:
    """A laid-out roster. `fte` sums all positions, `vacant_fte` the vacant ones; `vacancies` and `filled` count them."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    width: float
    height: float
    fte: Decimal
    vacant_fte: Decimal
    vacancies: int
    filled: int


@dataclass
class _Block:
    """A piece of the drawing with its own corner.

    heads: the left and the right edge of the boxes on top. entry, reach: where a line from above comes in, and how far
    down it runs. hangs: it is a list that hangs on that line.
    """

    width: float
    height: float
    boxes: list[tuple[Tree, float, float]]
    lines: list[Line]
    heads: tuple[float, float]
    entry: float
    reach: float = 0
    hangs: bool = False

    def at(self, x: float, y: float) -> "_Block":
        """Return the block moved by x and y."""
        return replace(
            self,
            boxes=[(tree, left + x, top + y) for tree, left, top in self.boxes],
            lines=[Line(each.x1 + x, each.y1 + y, each.x2 + x, each.y2 + y) for each in self.lines],
            heads=(self.heads[0] + x, self.heads[1] + x),
            entry=self.entry + x,
        )


def layout(positions: tuple[schema.Position, ...], room: float = PAPER) -> Chart:
    """Lay out a roster, no wider than `room` pixels where that can be done.

    A loop, or a head that is not in the roster, counts as no head: every position is drawn once.
    """
    forest = trees(positions, _height)
    placed, width, height = _shelves([_tree(root, room - 2 * EDGE) for root in forest], room - 2 * EDGE)
    vacant = [each for each in positions if not each.name]
    return Chart(
        boxes=tuple(_box(tree.position, x, y, tree.height) for block in placed for tree, x, y in block.boxes),
        lines=tuple(line for block in placed for line in block.lines),
        entries=tuple(_entries(forest)),
        width=width + 2 * EDGE,
        height=height + 2 * EDGE,
        fte=_sum(positions),
        vacant_fte=_sum(vacant),
        vacancies=len(vacant),
        filled=len(positions) - len(vacant),
    )


def _sum(positions: Iterable[schema.Position]) -> Decimal:
    return sum((each.fte for each in positions if each.fte is not None), Decimal("0.00"))


def _entries(forest: list[Tree]) -> Iterator[Entry]:
    for root in forest:
        names = {each.position.id: _called(each.position) for each, _level in root.walk()}
        for tree, level in root.walk():
            yield Entry(tree.position, level, names[tree.position.reports_to] if level else "")


def _called(position: schema.Position) -> str:
    return ", ".join(part for part in (position.name or _("Vacant"), position.title) if part)


def _lettering(position: schema.Position) -> list[tuple[str, str]]:
    """Return the lines of a box with what each is."""
    number = _("No. %(number)s") % {"number": position.position_number} if position.position_number else ""
    fte = _("%(fte)s FTE") % {"fte": position.fte} if position.fte is not None else ""
    said = {
        "name": (position.name or _("Vacant"), 3),
        "title": (position.title or "", 4),
        "detail": (" · ".join(part for part in (number, fte) if part), 2),
    }
    inside = WIDTH - 2 * PADDING
    return [(line, role) for role, (text, most) in said.items() for line in wrap(text, inside, SIZES[role], most)]


def _height(position: schema.Position) -> float:
    return len(_lettering(position)) * LINE_HEIGHT + 2 * PADDING


def _box(position: schema.Position, x: float, y: float, height: float) -> Box:
    first = y + PADDING + LINE_HEIGHT - 5
    lines = [
        Lettering(text, role, x + WIDTH / 2, first + index * LINE_HEIGHT)
        for index, (text, role) in enumerate(_lettering(position))
    ]
    return Box(position.id, x, y, WIDTH, height, tuple(lines), not position.name)


def _shelves(blocks: list[_Block], room: float) -> tuple[list[_Block], float, float]:
    """Put the trees side by side, beginning a new shelf where the paper ends."""
    placed: list[_Block] = []
    x = y = tallest = width = 0.0
    for block in blocks:
        if x and x + block.width > room:
            x, y, tallest = 0.0, y + tallest + DROP, 0.0
        placed.append(block.at(x + EDGE, y + EDGE))
        width = max(width, x + block.width)
        tallest = max(tallest, block.height)
        x += block.width + GAP
    return placed, width, y + tallest


def _tree(root: Tree, room: float) -> _Block:
    """Lay out a tree: side by side if it fits, else with its reports as hanging lists, beside each other or in columns."""
    further = [each for each in root.reports if each.reports]
    if root.depth <= DEEPEST_BESIDE:
        beside = _beside(root, [_tree(each, inf) for each in further])
        if beside.width <= room:
            return beside
    if len(further) == 1 and root.depth <= DEEPEST_BESIDE:
        others = _beside(root, []).width + GAP if len(root.reports) > 1 else 0
        alone = _beside(root, [_tree(further[0], room - others)])
        if alone.width <= room:
            return alone
    hung = _beside(root, [_under(each, [_column(each.reports)]) for each in further])
    return hung if hung.width <= room else _in_columns(root, room)


def _beside(root: Tree, blocks: list[_Block]) -> _Block:
    """Draw `root` over the blocks of those reports that have reports, the other reports among them or in columns."""
    leaves = [each for each in root.reports if not each.reports]
    if len(leaves) > MOST_BESIDE:
        return _under(root, [*blocks, *map(_column, _shared_out(leaves, -(-len(leaves) // LONGEST_COLUMN)))])
    others = iter(blocks)
    ordered = [next(others, None) if each.reports else _under(each, []) for each in root.reports]
    return _under(root, [block for block in ordered if block])


def _in_columns(root: Tree, room: float) -> _Block:
    """Hang all reports in as many columns as fit, of about the same height."""
    for columns in range(min(len(root.reports), int(room // WIDTH)), 1, -1):
        block = _under(root, [_column(part) for part in _shared_out(root.reports, columns)])
        if block.width <= room:
            return block
    return _under(root, [_column(root.reports)])


def _shared_out(reports: list[Tree], columns: int) -> list[list[Tree]]:
    """Cut a list of trees, in order, into at most so many parts of about the same height."""
    total = sum(each.size for each in reports)
    parts: list[list[Tree]] = [[] for _column in range(columns)]
    before = 0
    for each in reports:
        parts[int((before + each.size / 2) * columns / total)].append(each)
        before += each.size
    return [part for part in parts if part]


def _under(root: Tree, blocks: list[_Block]) -> _Block:
    """Draw `root` over blocks that stand side by side, and the lines between: centred, or at the left of a single list."""
    hangs = len(blocks) == 1 and blocks[0].hangs
    placed, x = [], 0.0
    for block in blocks:
        placed.append(block.at(x, root.height + (LEADING if hangs else DROP)))
        x += block.width + GAP
    middle = (placed[0].heads[0] + placed[-1].heads[1]) / 2 if placed and not hangs else WIDTH / 2
    left = max(0.0, middle - WIDTH / 2)
    placed = [block.at(left + WIDTH / 2 - middle, 0) for block in placed]
    start, bus = left + WIDTH / 2, root.height + DROP / 2
    lines = []
    if hangs:
        bus = root.height
    elif placed:
        entries = [start, *(block.entry for block in placed)]
        lines += [Line(start, root.height, start, bus), Line(min(entries), bus, max(entries), bus)]
    top = root.height + (LEADING if hangs else DROP)
    for block in placed:
        lines += [Line(block.entry, bus, block.entry, top + block.reach), *block.lines]
    return _Block(
        width=max(left + WIDTH, x - GAP + left + WIDTH / 2 - middle),
        height=max((top + block.height for block in placed), default=root.height),
        boxes=[(root, left, 0.0), *(box for block in placed for box in block.boxes)],
        lines=[line for line in lines if (line.x1, line.y1) != (line.x2, line.y2)],
        heads=(left, left + WIDTH),
        entry=start,
    )


def _column(reports: list[Tree]) -> _Block:
    """Draw trees as one indented list, each level hanging on the line that comes down from its head."""
    boxes: list[tuple[Tree, float, float]] = []
    lines: list[Line] = []
    y = reach = right = 0.0
    bottoms: dict[int, float] = {}
    last: dict[int, float] = {}
    for top in reports:
        for tree, level in top.walk():
            x, middle = INDENT * (level + 1), y + tree.height / 2
            boxes.append((tree, x, y))
            lines.append(Line(x - INDENT + SPINE, middle, x, middle))
            if level == 0:
                reach = middle
            else:
                # The line goes on from the report above, or starts at the head's lower edge.
                lines.append(Line(x - INDENT + SPINE, last.get(level, bottoms[level - 1]), x - INDENT + SPINE, middle))
            last = {each: at for each, at in last.items() if each < level} | {level: middle}
            bottoms[level] = y + tree.height
            right = max(right, x + WIDTH)
            y += tree.height + LEADING
    return _Block(right, y - LEADING, boxes, lines, (0.0, right), SPINE, reach, hangs=True)
