"""Which frameworks go on from one school year to the next."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from goals.models import Framework


def frameworks_in(year: int) -> QuerySet[Framework]:
    """Return the frameworks in force in the school year that begins in `year`, or in the one before it."""
    return Framework.objects.filter(
        Q(first_year=None) | Q(first_year__lte=year), Q(last_year=None) | Q(last_year__gte=year - 1)
    )


def is_in_force(framework: Framework, year: int) -> bool:
    """Whether a framework is in force in the school year that begins in `year`."""
    begun = framework.first_year is None or framework.first_year <= year
    return begun and (framework.last_year is None or framework.last_year >= year)


def continue_frameworks(year: int, chosen: Collection[int]) -> None:
    """Let the frameworks with the keys `chosen` go on in the school year that begins in `year`, and the others end before.

    One whose first year it would be is left as it is: it has no year before to end in.
    """
    for framework in frameworks_in(year):
        goes_on = framework.pk in chosen
        if goes_on != is_in_force(framework, year) and (goes_on or framework.first_year != year):
            framework.last_year = year if goes_on else year - 1
            framework.save(update_fields=["last_year"])
