"""Answers to requests that could not be read."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from plans.access import is_fragment

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 with a sentence to what is too large, 400 to the rest."""
    if not isinstance(exception, TOO_LARGE):
        return defaults.bad_request(request, exception)
    if is_fragment(request):
        message = _("Not saved: this is too large to send. Your text is safe on this device; make it shorter.")
        return JsonResponse({"message": message}, status=413)
    return render(request, "413.html", status=413)
