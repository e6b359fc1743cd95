"""Django admin as an admin of the district looks for things: the year, the departments and the people come first."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

# Tables by their label; what is named nowhere stands behind the scenes, at the end.
GROUPS = (
    ("year", _("The year"), ("plans.planningcycle", "plans.reviewerassignment")),
    ("departments", _("Departments"), ("plans.division", "plans.department", "plans.succession")),
    ("people", _("People"), ("accounts.user", "plans.membership", "plans.outgoingmail")),
    ("frameworks", _("Plans of the district that goals are aligned to"), ("goals.framework", "goals.frameworkgoal")),
    (
        "plans",
        _("Department plans"),
        ("plans.plan", "plans.submission", "plans.decision", "plans.event", "plans.filing", "plans.cycleexport"),
    ),
    (
        "rows",
        _("What stands in the plans"),
        (
            "plans.contact",
            "plans.service",
            "goals.goal",
            "metrics.metric",
            "metrics.target",
            "metrics.measurement",
            "goals.action",
            "plans.position",
            "plans.budgetline",
        ),
    ),
)


class DistrictAdmin(admin.AdminSite):
    """The admin, its tables grouped by what they are for in place of the app they come from."""

    index_title = _("Run the year")

    def get_urls(self) -> list[Any]:
        """Add the page that opens the next year, before the table whose address it stands beneath."""
        from pusdplans.overview.opening import open_next_cycle

        page = path("plans/planningcycle/open/", self.admin_view(open_next_cycle), name="open_cycle")
        return [page, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the groups with their tables; those of one app, as Django has them, where one is asked for."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        tables = {table["model"]._meta.label_lower: table for app in apps for table in app["models"]}
        groups = [
            self._group(slug, name, [tables.pop(label) for label in labels if label in tables])
            for slug, name, labels in GROUPS
        ]
        return [group for group in [*groups, self._group("rest", _("Behind the scenes"), [*tables.values()])] if group]

    def _group(self, slug: str, name: Any, tables: list[dict[str, Any]]) -> dict[str, Any] | None:
        return (
            {"name": name, "app_label": slug, "app_url": "", "has_module_perms": True, "models": tables}
            if tables
            else None
        )
