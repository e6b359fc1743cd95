"""See the package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Registers the package's command with Django, and announces that mails leave from here."""

    name = "pusdplans.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Announce who sends what waits in the outbox."""
        from plans import outbox
        from pusdplans.mail import tasks

        outbox.announce(tasks.send_mails.enqueue)
