"""What every page shows whoever asks: the district's name."""

from django.conf import settings
from django.http import HttpRequest


def district(request: HttpRequest) -> dict[str, str]:
    """Return the district's full and short name for the page head."""
    return {"district_name": settings.DISTRICT_NAME, "district_short_name": settings.DISTRICT_SHORT_NAME}
