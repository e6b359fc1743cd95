"""The file as a package of parts: what it is, how large it would become, and its XML, read so that nothing outside is touched.

Sizes come from the zip directory, before anything is unpacked. Nothing here resolves an entity or opens an address.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree

from pusdplans.imports.word import refusals
from pusdplans.imports.word.refusals import Refused

LARGEST_FILE = 30_000_000
LARGEST_UNPACKED = 120_000_000
LARGEST_TEXT = 4_000_000  # bytes of one part that is parsed; the real form's largest has 350,000
MOST_PARTS = 3000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "wordprocessingml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
_DECLARATIONS = [
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
]


@dataclass(frozen=True)
class Relation:
    """A link from one part to another, or to an address outside."""

    kind: str
    target: str
    external: bool


def check_kind(file: IO[bytes]) -> zipfile.ZipFile:
    """Return the opened zip of a .docx, judged by its first bytes and its directory alone. Raises Refused."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    start = file.read(8)
    if not size:
        raise Refused(refusals.EMPTY)
    if size > LARGEST_FILE:
        raise Refused(refusals.TOO_LARGE, megabytes=LARGEST_FILE // 1_000_000)
    if start == _OLE:
        raise Refused(refusals.ENCRYPTED if _has_encrypted_package(file) else refusals.OLD_WORD)
    if start.startswith(b"%PDF"):
        raise Refused(refusals.PDF)
    if not start.startswith(b"PK"):
        raise Refused(refusals.NOT_WORD)
    file.seek(0)
    try:
        unpacked = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as error:
        raise Refused(refusals.BROKEN) from error
    _check_directory(unpacked)
    return unpacked


def _has_encrypted_package(file: IO[bytes]) -> bool:
    """Whether an old-style container holds an encrypted new-style document; its directory names are UTF-16."""
    file.seek(0)
    mark = "EncryptedPackage".encode("utf-16-le")
    rest = b""
    while piece := file.read(1 << 20):
        if mark in rest + piece:
            return True
        rest = piece[-len(mark) :]
    return False


def _check_directory(unpacked: zipfile.ZipFile) -> None:
    entries = unpacked.infolist()
    names = {each.filename for each in entries}
    total = sum(each.file_size for each in entries)
    if total > LARGEST_UNPACKED or len(entries) > MOST_PARTS or len(names) < len(entries):
        raise Refused(refusals.BOMB, megabytes=total // 1_000_000)
    for each in entries:
        if each.file_size > LARGEST_TEXT and each.filename.endswith((".xml", ".rels")):
            raise Refused(refusals.BOMB, megabytes=total // 1_000_000)
    if any(each.flag_bits & 1 for each in entries):
        raise Refused(refusals.ENCRYPTED)
    if any(posixpath.basename(name).lower().startswith("vbaproject") for name in names):
        raise Refused(refusals.MACROS)
    if "[Content_Types].xml" not in names:
        is_open_document = "mimetype" in names and "content.xml" in names
        raise Refused(refusals.OPEN_DOCUMENT if is_open_document else refusals.NOT_WORD)


class Package:
    """The parts of a .docx by name, parsed when asked for."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = check_kind(file)
        self._types, self._defaults = self._content_types()
        self.main = self._main_part()

    def content_type(self, name: str) -> str:
        """Return what the package says a part is."""
        return self._types.get("/" + name.lower()) or self._defaults.get(name.rpartition(".")[2].lower(), "")

    def xml(self, name: str) -> Any:
        """Return the root of a part, None if there is no such part. Raises Refused."""
        try:
            content = self._zip.read(name)
        except KeyError:
            return None
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
            raise Refused(refusals.BROKEN) from error
        return parse(content)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._zip.NameToInfo

    def relations(self, name: str) -> dict[str, Relation]:
        """Return the links of a part, by their id."""
        folder, _slash, base = name.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, Relation] = {}
        for each in root if root is not None else ():
            target, external = each.get("Target") or "", each.get("TargetMode") == "External"
            if not external:
                target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[each.get("Id") or ""] = Relation((each.get("Type") or "").rpartition("/")[2], target, external)
        return found

    def related(self, name: str, kind: str) -> Iterator[str]:
        """Yield the names of the parts of this kind that a part links to."""
        for each in self.relations(name).values():
            if each.kind == kind and not each.external and self.has(each.target):
                yield each.target

    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        types: dict[str, str] = {}
        defaults: dict[str, str] = {}
        for each in self.xml("[Content_Types].xml"):
            value = each.get("ContentType") or ""
            if each.get("PartName"):
                types[each.get("PartName").lower()] = value
            elif each.get("Extension"):
                defaults[each.get("Extension").lower()] = value
        return types, defaults

    def _main_part(self) -> str:
        for name in self.related("", "officeDocument"):
            kind = self.content_type(name)
            if "macroEnabled" in kind:
                raise Refused(refusals.MACROS)
            if _MAIN in kind and kind.endswith(("document.main+xml", "template.main+xml")):
                return name
            raise Refused(refusals.OTHER_OFFICE if "officedocument" in kind else refusals.NOT_WORD)
        raise Refused(refusals.NOT_WORD)


def parse(content: bytes) -> Any:
    """Return the root of an XML part: no entities, no document type, nothing fetched. Raises Refused."""
    if any(mark in content for mark in _DECLARATIONS):
        raise Refused(refusals.ENTITIES)
    if _STRICT in content:
        for strict, transitional in _TRANSITIONAL.items():
            content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise Refused(refusals.BROKEN) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(refusals.ENTITIES)
    return root
