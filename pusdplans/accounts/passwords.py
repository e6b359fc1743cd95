"""Which passwords are refused besides Django's own: those made of words that everybody here would try first."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What this application is about and who works with it, whatever the district is called.
WORDS = ("admin", "annual", "budget", "department", "district", "education", "goal", "lead", "office", "password")
WORDS += ("plan", "planning", "reviewer", "school", "student", "superintendent", "teacher", "unified", "welcome")
LEAST_BESIDE = 6


class WordsOfThePlace:
    """Refuses a password that is little more than the district's names, words of its work, digits and signs.

    PASSWORD_WORDS adds what else people of this district would think of: its towns, streets, teams.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where fewer than `LEAST_BESIDE` letters are left when those words are taken out."""
        left = re.sub(r"[\W\d_]+", " ", password.casefold())
        for word in sorted(words_of_the_place(), key=len, reverse=True):
            left = left.replace(word, " ")
        if sum(map(str.isalpha, left)) < LEAST_BESIDE:
            here = {"district": settings.DISTRICT_SHORT_NAME}
            message = _(
                "This is made of words that many here would guess. Add words that have nothing to do with %(district)s."
            )
            raise ValidationError(message % here)

    def get_help_text(self) -> str:
        """Say what is refused, as Django's own rules do."""
        here = {"district": settings.DISTRICT_SHORT_NAME}
        return _("Your password can’t be made of words like “%(district)s”, “school” or “plan” alone.") % here


def words_of_the_place() -> set[str]:
    """Return the words in lower case: those of the district's names, its initials, of its work, and the setting's."""
    names = re.findall(r"\w+", f"{settings.DISTRICT_NAME} {settings.DISTRICT_SHORT_NAME}".casefold())
    initials = "".join(word[0] for word in re.findall(r"\w+", settings.DISTRICT_NAME.casefold()))
    return {word for word in (*names, initials, *WORDS, *map(str.casefold, settings.PASSWORD_WORDS)) if len(word) > 2}
