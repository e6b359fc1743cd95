"""Puts the district's own admin in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class DistrictAdminConfig(AdminConfig):
    """Django admin, with its tables in the order a year needs them."""

    default_site = "pusdplans.admin.DistrictAdmin"
