"""Django's SQLite backend, but for how many values one statement may hold.

Django 5.2 still cuts statements at 999 values, SQLite's limit until 2020; then a large plan takes more statements than
a small one. Django 6 asks the connection, and this package can go.
"""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """SQLite 3.32 raised its own limit to this."""

    minimum_database_version = (3, 32)
    max_query_params = 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with those limits."""

    features_class = DatabaseFeatures
