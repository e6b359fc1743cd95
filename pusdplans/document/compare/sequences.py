"""How one sequence becomes another: which stretches stay, which are replaced, and which things of a list were moved."""

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

# The most pairs that are weighed at once (a bit each): two texts of about 4,000 words that share neither head nor tail.
MOST_PAIRS = 64_000_000


class Stretch(NamedTuple):
    """`old[before]` and `new[after]`: the same where `is_same`, else the one was replaced by the other."""

    is_same: bool
    before: slice
    after: slice


def stretches(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Stretch]:
    """Return how `old` becomes `new`, in order: what stays and what is replaced, by turns, with the fewest replaced.

    Where more than MOST_PAIRS would be weighed, all between a common head and tail counts as replaced.
    """
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    end, other_end = len(old) - tail, len(new) - tail
    found = [Stretch(True, slice(0, head), slice(0, head))] if head else []
    found += _between(old, new, slice(head, end), slice(head, other_end))
    if tail:
        found.append(Stretch(True, slice(end, len(old)), slice(other_end, len(new))))
    return found


def _shared(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(old: Sequence[Hashable], new: Sequence[Hashable], before: slice, after: slice) -> Iterator[Stretch]:
    ours, theirs = old[before], new[after]
    if not ours and not theirs:
        return
    if not ours or not theirs or len(ours) * len(theirs) > MOST_PAIRS:
        yield Stretch(False, before, after)
        return
    # Numbered, since the library tells things apart by their hashes alone.
    numbers: dict[Hashable, int] = {}
    first, second = ([numbers.setdefault(each, len(numbers)) for each in side] for side in (ours, theirs))
    start: tuple[int, int] | None = None
    for code in Indel.opcodes(first, second):
        if code.tag != "equal":
            start = start or (code.src_start, code.dest_start)
            continue
        if start:
            yield _stretch(False, before, after, start, (code.src_start, code.dest_start))
            start = None
        yield _stretch(True, before, after, (code.src_start, code.dest_start), (code.src_end, code.dest_end))
    if start:
        yield _stretch(False, before, after, start, (len(first), len(second)))


def _stretch(is_same: bool, before: slice, after: slice, start: tuple[int, int], end: tuple[int, int]) -> Stretch:
    old = slice(before.start + start[0], before.start + end[0])
    new = slice(after.start + start[1], after.start + end[1])
    return Stretch(is_same, old, new)


def out_of_order(places: Sequence[int]) -> set[int]:
    """Return the fewest indexes whose removal leaves `places` rising: all but its longest rising run.

    Places that an insertion or a removal only shifted rise as before, so that none of them counts as moved.
    """
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(ends_at[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        ends_at[length : length + 1] = [index]
    staying = set()
    each = ends_at[-1] if ends_at else -1
    while each >= 0:
        staying.add(each)
        each = before[each]
    return set(range(len(places))) - staying
