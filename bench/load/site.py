"""The application as gunicorn serves it under load, with the bare save beside it that its saves are held against."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pusdplans.settings")

from django.conf import settings

settings.ROOT_URLCONF = "bench.urls"

from django.core.wsgi import get_wsgi_application  # noqa: E402  the addresses are set before

application = get_wsgi_application()
