"""Sentences for a person's next page travel in a cookie of their own, named as strictly as the other cookies."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class InCookie(CookieStorage):
    """In a cookie that only this very host can have set."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class InCookieOrSession(FallbackStorage):
    """In the cookie, and what is too long for one in the session."""

    storage_classes = (InCookie, SessionStorage)
