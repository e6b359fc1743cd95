"""Every address of the application, and one that fails."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from plans.access import PUBLIC, declares


@declares(PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    """Fail, as a view with a mistake would."""
    raise RuntimeError("as asked")


urlpatterns = [path("broken/", broken), path("", include("pusdplans.urls"))]
handler400 = "pusdplans.errors.bad_request"
