"""The styles of the Word form: heading styles that look as the paper's labels, and one style for each mark."""

from functools import cache

from pusdplans.document import word_form as form

_BOLD, _ITALIC = "<w:b/>", "<w:i/>"
_CENTER = '<w:jc w:val="center"/>'


def _spacing(before: int = 0, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _paragraph_style(
    key: str, name: str, paragraph: str = "", characters: str = "", *, based_on: str = "Normal"
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"{_custom(key)}><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{characters}</w:rPr></w:style>'
    )


def _custom(key: str) -> str:
    return ' w:customStyle="1"' if key.startswith("Plan") else ""


def _name(key: str) -> str:
    """Return "Plan Metric" for "PlanMetric"."""
    return "".join(f" {each}" if each.isupper() and place else each for place, each in enumerate(key))


# What looks otherwise than the text of a cell: (paragraph properties, character properties).
_LOOKS = {
    "PlanDistrict": (f"<w:keepNext/>{_spacing(after=120)}{_CENTER}", f"{_BOLD}<w:caps/>{_size(26)}"),
    "PlanHelp": (_spacing(after=60), _ITALIC),
    "PlanLinking": (_spacing(before=200, after=160), ""),
    "PlanGap": (_spacing(), _size(12)),
    "PlanColumn": (_spacing(), f"{_BOLD}{_size(16)}"),
    form.CELL: (_spacing(), _size(16)),
    form.DEPARTMENT: (_spacing(after=60), f"{_BOLD}{_ITALIC}"),
    form.RETURN: (_spacing(before=160), _BOLD),
    form.FILED: (_spacing(), _BOLD),
    form.FILE: (_spacing(before=60), _size(16)),
    form.PLACE: (f"<w:keepNext/>{_spacing(before=120)}", _BOLD),
}
_PLAIN = (
    form.TEXT,
    form.ITEM,
    form.ITEM_PARAGRAPH,
    form.DIVISION,
    form.CLAUSE,
    form.PROSE,
    form.PURPOSE,
    form.SERVICE,
    form.CONTACT,
    form.REACH,
    form.NOTE,
    form.STATEMENT,
    form.OUTCOMES,
    form.AUDIENCE,
    form.FACT,
    form.METRIC,
    form.TARGET,
    form.ACTION,
    form.ANSWER,
    form.UNPLACED_TEXT,
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_DEFAULTS = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    f'{_size(20)}<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/>'
    '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="259" w:lineRule="auto"/></w:pPr>'
    "</w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
)


def _table_style(key: str, beside: int) -> str:
    """Return a style of tables with thin lines; `beside` is the room left and right of a cell's text, in twips."""
    room = (("top", 40), ("left", beside), ("bottom", 20), ("right", beside))
    margins = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in room)
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{key}"><w:name w:val="{_name(key)}"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )


_CHARACTERS = (
    f'<w:style w:type="character" w:customStyle="1" w:styleId="{form.LABEL}"><w:name w:val="{_name(form.LABEL)}"/>'
    f"<w:qFormat/><w:rPr>{_BOLD}</w:rPr></w:style>"
    f'<w:style w:type="character" w:customStyle="1" w:styleId="{form.BETWEEN}"><w:name w:val="{_name(form.BETWEEN)}"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/>'
    '<w:rPr><w:color w:val="0B4F9E"/><w:u w:val="single"/></w:rPr></w:style>'
)


@cache
def styles() -> str:
    """Return what is inside w:styles."""
    title = f"<w:keepNext/>{_spacing(after=120)}{_CENTER}"
    loud = f"{_BOLD}<w:caps/>{_size(26)}"
    footer = '<w:tabs><w:tab w:val="right" w:pos="8640"/></w:tabs>' + _spacing()
    return (
        _DEFAULTS
        + _paragraph_style("Title", "Title", title, loud)
        + _paragraph_style("Subtitle", "Subtitle", title, loud)
        + _paragraph_style("Heading1", "heading 1", title + '<w:outlineLvl w:val="0"/>', loud)
        + _paragraph_style(
            "Heading2", "heading 2", f'{_spacing(after=40)}<w:outlineLvl w:val="1"/>', f"{_BOLD}<w:caps/>"
        )
        + _paragraph_style("Header", "header", footer, _size(18))
        + _paragraph_style("Footer", "footer", footer, _size(18))
        + "".join(_paragraph_style(key, _name(key), *look) for key, look in _LOOKS.items())
        + "".join(_paragraph_style(key, _name(key), _spacing(after=60)) for key in _PLAIN)
        + _CHARACTERS
        + _table_style("PlanTable", 108)
        + _table_style("PlanInnerTable", 60)
    )
