"""Answers to requests that could not be read."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from plans.access import is_fragment

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class RefuseZeros:
    """Middleware: an address with a zero character is refused, whatever it asks.

    Nobody types one, PostgreSQL holds none, and the filters of Django admin would ask for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A zero character in the address")
        return self.get_response(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 with a sentence to what is too large, 400 to the rest."""
    if not isinstance(exception, TOO_LARGE):
        return defaults.bad_request(request, exception)
    if is_fragment(request):
        message = _("Not saved: this is too large to send. Your text is safe on this device; make it shorter.")
        return JsonResponse({"message": message}, status=413)
    return render(request, "413.html", status=413)
