"""Moves in an ordered list of rows with levels, as pure functions.

A list is given as its levels, first to last. A row's *block* is the row and the deeper ones right after it.
"""

from collections.abc import Sequence

from plans.models import DEEPEST_LEVEL


def block_end(levels: Sequence[int], index: int) -> int:
    """Return the index after the last row of the block that begins at `index`."""
    end = index + 1
    while end < len(levels) and levels[end] > levels[index]:
        end += 1
    return end


def moved(levels: Sequence[int], index: int, *, up: bool) -> list[int] | None:
    """Return the new order (old indexes) with the block at `index` past its neighbour, or None at the edge."""
    end = block_end(levels, index)
    if up:
        before = index - 1
        while before >= 0 and levels[before] > levels[index]:
            before -= 1
        if before < 0 or levels[before] < levels[index]:
            return None
        first, middle, last = before, index, end
    else:
        if end >= len(levels) or levels[end] < levels[index]:
            return None
        first, middle, last = index, end, block_end(levels, end)
    order = list(range(len(levels)))
    return order[:first] + order[middle:last] + order[first:middle] + order[last:]


def shifted(levels: Sequence[int], index: int, *, by: int) -> list[int] | None:
    """Return the levels with the block at `index` indented (by=1) or outdented (by=-1), or None where it cannot."""
    end = block_end(levels, index)
    above = levels[index - 1] if index else -1
    if levels[index] + by < 0 or levels[index] + by > above + 1 or max(levels[index:end]) + by > DEEPEST_LEVEL:
        return None
    return [level + by if index <= place < end else level for place, level in enumerate(levels)]


def settled(levels: Sequence[int]) -> list[int]:
    """Return levels in which no row is more than one step deeper than the one above it, none too deep."""
    result: list[int] = []
    for level in levels:
        deepest = result[-1] + 1 if result else 0
        result.append(max(0, min(level, deepest, DEEPEST_LEVEL)))
    return result
