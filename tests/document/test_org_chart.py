"""The organizational chart: every position once, nothing overlaps, lines lead from heads to reports."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusdplans.document import org_chart, schema
from pusdplans.document.lettering import width_of, wrap
from tests.faults.lengths import times

SPACE = UUID(int=0)
NOWHERE = uuid5(SPACE, "nowhere")


def roster(*heads: int | None, **values: Any) -> tuple[schema.Position, ...]:
    """Make positions; each head is the index of the position it reports to."""
    ids = [uuid5(SPACE, str(index)) for index in range(len(heads))]
    return tuple(
        schema.Position.model_construct(
            **{
                "id": ids[index],
                "name": f"Person {index}",
                "title": "Coordinator",
                "position_number": str(1000 + index),
            }
            | {"fte": Decimal("1.00"), "reports_to": None if head is None else ids[head]}
            | values
        )
        for index, head in enumerate(heads)
    )


@st.composite
def forests(draw: Any) -> tuple[schema.Position, ...]:
    """Any forest of up to 100 positions, in any order, with names and titles of any length."""
    heads = [
        draw(st.one_of(st.none(), st.integers(0, index - 1))) if index else None
        for index in range(draw(st.integers(1, 100)))
    ]
    words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60)
    positions = roster(*heads)
    some = [
        each.model_copy(update={"name": draw(words) or None, "title": draw(words) or None}) for each in positions[:5]
    ]
    return tuple(draw(st.permutations([*some, *positions[5:]])))


def overlaps(one: org_chart.Box, other: org_chart.Box) -> bool:
    """Whether two boxes share any ground."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not beside and one.y < other.y + other.height and other.y < one.y + one.height


def check(positions: tuple[schema.Position, ...]) -> org_chart.Chart:
    """Assert what holds for every chart, and return it."""
    chart = org_chart.layout(positions)
    boxes = {box.id: box for box in chart.boxes}
    assert sorted(box.id for box in chart.boxes) == sorted(each.id for each in positions)
    assert sorted(each.position.id for each in chart.entries) == sorted(each.id for each in positions)
    listed = list(boxes.values())
    assert [(a, b) for i, a in enumerate(listed) for b in listed[:i] if overlaps(a, b)] == []
    assert [box for box in listed if box.x < 0 or box.x + box.width > chart.width] == []
    assert [box for box in listed if box.y < 0 or box.y + box.height > chart.height] == []
    assert [line for line in chart.lines if line.x1 != line.x2 and line.y1 != line.y2] == []
    return chart


def connected(chart: org_chart.Chart) -> set[tuple[UUID, UUID]]:
    """Return (head, report) pairs that lines join: from each box's lower edge along lines to the upper or left edge of
    others."""
    found = set()
    for box in chart.boxes:
        reached, waiting = set(), [line for line in chart.lines if starts_below(line, box)]
        while waiting:
            line = waiting.pop()
            if line in reached:
                continue
            reached.add(line)
            waiting += [other for other in chart.lines if other not in reached and goes_on(line, other)]
        for other in chart.boxes:
            if other.id != box.id and any(ends_at(line, other) for line in reached):
                found.add((box.id, other.id))
    return found


def starts_below(line: org_chart.Line, box: org_chart.Box) -> bool:
    """Whether an upright line begins at the box's lower edge."""
    return line.y1 == box.y + box.height and box.x < line.x1 < box.x + box.width and line.x1 == line.x2


def ends_at(line: org_chart.Line, box: org_chart.Box) -> bool:
    """Whether a line ends at the box's upper edge or its left one."""
    from_above = line.y2 == box.y and box.x <= line.x2 <= box.x + box.width
    from_left = line.x2 == box.x and box.y <= line.y2 <= box.y + box.height
    return from_above or from_left


def goes_on(line: org_chart.Line, other: org_chart.Line) -> bool:
    """Whether `other` begins on `line`, or is the level line that `line` comes down to."""
    begins = line.x1 <= other.x1 <= line.x2 and line.y1 <= other.y1 <= line.y2
    level = other.y1 == other.y2 == line.y2 and other.x1 <= line.x2 <= other.x2
    return begins or level


