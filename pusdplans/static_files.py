"""Styles and scripts as the web process serves them, also while a release rolls over several processes."""

import re

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware

# What collectstatic writes into a name: the beginning of the content's sum.
SUM = re.compile(r"\.[0-9a-f]{12}(?=\.[^./]+$)")


class OfAnyRelease(WhiteNoiseMiddleware):
    """Serves what another release calls by its content's sum as ours of the same name, to be kept for a minute only.

    A page comes from one process and its styles from another, which may be a release apart for some seconds.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = SUM.sub("", request.path_info)
        if request.path_info not in self.files and ours in self.files:
            return self.serve(self.files[ours], request)
        return super().__call__(request)
