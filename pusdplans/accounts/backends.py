"""How people sign in, and how each request finds who did."""

import functools
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model

from pusdplans.prepared import Prepared


class ByEmail(AuthenticationBackend):
    """Signs people in by e-mail and password; finds them again with a query that is composed once."""

    def get_user(self, user_id: int) -> Any:
        """Return the person of a session, or None if there is none, or none that may sign in."""
        person = _by_id().first(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


@functools.cache
def _by_id() -> Prepared:
    people: Any = get_user_model()
    return Prepared(people, lambda person: people.objects.filter(pk=person))
