"""allauth's forms, in the district's words."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class SetUpApp(ActivateTOTPForm):
    """The code that shows that the app has the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskey(AddWebAuthnForm):
    """A passkey with a name, and whether it signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("Like “My phone” or “School laptop”.")
        self.fields["passwordless"].label = _("Sign in with it alone, without the password")
        self.fields["passwordless"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Read what the browser sent. What is no passkey at all is said as any that does not fit."""
        try:
            return super().clean()
        except (ValueError, KeyError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
