"""Mails on their way: to look at, and to send again what was refused or is in doubt."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plans import models, outbox
from plans.admin.base import ReadOnly


@admin.register(models.OutgoingMail)
class OutgoingMailAdmin(ReadOnly, admin.ModelAdmin):
    """The outbox, newest first."""

    list_display = ["subject", "person", "state", "made_at", "problem"]
    list_filter = ["state", "kind", "plan__cycle"]
    list_select_related = ["person"]
    search_fields = ["subject", "person__name", "person__email"]
    list_per_page = 50
    actions = ["send_again"]
    fields = [
        "person",
        "address",
        "subject",
        "words",
        "kind",
        "plan",
        "state",
        "made_at",
        "next_try",
        "sent_at",
        "attempts",
        "problem",
        "message_id",
        "reason",
    ]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("what it says"))
    def words(self, mail: models.OutgoingMail) -> SafeString:
        """The mail's sentences; they are forgotten after a time."""
        said = [mail.message, *mail.message.get("entries", ())]
        lines = [line for each in said for line in [*each.get("paragraphs", ()), each.get("quote", "")] if line]
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))

    @admin.action(description=gettext_lazy("Send again what was refused or is in doubt"))
    def send_again(self, request: HttpRequest, mails: Any) -> None:
        """Let those that were refused or are in doubt wait again."""
        count = outbox.send_again(mails)
        if count:
            text = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", count) % {
                "count": count
            }
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = _("None of these was refused or is in doubt: nothing is sent again.")
            self.message_user(request, text, messages.WARNING)
