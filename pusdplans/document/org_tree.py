"""A roster as trees: who stands under whom. A loop or a head that is not there is cut, so that nobody is lost."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pusdplans.document import schema


@dataclass
class Tree:
    """A position with those that report to it. depth: how many levels it has; size: how many positions."""

    position: schema.Position
    height: float
    reports: list["Tree"] = field(default_factory=list)
    depth: int = 1
    size: int = 1

    def walk(self) -> Iterator[tuple["Tree", int]]:
        """Go through the tree in reading order, with each one's level, 0 for this one."""
        waiting = [(self, 0)]
        while waiting:
            tree, level = waiting.pop()
            yield tree, level
            waiting += [(each, level + 1) for each in reversed(tree.reports)]


def trees(positions: tuple[schema.Position, ...], height: Callable[[schema.Position], float]) -> list[Tree]:
    """Return the trees of a roster in its order. Each position stands in exactly one of them."""
    every = [Tree(each, height(each)) for each in positions]
    known = {each.position.id for each in every} - {None}
    reports: dict[object, list[Tree]] = defaultdict(list)
    tops = []
    for tree in every:
        head = tree.position.reports_to
        if head in known and head != tree.position.id:
            reports[head].append(tree)
        else:
            tops.append(tree)
    reached: set[int] = set()
    roots = []
    # Whoever is in no tree yet after the tops stands in a loop: the first of each loop becomes a top too.
    for root in [*tops, *every]:
        if id(root) not in reached:
            _gather(root, reports, reached)
            roots.append(root)
    return roots


def _gather(root: Tree, reports: dict[object, list[Tree]], reached: set[int]) -> None:
    reached.add(id(root))
    order = [root]
    for tree in order:
        own = reports.get(tree.position.id, []) if tree.position.id else []
        tree.reports = [each for each in own if id(each) not in reached]
        reached.update(id(each) for each in tree.reports)
        order += tree.reports
    for tree in reversed(order):
        tree.depth = 1 + max((each.depth for each in tree.reports), default=0)
        tree.size = 1 + sum(each.size for each in tree.reports)
