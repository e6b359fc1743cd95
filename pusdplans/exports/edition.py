"""What stands on an exported plan beside its document, and what the formats are called."""

import datetime
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pusdplans.document.schema import PlanDocument
from pusdplans.exports.remarks import Remark

# Files are made one at a time in a process; the rest wait in their threads, of which a web process has more than enough.
# So a save that comes while many people export shares the processor with one of them at most.
_turn = threading.Lock()


@dataclass(frozen=True)
class Edition:
    """Which edition of a plan is written: the year's wording, the district, and how far the plan has come.

    prompts: the form's wording, as `plans.prompts.prompts_of` gives it. district: the district's full name.
    folder: the archive folder ("Department Plans 2020 - 2021"). status: the plan's status in words.
    version: the submission's number, None for a draft. approved_on: the local day of approval, if it is approved.
    remarks: what is said about the plan, for a Word file that is to carry it; no other format does.
    """

    prompts: Mapping[str, str]
    district: str
    folder: str
    status: str
    version: int | None = None
    approved_on: datetime.date | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether this is not (or not yet) what a department handed in."""
        return self.version is None


@dataclass(frozen=True)
class Format:
    """A format plans are exported to. Its module has `write(document, edition) -> bytes`, imported on first use."""

    extension: str
    name: str | Promise
    content_type: str
    module: str

    def write(self, document: PlanDocument, edition: Edition) -> bytes:
        """Return the file's content."""
        with _turn:
            return import_module(self.module).write(document, edition)


FORMATS: dict[str, Format] = {
    each.extension: each
    for each in (
        Format(
            "docx",
            _("Word"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "pusdplans.exports.word",
        ),
        Format("pdf", _("PDF"), "application/pdf", "pusdplans.exports.pdf"),
        Format(
            "xlsx",
            _("Excel"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pusdplans.exports.excel",
        ),
        Format("json", _("JSON"), "application/json", "pusdplans.exports.as_json"),
    )
}


def file_name(document: PlanDocument, edition: Edition, extension: str) -> str:
    """Return what the file is called: "Instructional Services 2020-21, version 2.docx"."""
    version = f"version {edition.version}" if edition.version else "draft"
    name = "".join(" " if each in '\\/:*?"<>|' or not each.isprintable() else each for each in document.department)
    return f"{' '.join(name.split())} {document.cycle}, {version}.{extension}"
