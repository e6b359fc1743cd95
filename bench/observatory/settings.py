"""The application's settings, with one more address: a page that fails, since production has none."""

from pusdplans.settings import *  # noqa: F403

ROOT_URLCONF = "bench.observatory.urls"
