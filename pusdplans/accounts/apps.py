"""People and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and how they sign in."""

    name = "pusdplans.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Have sign-ins written down."""
        from pusdplans.accounts.sign_in_log import listen

        listen()
