"""What stands around the page: headers, footers, footnotes, endnotes and comments."""

from collections.abc import Iterator
from dataclasses import dataclass

from pusdplans.imports.word.blocks import Block
from pusdplans.imports.word.package import Package
from pusdplans.imports.word.styles import Styles, W
from pusdplans.imports.word.text import TextReader

_NAMES = {"footnote": "Footnote", "endnote": "Endnote", "comment": "Comment"}


@dataclass
class Story:
    """A text outside the page: its kind, the id by which the page names it, what it is called, and its blocks."""

    kind: str
    key: str
    name: str
    blocks: list[Block]


def stories(package: Package, styles: Styles) -> Iterator[Story]:
    """Yield all of them that hold a block."""
    for kind in ("header", "footer"):
        for part in sorted(set(package.related(package.main, kind))):
            root = package.xml(part)
            yield Story(kind, "", kind.capitalize(), TextReader(package, styles, part).blocks(root))
    for kind, name in _NAMES.items():
        for part in package.related(package.main, f"{kind}s"):
            reader = TextReader(package, styles, part)
            for each in package.xml(part).iterfind(W + kind):
                if each.get(W + "type") in ("separator", "continuationSeparator", "continuationNotice"):
                    continue
                author = (each.get(W + "author") or "").strip()
                called = f"{name} by {author}" if author else name
                yield Story(kind, each.get(W + "id") or "", called, reader.blocks(each))
