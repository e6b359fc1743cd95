"""The parts of a .docx around its text, put into one ZIP file that is the same bytes for the same text."""

import io
import zipfile
from collections.abc import Mapping

from pusdplans.exports.word.binder import Binder
from pusdplans.exports.word.markup import escape
from pusdplans.exports.word.styles import styles

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACES = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'

# Parts beside the text, and what each is to it.
_PARTS = ("styles", "numbering", "settings", "header", "footer")

# The parts that carry remarks, only there when there are some: a file without any stays the same bytes.
_REMARKS = {
    "comments": f"{_OFFICE}/comments",
    "commentsExtended": "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
}
_REMARK_NAMESPACES = (
    f'{_NAMESPACES} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14 w15"'
)

CONTENT_TYPES = (
    f'{_PROLOGUE}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    + "".join(f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{part}+xml"/>' for part in _PARTS)
    + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
RELATIONSHIPS = (
    f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
SETTINGS = (
    f"{_PROLOGUE}<w:settings {_NAMESPACES}>"
    '<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rIdheader"/>'
    '<w:footerReference w:type="default" r:id="rIdfooter"/><w:pgSz w:w="12240" w:h="15840"/>'
    '<w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" w:header="720" w:footer="720" w:gutter="0"/>'
    "</w:sectPr>"
)


def package(body: str, header: str, footer: str, binder: Binder, properties: Mapping[str, str]) -> bytes:
    """Return the file. `properties` are core properties by their element's name ("dc:title")."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONSHIPS,
        "docProps/core.xml": _core(properties),
        "word/document.xml": f"{_PROLOGUE}<w:document {_NAMESPACES}><w:body>{body}{_SECTION}</w:body></w:document>",
        "word/_rels/document.xml.rels": _document_relationships(binder),
        "word/styles.xml": f"{_PROLOGUE}<w:styles {_NAMESPACES}>{styles()}</w:styles>",
        "word/numbering.xml": f"{_PROLOGUE}<w:numbering {_NAMESPACES}>{binder.numbering()}</w:numbering>",
        "word/settings.xml": SETTINGS,
        "word/header.xml": f"{_PROLOGUE}<w:hdr {_NAMESPACES}>{header}</w:hdr>",
        "word/footer.xml": f"{_PROLOGUE}<w:ftr {_NAMESPACES}>{footer}</w:ftr>",
    }
    if not binder.remarks.is_empty:
        parts |= _remarks(binder)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            # A moment of its own would give each export another SHA-256.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _remarks(binder: Binder) -> dict[str, str]:
    """Return the parts that remarks need, with the two parts that name them."""
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{part}+xml"/>' for part in _REMARKS
    )
    comments, threads = binder.remarks.comments(), binder.remarks.threads()
    relations = "".join(
        f'<Relationship Id="rId{part}" Type="{kind}" Target="{part}.xml"/>' for part, kind in _REMARKS.items()
    )
    return {
        "[Content_Types].xml": CONTENT_TYPES.replace("</Types>", f"{overrides}</Types>"),
        "word/_rels/document.xml.rels": _document_relationships(binder).replace(
            "</Relationships>", f"{relations}</Relationships>"
        ),
        "word/comments.xml": f"{_PROLOGUE}<w:comments {_REMARK_NAMESPACES}>{comments}</w:comments>",
        "word/commentsExtended.xml": f"{_PROLOGUE}<w15:commentsEx {_REMARK_NAMESPACES}>{threads}</w15:commentsEx>",
    }


def _core(properties: Mapping[str, str]) -> str:
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in properties.items())
    return (
        f'{_PROLOGUE}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</cp:coreProperties>'
    )


def _document_relationships(binder: Binder) -> str:
    parts = "".join(f'<Relationship Id="rId{part}" Type="{_OFFICE}/{part}" Target="{part}.xml"/>' for part in _PARTS)
    return f'{_PROLOGUE}<Relationships xmlns="{_PACKAGE}/relationships">{parts}{binder.relationships()}</Relationships>'
