"""Draws rows in templates, and the filters that row templates need; see `plans.rows.stencil`."""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any

from django import template
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from plans.rows.stencil import NUMBER, PAGE_VALUES, Blank, Hole, PageStencil, Stencil

register = template.Library()


@register.simple_tag(takes_context=True)
def draw_rows(context: Context, name: str, rows: Iterable[Any]) -> SafeString:
    """Draw all `rows` with the row template `name`."""
    if isinstance(rows, Hole):
        return rows.holding(lambda page: _stencil(page, name).fill)
    return _stencil(context, name).fill(rows)


@register.simple_tag(takes_context=True)
def origin(context: Context, row: Any, kind: str) -> Any:
    """Say where a row of a kind comes from, where the page has `origins(kind, row)` that knows; else nothing."""
    if isinstance(row, Blank):
        hole = row.hole(lambda each: each)
        hole.on_page = lambda page: partial(page["origins"], kind) if page.get("origins") else None
        return hole
    origins = context.get("origins")
    return origins(kind, row) if origins else ""


def _stencil(context: Context, name: str) -> PageStencil:
    # One stencil serves the whole page; the context's lowest layer lives as long as the page is drawn.
    stencils = context.dicts[0].setdefault("_stencils", {})
    if name not in stencils:
        stencils[name] = _blank_stencil(context, name).on_page(context)
    return stencils[name]


def _blank_stencil(context: Context, name: str) -> Stencil:
    """Return the stencil in the present language, kept with the template, so that it goes when that is read anew."""
    engine = context.template.engine  # type: ignore[union-attr]
    row_template = engine.get_template(name)
    kept = vars(row_template).setdefault("stencils", {})
    language = get_language()

    def draw(row: Blank, page: Blank) -> str:
        values = {each: page[each] for each in PAGE_VALUES}
        blanks = {**values, "row": row, "forloop": {"counter": row[NUMBER]}}
        return row_template.render(Context(blanks))

    if language not in kept:
        kept[language] = Stencil(draw)
    return kept[language]


class OnceNode(template.Node):
    """See `once`."""

    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes
        self.kept: dict[str | None, str] = {}

    def render(self, context: Context) -> SafeString:
        """Return what is kept in the present language, drawn without the page's values, so that none can stick."""
        language = get_language()
        if language not in self.kept:
            bare = Context({})
            bare.template = context.template
            bare.render_context = context.render_context
            self.kept[language] = self.nodes.render(bare)
        return mark_safe(self.kept[language])  # a template's output


@register.tag
def once(parser: template.base.Parser, token: template.base.Token) -> OnceNode:
    """Draw what differs by language only, once: `{% once %}…{% endonce %}` around words, static addresses and the like."""
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodes)


def waits(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter that can be given a hole, or a blank for the whole row: it is applied when the value is there."""

    @wraps(function)
    def filtered(value: Any, *args: Any) -> Any:
        if isinstance(value, Blank):
            return value.hole(lambda row: function(row, *args))
        if not isinstance(value, Hole):
            return function(value, *args)
        return value.blank.hole(
            lambda row: function(
                value.read(row), *(each.read(row) if isinstance(each, Hole) else each for each in args)
            )
        )

    return filtered


@register.filter
@waits
def iso(value: Any) -> str:
    """Write a date as date fields want it."""
    return value.isoformat() if value else ""


@register.filter
@waits
def selected(value: Any, choice: str) -> SafeString:
    """Mark the option of a select that has this value: true, false, or a word."""
    return mark_safe(" selected" if str(value).lower() == choice else "")


@register.filter
@waits
def rich(text: str | None) -> SafeString:
    """Show sanitised rich text; none is blank."""
    return mark_safe(text or "")


@register.filter
@waits
def rich_or(text: str, none: str) -> SafeString:
    """Show sanitised rich text, or the words that stand for none."""
    return mark_safe(text) if text else format_html('<p class="text-muted">{}</p>', none)


@register.filter
@waits
def options(choices: Iterable[Any], chosen: Any) -> SafeString:
    """Draw the options of a select from rows with a label, the one with the id `chosen` selected."""
    drawn = (
        f'<option value="{each.id}"{" selected" if each.id == chosen else ""}>{escape(each.label)}</option>'
        for each in choices
    )
    return mark_safe("".join(drawn))  # ids are UUIDs, labels are escaped
