"""Django admin of the district, its people, its years and its plans."""

from plans.admin import district, filing, mail, people, plan, rows  # noqa: F401
