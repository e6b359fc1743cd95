"""What is filed, what is made of whole cycles, and the worker's tasks: to look at. The worker does it all."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from plans import models
from plans.admin.base import ReadOnly

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnly, DBTaskResultAdmin):
    """What the worker has done and has to do, as its package shows it."""


@admin.register(models.Filing)
class FilingAdmin(ReadOnly, admin.ModelAdmin):
    """Approved plans on their way to the archive folder; those with a problem say which."""

    list_display = ["submission", "state", "attempts", "next_try", "problem", "filed_at"]
    list_filter = ["state", "submission__plan__cycle"]
    list_select_related = ["submission__plan__department", "submission__plan__cycle"]
    search_fields = ["submission__plan__department__name", "problem"]
    fields = ["submission", "state", "attempts", "next_try", "problem", "folder", "filed_at", "sums"]
    readonly_fields = fields

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        """Leave the documents where they are."""
        return super().get_queryset(request).defer("submission__document")

    @admin.display(description=_("files and their SHA-256"))
    def sums(self, filing: models.Filing) -> SafeString:
        """Each file on a line."""
        return format_html_join(
            "", "<div>{}<br><code>{}</code></div>", ((f["name"], f["sha256"]) for f in filing.files)
        )


@admin.register(models.CycleExport)
class CycleExportAdmin(ReadOnly, admin.ModelAdmin):
    """Whole cycles as one file; the file itself is on its page."""

    list_display = ["cycle", "kind", "person", "state", "done", "total", "created_at", "finished_at"]
    list_filter = ["state", "kind", "cycle"]
    list_select_related = ["cycle", "person"]
    search_fields = ["person__name", "person__email"]
    fields = [
        "cycle",
        "kind",
        "person",
        "state",
        "attempts",
        "done",
        "total",
        "size",
        "sha256",
        "problem",
        "created_at",
        "finished_at",
    ]
