"""See the package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    """Registers the package's commands with Django, and announces that approved plans are filed here."""

    name = "pusdplans.archive"
    label = "archive"
    verbose_name = _("Archive")

    def ready(self) -> None:
        """Announce who files approved plans."""
        from plans import filing
        from pusdplans.archive import tasks

        filing.announce(tasks.file_submission.enqueue)
