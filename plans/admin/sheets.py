"""Sheets as files: what looks like a formula to Excel or LibreOffice goes out as text, and comes in again as it was.

A file that comes in is judged by its content before anything of it is kept.
"""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportMixin
from import_export.formats import base_formats
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import CacheStorage
from tablib import Dataset

from plans.attachments import was_too_large
from plans.file_kinds import Refused, size_words
from plans.sheet_files import read_csv, read_workbook

_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")  # the last four are the full-width signs
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def as_text(cell: Any) -> Any:
    """Return a cell with an apostrophe before what a spreadsheet would work out; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_LIVE) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def as_written(cell: Any) -> Any:
    """Return a cell as it was before `as_text`."""
    if isinstance(cell, str) and cell.startswith("'") and as_text(cell[1:]) == cell:
        return cell[1:]
    return cell


def _each(dataset: Dataset, change: Any) -> Dataset:
    return Dataset(*([change(cell) for cell in row] for row in dataset), headers=dataset.headers)


class InertCells(base_formats.TablibFormat):
    """A format whose cells are texts and numbers, never formulas; `reader` reads one from a file's bytes."""

    reader: Callable[[bytes], Dataset]

    def export_data(self, dataset: Dataset, **kwargs: Any) -> Any:
        """Write the sheet."""
        return super().export_data(_each(dataset, as_text), **kwargs)

    def create_dataset(self, in_stream: bytes | None, **kwargs: Any) -> Dataset:
        """Read a sheet. Raises Refused."""
        if in_stream is None:
            raise Refused(_("This sheet does not wait for your answer any more: choose it again."))
        return _each(type(self).reader(in_stream), as_written)


class CSV(InertCells, base_formats.CSV):
    """A CSV file."""

    reader = staticmethod(read_csv)


class XLSX(InertCells, base_formats.XLSX):
    """An Excel file."""

    reader = staticmethod(read_workbook)


class SheetForm(ImportForm):
    """The file to take in; what is refused is said in a sentence beside the field, before anything of it is kept."""

    import_file = forms.FileField(label=gettext_lazy("File to import"), allow_empty_file=True)

    def __init__(self, formats: list[type], resources: list[type], **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.kinds, self.resource = formats, resources[0]

    def clean(self) -> dict[str, Any]:
        """Read the sheet, and look for the columns that say which row a line is."""
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        try:
            sheet = self.kinds[int(values["format"])]().create_dataset(values["import_file"].read())
        except Refused as refused:
            self.add_error("import_file", str(refused))
            return values
        values["import_file"].seek(0)
        needed = [self.resource.fields[name].column_name for name in self.resource._meta.import_id_fields]
        if missing := [name for name in needed if name not in sheet.headers]:
            sentence = _("This sheet lacks the column “%(name)s”: export the table, fill that in, then choose it.")
            self.add_error("import_file", sentence % {"name": missing[0]})
        return values


class ConfirmForm(ConfirmImportForm):
    """What a person agreed to: the sheet that waits under a name nobody can guess, in one of our formats."""

    format = forms.ChoiceField(choices=[("0", "csv"), ("1", "xlsx")], widget=forms.HiddenInput())
    resource = forms.ChoiceField(choices=[("0", "0")], widget=forms.HiddenInput(), required=False)


class TakesSheets(ImportMixin):
    """A table that takes sheets in. One waits for the person's answer where every web process finds it."""

    formats = [CSV, XLSX]
    import_form_class, confirm_form_class = SheetForm, ConfirmForm
    tmp_storage_class = CacheStorage
    import_error_display = ("message",)

    def create_import_form(self, request: HttpRequest) -> Any:
        """Return the form; a file above the limit was dropped as it came in, and that is said."""
        form = super().create_import_form(request)
        if was_too_large(request):
            sentence = _("This file is larger than %(limit)s: divide the sheet, then choose each part.")
            limit = size_words(settings.ATTACHMENT_MAX_BYTES)
            form.errors["import_file"] = form.error_class([sentence % {"limit": limit}])
        return form

    def import_action(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Try a sheet; one with bad lines is not kept."""
        answer = super().import_action(request, **kwargs)
        name = getattr(request.FILES.get("import_file"), "tmp_storage_name", "")
        if name and "confirm_form" not in answer.context_data:
            CacheStorage(name=name).remove()
        return answer

    def process_import(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Take the sheet in that waited."""
        try:
            return super().process_import(request, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("admin:{}_{}_import".format(*self.get_model_info()))
