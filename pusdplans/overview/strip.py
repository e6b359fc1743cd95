"""The picture of how far all plans are: a cell for each department, or for each division a bar, in units of the SVG."""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.models import Status
from pusdplans.overview.departments import Line
from pusdplans.overview.figures import Standing

COLUMNS, PITCH, CELL = 40, 20, 16
BAR_WIDTH, BAR_HEIGHT = 800, 20


@dataclass(frozen=True)
class Cell:
    """A department's place in the picture."""

    x: int
    y: int
    line: Line


@dataclass(frozen=True)
class Group:
    """The cells of the plans with one status, the late ones first."""

    status: Status
    cells: tuple[Cell, ...]

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(cell.line.is_late for cell in self.cells)

    @property
    def height(self) -> int:
        """The height of its drawing."""
        return -(-len(self.cells) // COLUMNS) * PITCH


@dataclass(frozen=True)
class Segment:
    """A piece of a division's bar: its plans with one status, late or not. `x` and `width` as an SVG wants them."""

    x: str
    width: str
    status: Status
    late: bool
    plans: int


@dataclass(frozen=True)
class Bar:
    """A division's plans: `plans` of them, `late` of those late."""

    division: int
    name: str
    segments: tuple[Segment, ...]

    @property
    def plans(self) -> int:
        """How many plans it has."""
        return sum(each.plans for each in self.segments)

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(each.plans for each in self.segments if each.late)


def groups(lines: Iterable[Line]) -> list[Group]:
    """Return the picture of some departments, a group for each status that occurs."""
    found = []
    by_status: dict[Status, list[Line]] = {status: [] for status in Status}
    for each in lines:
        by_status[each.status].append(each)
    for status, members in by_status.items():
        members.sort(key=lambda each: (-each.days_late, each.name))
        cells = (Cell(at % COLUMNS * PITCH, at // COLUMNS * PITCH, each) for at, each in enumerate(members))
        if members:
            found.append(Group(status, tuple(cells)))
    return found


def bars(standings: Iterable[Standing]) -> list[Bar]:
    """Return the picture of some divisions, each bar as long as its plans are many against the largest division."""
    by_division: dict[int, list[Standing]] = {}
    for each in standings:
        by_division.setdefault(each.division, []).append(each)
    most = max((sum(each.plans for each in members) for members in by_division.values()), default=1)
    order = list(Status)
    found = []
    for division, members in by_division.items():
        segments, x = [], 0.0
        for each in sorted(members, key=lambda each: (order.index(Status(each.status)), not each.late)):
            width = each.plans * BAR_WIDTH / most
            segments.append(Segment(f"{x:.2f}", f"{width:.2f}", Status(each.status), each.late, each.plans))
            x += width
        found.append(Bar(division, members[0].name, tuple(segments)))
    return sorted(found, key=lambda bar: bar.name)
