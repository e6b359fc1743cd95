"""Which row of one document is which row of the other: by id, or, where a row has none, by place and likeness."""

from collections import defaultdict
from collections.abc import Hashable, Iterator

from plans.rich_text import to_plain
from pusdplans.document.compare.rows import COLUMNS, ONCE, Form, Row, Rows
from pusdplans.document.compare.sequences import out_of_order, stretches

# How much of their words two rows without ids share, of 1, to be one row that was changed; standing at the same place counts for some.
ALIKE, SAME_PLACE = 0.4, 0.2
# The most pairs of rows whose words are weighed against each other.
MOST_WEIGHED = 40_000


class Pairs:
    """The rows of two documents, paired."""

    def __init__(self, old: Rows, new: Rows) -> None:
        # Documents that share no id were not made from one another: one of them was read from a file.
        self.with_ids = not old.by_id.keys().isdisjoint(new.by_id)
        self.old_of: dict[Row, Row] = {}
        self.new_of: dict[Row, Row] = {}
        for kind in COLUMNS:
            for before, after in self._pairs(kind, old.by_kind[kind], new.by_kind[kind]):
                self.old_of[after] = before
                self.new_of[before] = after
        self.moved = set(self._moved(new))

    def _pairs(self, kind: str, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        if kind in ONCE:
            return zip(old, new, strict=True)
        if kind == "goal_actions":
            return self._headings(old, new)
        return self._by_id_or_likeness(old, new)

    def _headings(self, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        """Pair what heads a goal's actions as the goals themselves, which come before them."""
        places = {before.place: after.place for before, after in self.new_of.items() if before.kind == "goal"}
        return ((row, new[places[row.place] - 1]) for row in old if row.place in places)

    def _by_id_or_likeness(self, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        by_id = {row.id: row for row in old if row.id} if self.with_ids else {}
        found = [(by_id[row.id], row) for row in new if row.id in by_id]
        yield from found
        ours, theirs = {before for before, _after in found}, {after for _before, after in found}
        old = [row for row in old if row not in ours]
        new = [row for row in new if row not in theirs]
        if old and new and (not self.with_ids or any(row.id is None for row in (*old, *new))):
            yield from self._alike(old, new)

    def _alike(self, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        """Pair rows that say the same, in order and then wherever they stand, and then those that say nearly the same."""
        for find in (self._same_in_order, self._same_anywhere, self._nearly_the_same):
            found = [pair for pair in find(old, new) if self._may_be_one(*pair)]
            yield from found
            ours, theirs = {before for before, _after in found}, {after for _before, after in found}
            old = [row for row in old if row not in ours]
            new = [row for row in new if row not in theirs]

    def _may_be_one(self, before: Row, after: Row) -> bool:
        """Whether their ids do not say that they are two."""
        return not self.with_ids or before.id is None or after.id is None

    def _same_in_order(self, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        for each in stretches([row.likeness for row in old], [row.likeness for row in new]):
            if each.is_same:
                yield from zip(old[each.before], new[each.after], strict=True)

    def _same_anywhere(self, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        waiting: dict[Hashable, list[Row]] = defaultdict(list)
        for row in reversed(old):
            waiting[row.likeness].append(row)
        for row in new:
            if waiting[row.likeness]:
                yield waiting[row.likeness].pop(), row

    def _nearly_the_same(self, old: list[Row], new: list[Row]) -> Iterator[tuple[Row, Row]]:
        if len(old) * len(new) > MOST_WEIGHED:
            yield from ((one, other) for one, other in zip(old, new, strict=False) if one.title == other.title)
            return
        theirs = [_words(row) for row in new]
        weighed = []
        for i, before in enumerate(old):
            ours = _words(before)
            for j, after in enumerate(new):
                total = len(ours) + len(theirs[j])
                share = 2 * len(ours & theirs[j]) / total if total else 0.0
                weight = share + (SAME_PLACE if share and self._at_one_place(before, after) else 0.0)
                if weight >= ALIKE:
                    weighed.append((-weight, i, j))
        left, right = set(range(len(old))), set(range(len(new)))
        for _weight, i, j in sorted(weighed):
            if i in left and j in right:
                left.remove(i)
                right.remove(j)
                yield old[i], new[j]

    def _at_one_place(self, before: Row, after: Row) -> bool:
        return before.place == after.place and self.under_one(before, after)

    def under_one(self, before: Row, after: Row) -> bool:
        """Whether they stand under the same row, or both outermost."""
        if before.parent is None or after.parent is None:
            return before.parent is after.parent
        return self.old_of.get(after.parent) is before.parent

    def _moved(self, new: Rows) -> Iterator[Row]:
        """Yield the rows that changed their parent, or their order among those that stayed under it."""
        siblings: dict[tuple[str, Row | None], list[Row]] = defaultdict(list)
        for after, before in self.old_of.items():
            if self.under_one(before, after):
                siblings[after.kind, after.parent].append(after)
            else:
                yield after
        for rows in siblings.values():
            rows.sort(key=lambda row: row.place)
            for index in out_of_order([self.old_of[row].place for row in rows]):
                yield rows[index]


def _words(row: Row) -> set[str]:
    words: set[str] = set()
    for name, form in COLUMNS[row.kind].items():
        value = row.values[name]
        if value is not None and form in (Form.RICH, Form.PLAIN, Form.FACT):
            words.update((to_plain(value) if form == Form.RICH else str(value)).lower().split())
    return words
