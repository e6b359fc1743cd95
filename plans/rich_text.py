"""Text a person typed: the small HTML subset a plan may hold, and its cleaning on the way in.

Three kinds: *plain* (no markup), *inline* (strong, em, a, br: one line of an outline) and *rich* (paragraphs and lists
besides). Each cleaner is idempotent: cleaning what it returned gives the same text again.
"""

import re
from html import escape, unescape

import nh3

INLINE_TAGS = {"strong", "em", "a", "br"}
RICH_TAGS = INLINE_TAGS | {"p", "ul", "ol", "li"}
LINK_SCHEMES = {"http", "https", "mailto"}
# Said for all tags, or nh3 keeps `title` and `lang` on each of them.
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}

_ADDRESS = re.compile(r"https?://|mailto:", re.I)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(r"<(/?)([a-z]+)(?:[^>]*?href=\"([^\"]*)\")?[^>]*>|([^<]+)")
_SPACE = re.compile(r"[ \t\n\f]+")
_BLOCK = re.compile(r"<(?:p|ul|ol|li)>")
_PARAGRAPH_BREAK = re.compile(
    r"</(?:p|li|ul|ol|div|h[1-6])>\s*(?:<(?:ul|ol)[^>]*>\s*)*<(?:p|li|div|h[1-6])(?:\s[^>]*)?>", re.I
)


def clean_plain(text: str) -> str:
    """Return `text` without control characters (no database or XML file can hold them), with plain line ends, trimmed."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_inline(text: str) -> str:
    """Return one outline item's HTML: only strong, em, a and br stay; block breaks become br; blank becomes ''."""
    text = _PARAGRAPH_BREAK.sub("<br>", _named(clean_plain(text)).replace("\n", " "))
    return _settled(text, INLINE_TAGS).strip()


def clean_rich(text: str) -> str:
    """Return a field's HTML in the subset p, br, strong, em, a, ul, ol, li; text typed without tags gets paragraphs."""
    text = _settled(_named(clean_plain(text)), RICH_TAGS)
    if text and not _BLOCK.search(text):
        paragraphs = re.split(r"\n\s*\n", text)
        text = "".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())
        text = _settled(text, RICH_TAGS)
    return text


def to_plain(html: str) -> str:
    """Return the words of an HTML text as one line, for labels, sentences and search."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def to_lines(html: str) -> list[str]:
    """Return an HTML text of the subset as lines of plain text: list items with their marks, links with their address.

    Blank lines are left out; an empty list item keeps its mark, since the numbers after it count on it.
    """
    lines: list[str] = []
    lists: list[int | None] = []
    line, mark, address, before = "", "", "", 0
    for closing, tag, href, text in _TOKEN.findall(html):
        if text:
            line += unescape(_SPACE.sub(" ", text)) if line.strip() else unescape(_SPACE.sub(" ", text).lstrip(" \n"))
        elif tag == "a":
            if not closing:
                address, before = unescape(href), len(line)
            elif address and line[before:].strip() != address.removeprefix("mailto:"):
                line += f" ({address})"
        elif tag in ("br", "p", "ul", "ol", "li"):
            if mark and line == mark and tag == "p" and not closing:
                continue
            lines.append(line)
            if tag in ("ul", "ol"):
                lists = lists[:-1] if closing else [*lists, None if tag == "ul" else 0]
            mark = _margin(lists[:-1]) + _next_mark(lists) if tag == "li" and not closing else ""
            line = mark or _margin(lists)
    return [each.rstrip() for each in [*lines, line] if each.strip()]


def _margin(lists: list[int | None]) -> str:
    return "    " * len(lists)


def _next_mark(lists: list[int | None]) -> str:
    """Count one item of the innermost list and return what stands before it, as wide as a margin."""
    if not lists or lists[-1] is None:
        return "•   "
    lists[-1] += 1
    return f"{lists[-1]}.".ljust(3) + " "


def shorten(html: str, length: int = 60) -> str:
    """Return the first words of an HTML text, at most `length` characters, with an ellipsis where cut."""
    words = to_plain(html)
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + "…"


def as_paragraph(text: str) -> str:
    """Return plain text as one rich paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def _address(tag: str, attribute: str, value: str) -> str | None:
    """Keep where a link leads if that is a whole address: a part of one leads nowhere from a Word form or a PDF."""
    return value if _ADDRESS.match(value) else None


def _named(html: str) -> str:
    """Give bold and italic their meaning's names, as the subset has them."""
    html = re.sub(r"<(/?)b(\s[^>]*)?>", r"<\1strong>", html, flags=re.I)
    return re.sub(r"<(/?)i(\s[^>]*)?>", r"<\1em>", html, flags=re.I)


def _settled(html: str, tags: set[str]) -> str:
    """Sanitise until nothing changes: dropping a tag can leave markup that a second reading nests otherwise."""
    for _ in range(5):
        cleaned = nh3.clean(
            html,
            tags=tags,
            attributes=_ATTRIBUTES,
            attribute_filter=_address,
            url_schemes=LINK_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
        # What was written as a number ("&#31;") is a character now, and may be one that no file can hold.
        cleaned = _FORBIDDEN.sub("", cleaned)
        if cleaned == html:
            break
        html = cleaned
    return html.strip() if to_plain(html) else ""
