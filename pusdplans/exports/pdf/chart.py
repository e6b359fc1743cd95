"""The organizational chart: boxes and lines as they are drawn, on the form or on paper of its own, and the same in words.

Laid out in pixels by `pusdplans.document.org_chart`, drawn in points: letters must not get too small to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusdplans.document.org_chart import Chart, Entry, layout
from pusdplans.document.schema import Position
from pusdplans.exports.pdf.budget import fte, table
from pusdplans.exports.pdf.rich import Block, pieces

# Points for a pixel: letters of 13 pixels are 9 points high at the most, and 6.5 at the least.
_SCALES = (0.7, 0.6, 0.5)
_SMALLEST = _SCALES[-1]
# Each box takes at least so many square pixels: laying out a large roster takes a while, and is not tried in vain.
_AREA = 200 * 60


@dataclass(frozen=True)
class _Paper:
    """Where a chart can be drawn. name: None for the form itself; width, height: the room on it, in points."""

    name: str | None
    width: float
    height: float


_FORM = _Paper(None, 480, 330)
# Letter and tabloid, lying on the side, without margins, heading and footer.
_PAPERS = (_Paper("us-letter", 676, 440), _Paper("us-tabloid", 1108, 620))


def chart(positions: tuple[Position, ...], title: str) -> tuple[list[Block], dict[str, Any] | None]:
    """Return what the form shows of the chart, and the pages that are attached where it needs paper of its own."""
    if not positions:
        return [], None
    drawn = _fitting(positions, _FORM)
    if drawn and not _is_cut(drawn[0]):
        return [_drawing(drawn, _in_words(drawn[0])), _summary(drawn[0])], None
    for paper in _PAPERS:
        drawn = _fitting(positions, paper)
        if drawn:
            return _attached(drawn, paper, title)
    # A department of hundreds: the paper is as large as its chart. It is read on a screen, or printed in parts.
    laid_out = layout(positions, _PAPERS[-1].width / _SMALLEST)
    return _attached(
        (laid_out, _SMALLEST), _Paper(None, laid_out.width * _SMALLEST, laid_out.height * _SMALLEST), title
    )


def _fitting(positions: tuple[Position, ...], paper: _Paper) -> tuple[Chart, float] | None:
    """Return the chart laid out for a paper and its scale, as large as it fits; None if it would be too small to read."""
    for scale in _SCALES:
        if len(positions) * _AREA * scale**2 > paper.width * paper.height:
            continue
        laid_out = layout(positions, paper.width / scale)
        if laid_out.width * scale <= paper.width and laid_out.height * scale <= paper.height:
            return laid_out, scale
    return None


def _is_cut(laid_out: Chart) -> bool:
    """Return whether a text is too long for its box: then it is read in the roster."""
    return any(line.text.endswith("…") for box in laid_out.boxes for line in box.lines)


def _attached(drawn: tuple[Chart, float], paper: _Paper, title: str) -> tuple[list[Block], dict[str, Any]]:
    alt = _("Organizational chart of {count}. The roster after it says the same in words.")
    pages = {
        "paper": paper.name,
        "width": paper.width,
        "height": paper.height,
        "title": title,
        "roster-title": _("Roster of the organizational chart"),
        "blocks": [_summary(drawn[0]), _drawing(drawn, alt.format(count=_counts(drawn[0])))],
        "roster": [_roster(drawn[0].entries)],
    }
    return [{"is": "see chart", "text": _("The chart is drawn on page"), "counts": _counts(drawn[0])}], pages


def _drawing(drawn: tuple[Chart, float], alt: str) -> Block:
    laid_out, scale = drawn
    return {
        "is": "chart",
        "alt": alt,
        "scale": scale,
        "width": laid_out.width,
        "height": laid_out.height,
        "lines": [[each.x1, each.y1, each.x2, each.y2] for each in laid_out.lines],
        "boxes": [
            {
                "x": box.x,
                "y": box.y,
                "width": box.width,
                "height": box.height,
                "vacant": box.is_vacant,
                "lines": [{"text": each.text, "role": each.role, "y": each.y - box.y} for each in box.lines],
            }
            for box in laid_out.boxes
        ],
    }


def _counts(laid_out: Chart) -> str:
    """Return "25 positions, 23.50 FTE, 2 of them vacant (1.50 FTE)"."""
    count = laid_out.filled + laid_out.vacancies
    words = ngettext("{count} position, {fte} FTE", "{count} positions, {fte} FTE", count)
    words = words.format(count=count, fte=fte(laid_out.fte))
    if laid_out.vacancies:
        vacant = _("{count} vacant ({fte} FTE)").format(count=laid_out.vacancies, fte=fte(laid_out.vacant_fte))
        words = f"{words}, {vacant}"
    return words


def _summary(laid_out: Chart) -> Block:
    return {"is": "facts", "runs": [pieces(_counts(laid_out))]}


def _in_words(laid_out: Chart) -> str:
    """Return a small chart as sentences, each position with its head."""
    sentences = [_("Organizational chart of {count}.").format(count=_counts(laid_out))]
    for entry in laid_out.entries:
        words = _("{position}, reports to {head}.") if entry.head else "{position}."
        sentences.append(words.format(position=", ".join(_said(entry.position)), head=entry.head))
    return " ".join(sentences)


def _said(position: Position) -> Iterator[str]:
    """Yield what is known of a position."""
    yield position.name or _("Vacant")
    if position.title:
        yield position.title
    if position.position_number:
        yield position.position_number
    if position.fte is not None:
        yield _("{fte} FTE").format(fte=fte(position.fte))


def _roster(entries: tuple[Entry, ...]) -> Block:
    """Return the roster in the chart's order, one row for each position."""
    heads = (_("Staff member"), _("Title"), _("Position number"), _("Reports to"), _("FTE"))
    rows = [
        [
            each.position.name or _("Vacant"),
            each.position.title,
            each.position.position_number,
            each.head,
            fte(each.position.fte),
        ]
        for each in entries
    ]
    return table(heads, rows, numbers=1, widest=(1, 3))
