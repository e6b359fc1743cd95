"""Lay out drawings for templates, which only write them down."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from pusdplans.document import org_chart as chart
from pusdplans.document import schema
from pusdplans.document.connections_drawing import short

register = template.Library()


@register.simple_tag
def org_chart(positions: tuple[schema.Position, ...], room: float | str) -> chart.Chart:
    """Lay out the organizational chart of a roster in `room` pixels of width, the paper's unless a number is given."""
    return chart.layout(positions, room or chart.PAPER)


@register.filter
def column_name(prompts: dict[str, str], column: str) -> str:
    """Say a column of a goal's chain in the form's own words."""
    return _("Services and actions") if column == "work" else prompts[column]


@register.filter
def gap_in_short(kind: str) -> str:
    """Say a gap in two or three words."""
    return short(kind)


@register.filter
def upright(points: Any) -> str:
    """Write points as an SVG path of straight pieces: numbers as SVG wants them, whatever the language."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
