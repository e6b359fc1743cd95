"""Every script that a template names gets the answer's nonce, also in the templates of the packages we use.

The nonce is written into a template's source when that is read, never into what was drawn: a script that came in with
somebody's words has none, and the browser refuses it.
"""

import re
from typing import Any

from django import template
from django.forms.widgets import Media
from django.template.loaders import app_directories, filesystem
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_SCRIPT = re.compile(r"<script\b(?![^>]*\bnonce=)", re.I)
_MEDIA = re.compile(r"\{\{\s*((?:\w+\.)*media(?:\.js)?)\s*\}\}")


def with_nonces(source: str) -> str:
    """Return a template's source in which each script, and each form's scripts, carries the request's nonce."""
    source = _SCRIPT.sub('<script nonce="{{ request.csp_nonce }}"', source)
    return _MEDIA.sub(r"{{ \1|naming_nonce:request.csp_nonce }}", source)


@register.filter
def naming_nonce(media: Any, nonce: Any) -> SafeString:
    """Draw a form's styles and scripts, the scripts with the nonce."""
    if not isinstance(media, Media):
        return conditional_escape(media)
    opening = format_html('<script nonce="{}"', nonce)
    drawn = "\n".join([*media.render_css(), *media.render_js()])
    return mark_safe(_SCRIPT.sub(lambda _match: opening, drawn))  # tags that Django drew from our own lists


class FromFolders(filesystem.Loader):
    """Our own templates."""

    def get_contents(self, origin: Any) -> str:
        """Return the template's source with nonces."""
        return with_nonces(super().get_contents(origin))


class FromApps(app_directories.Loader):
    """The templates of the packages."""

    def get_contents(self, origin: Any) -> str:
        """Return the template's source with nonces."""
        return with_nonces(super().get_contents(origin))
