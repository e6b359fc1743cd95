"""People and sign-in."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and how they sign in."""

    name = "pusdplans.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Have sign-ins written down, and other sessions ended by a change of the second factor."""
        from pusdplans.accounts import second_factor, sign_in_log

        sign_in_log.listen()
        second_factor.listen()
