"""What styles and lists say about a paragraph: its level, whether it is numbered, how far it stands in, which runs are bold."""

from typing import Any

from pusdplans.imports.word.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_NO_LIST = "0"
DEEPEST = 8  # Word's lists have nine levels


def value(element: Any, *path: str) -> str | None:
    """Return the `w:val` at the end of a path of children, None where the path ends early."""
    for step in path:
        element = element.find(W + step) if element is not None else None
    return element.get(W + "val") if element is not None else None


def switched_on(properties: Any, name: str) -> bool | None:
    """Return whether a property such as bold is on, off, or (None) not spoken of."""
    found = properties.find(W + name) if properties is not None else None
    return None if found is None else (found.get(W + "val") or "1").lower() not in _OFF


def twips(properties: Any) -> int | None:
    """Return how far a paragraph's first line stands in, in twips, None where it is not said."""
    found = properties.find(W + "ind") if properties is not None else None
    if found is None:
        return None
    try:
        left = int(float(found.get(W + "left") or found.get(W + "start") or 0))
        return left + int(float(found.get(W + "firstLine") or 0))
    except ValueError:
        return None


class Styles:
    """The file's styles and numberings, looked up by id."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, Any] = {}
        for name in package.related(package.main, "styles"):
            for style in package.xml(name).iterfind(W + "style"):
                self._styles[style.get(W + "styleId") or ""] = style
        self._levels: dict[str, dict[int, Any]] = {}
        self._by_number: dict[str, str] = {}
        for name in package.related(package.main, "numbering"):
            self._read_numbering(package.xml(name))
        self._bold: dict[str, tuple[bool, bool]] = {}
        self._said: dict[str | None, tuple[str | None, str | None, int | None]] = {}

    def _read_numbering(self, root: Any) -> None:
        linked: dict[str, str] = {}
        for each in root.iterfind(W + "abstractNum"):
            key = each.get(W + "abstractNumId") or ""
            self._levels[key] = {
                int(level.get(W + "ilvl") or 0): level
                for level in each.iterfind(W + "lvl")
                if (level.get(W + "ilvl") or "0").isdigit()
            }
            if value(each, "styleLink"):
                linked[value(each, "styleLink") or ""] = key
        for each in root.iterfind(W + "abstractNum"):
            if value(each, "numStyleLink") in linked:
                self._levels[each.get(W + "abstractNumId") or ""] = self._levels[
                    linked[value(each, "numStyleLink") or ""]
                ]
        for each in root.iterfind(W + "num"):
            self._by_number[each.get(W + "numId") or ""] = value(each, "abstractNumId") or ""

    def _chain(self, style: str | None) -> list[Any]:
        found: list[Any] = []
        while style in self._styles and len(found) < 20:
            found.append(self._styles[style])
            style = value(found[-1], "basedOn")
        return found

    def list_of(self, properties: Any) -> tuple[str | None, int, bool, int | None]:
        """Return (list id, level, whether numbered, indent) of a paragraph; the id is None for text without a list."""
        number, level = value(properties, "numPr", "numId"), value(properties, "numPr", "ilvl")
        style = value(properties, "pStyle")
        if number is None:
            number, of_style, _indent = self._said_by(style)
            level = level or of_style
        depth = min(int(level), DEEPEST) if level and level.isdigit() else 0
        if number is None or number == _NO_LIST or number not in self._by_number:
            return None, 0, False, self._indent(properties, style)
        definition = self._levels.get(self._by_number[number], {}).get(depth)
        kind = value(definition, "numFmt") if definition is not None else "bullet"
        indent = self._indent(properties, style)
        if indent is None and definition is not None:
            indent = twips(definition.find(W + "pPr"))
        if kind == "none" and not (value(definition, "lvlText") or "").strip():
            return None, 0, False, indent
        return number, depth, kind not in ("bullet", None, "none"), indent

    def _said_by(self, style: str | None) -> tuple[str | None, str | None, int | None]:
        """Return (list id, level, indent) as a style says them or the one it is based on, looked up once for each style."""
        if style not in self._said:
            number = level = indent = None
            for each in self._chain(style):
                if number is None:
                    number = value(each, "pPr", "numPr", "numId")
                    level = level or value(each, "pPr", "numPr", "ilvl")
                    if number is not None:
                        level = level or self._level_of_style(number, style)
                indent = twips(each.find(W + "pPr")) if indent is None else indent
            self._said[style] = number, level, indent
        return self._said[style]

    def _level_of_style(self, number: str, style: str | None) -> str | None:
        """A list may say itself which style each of its levels belongs to."""
        for depth, level in self._levels.get(self._by_number.get(number, ""), {}).items():
            if value(level, "pStyle") == style:
                return str(depth)
        return None

    def _indent(self, properties: Any, style: str | None) -> int | None:
        found = twips(properties)
        return self._said_by(style)[2] if found is None else found

    def heading_of(self, properties: Any) -> int | None:
        """Return a paragraph's heading level, 0 for the title, None for text."""
        style = value(properties, "pStyle")
        name = ((value(self._styles[style], "name") if style in self._styles else style) or "").lower()
        if name == "title":
            return 0
        return int(name[-1]) if name.startswith("heading") and name[-1:].isdigit() else None

    def look_of(self, properties: Any) -> tuple[bool, bool]:
        """Return whether a run is bold and whether it is italic, said by itself or by its character style."""
        if properties is None:
            return False, False
        bold, italic = switched_on(properties, "b"), switched_on(properties, "i")
        style = value(properties, "rStyle")
        if style and (bold is None or italic is None):
            if style not in self._bold:
                self._bold[style] = self._look_of_style(style)
            bold = self._bold[style][0] if bold is None else bold
            italic = self._bold[style][1] if italic is None else italic
        return bool(bold), bool(italic)

    def _look_of_style(self, style: str) -> tuple[bool, bool]:
        looks: dict[str, bool] = {}
        for each in self._chain(style):
            for name in ("b", "i"):
                found = switched_on(each.find(W + "rPr"), name)
                if found is not None:
                    looks.setdefault(name, found)
        return looks.get("b", False), looks.get("i", False)