@settings(max_examples=times(25, 60), deadline=None)
@given(forests())
def test_any_roster_is_drawn_once_and_nothing_overlaps(positions: tuple[schema.Position, ...]) -> None:
    chart = check(positions)
    boxes = {box.id: box for box in chart.boxes}
    for each in positions:
        if each.reports_to:
            head = boxes[each.reports_to]
            assert head.y + head.height < boxes[each.id].y
    assert connected(chart) == {(each.reports_to, each.id) for each in positions if each.reports_to}
    assert org_chart.layout(positions) == chart


@settings(max_examples=times(40, 100), deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 19)), min_size=20, max_size=20))
def test_loops_and_heads_that_are_not_there_lose_nobody(heads: list[int | None]) -> None:
    positions = roster(*heads)
    check((positions[0].model_copy(update={"reports_to": NOWHERE}), *positions[1:]))


def test_few_reports_stand_side_by_side_under_the_middle_of_their_head() -> None:
    chart = check(roster(None, 0, 0, 0))
    head, *reports = chart.boxes
    assert len({box.y for box in reports}) == 1
    assert head.x + head.width / 2 == (reports[0].x + reports[-1].x + reports[-1].width) / 2


def test_many_reports_hang_in_one_list_under_their_head() -> None:
    head, *reports = check(roster(None, *[0] * 6)).boxes
    assert len({box.x for box in reports}) == 1
    assert head.x < reports[0].x


@pytest.mark.parametrize(("size", "tallest"), [(25, 1400), (80, 2600)])
def test_a_department_fits_the_width_of_the_paper(size: int, tallest: int) -> None:
    heads = [None, *[0] * 6, *[1 + index % 6 for index in range(size - 7)]]
    chart = check(roster(*heads))
    assert (chart.width <= org_chart.PAPER, chart.height <= tallest) == (True, True)


def test_a_roster_without_heads_fills_the_paper_row_by_row() -> None:
    chart = check(roster(*[None] * 10))
    assert [len({box.x for box in chart.boxes}), len({box.y for box in chart.boxes})] == [4, 3]


def test_a_very_deep_roster_is_drawn() -> None:
    chart = org_chart.layout(roster(None, *range(1500)))
    assert (len(chart.boxes), chart.entries[-1].level) == (1501, 1500)


def test_totals_count_filled_and_vacant_positions() -> None:
    filled, vacant, unsaid = roster(None, 0, 0)
    vacant = vacant.model_copy(update={"name": None, "fte": Decimal("0.50")})
    unsaid = unsaid.model_copy(update={"fte": None})
    chart = org_chart.layout((filled, vacant, unsaid))
    assert (chart.fte, chart.vacant_fte, chart.vacancies, chart.filled) == (Decimal("1.50"), Decimal("0.50"), 1, 2)
    assert [box.is_vacant for box in chart.boxes] == [False, True, False]
    assert [line.text for line in chart.boxes[1].lines] == ["Vacant", "Coordinator", "No. 1001 · 0.50 FTE"]
    assert [(each.level, each.head) for each in chart.entries] == [
        (0, ""),
        (1, "Person 0"),
        (1, "Person 0"),
    ]


def test_nothing_is_an_empty_chart() -> None:
    chart = org_chart.layout(())
    assert (chart.boxes, chart.lines, chart.entries, chart.fte) == ((), (), (), Decimal("0.00"))


@given(st.text(max_size=200), st.integers(1, 4))
def test_lines_of_text_stay_within_their_width(text: str, most: int) -> None:
    lines = wrap(text.replace("<", ""), 176, 14, most)
    assert len(lines) <= most
    assert [line for line in lines if width_of(line, 14) > 176] == []


def test_long_words_are_broken_and_long_texts_cut() -> None:
    assert wrap("Assistant  Superintendent", 120, 14) == ("Assistant", "Superintendent")
    assert wrap("W" * 20, 176, 14) == ("W" * 11, "W" * 9)
    assert wrap("one two three", 40, 14, most=1) == ("one…",)
    assert wrap("", 176, 14) == ()
