"""A person who signs in by e-mail, the invitation that brings them here, and their sessions."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes people; an e-mail address is kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person. Raises ValueError without an e-mail address; without a password none works."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an admin: someone who may do everything in Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail, upper and lower case alike."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone of the district: what they may do follows from memberships, reviewer assignments and `is_staff`."""

    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("Somebody has this e-mail address already.")}
    )
    name = models.CharField(_("name"), max_length=200)
    is_staff = models.BooleanField(_("admin"), default=False, help_text=_("Runs the year in Django admin."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Take this away instead of deleting a person: their history stays.")
    )
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message=_("Somebody has this e-mail address already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Keep the address in lower case, and somebody who can let people in."""
        super().clean()
        self.email = self.email.strip().lower()
        admins = User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True)
        if not (self.is_staff and self.is_active) and set(admins) == {self.pk}:
            raise ValidationError(
                _("%(person)s is the only admin: make somebody else one first."), params={"person": self}
            )

    def get_short_name(self) -> str:
        """Return the first name, as the page head shows it."""
        return self.name.split(" ")[0] if self.name else self.email

    def get_full_name(self) -> str:
        """Return the name as the form shows it."""
        return str(self)


class Invitation(models.Model):
    """A link, sent by mail, by which a person whom an admin has made chooses a password. It works once, for a while.

    The link itself is kept nowhere: it is this row's number and nonce, signed with the site's secret key.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("person")
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    nonce = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("invited"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.person}, {self.created_at:%Y-%m-%d}"


class Session(AbstractBaseSession):
    """Somebody's visit with one browser, from sign-in to sign-out; whoever is not signed in has one without a person."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions", verbose_name=_("person")
    )
    started_at = models.DateTimeField(_("since"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("last used"), default=timezone.now)

    @property
    def handle(self) -> str:
        """What a page names it by: the key itself would let whoever reads the page in."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Return what reads and writes these rows."""
        from pusdplans.accounts.sessions import SessionStore

        return SessionStore


class CacheEntry(models.Model):
    """A row of Django's cache in the database, by the columns it looks for: here it is made by a migration."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_entry"

    def __str__(self) -> str:
        return self.cache_key
