"""All settings, read from the environment; production refuses to start without what it needs."""

import datetime
from pathlib import Path

import bootstrap_wrapper
import environ
import font_lato
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from pusdplans.accounts.providers import ORIGINS, configured, domains_of
from pusdplans.stores import store

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env("ENVIRONMENT", default="development")
if ENVIRONMENT not in {"development", "test", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT is “{ENVIRONMENT}”: it must be development, test or production.")
PRODUCTION = ENVIRONMENT == "production"
if PRODUCTION:
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not env(name, default="")]
    if missing:
        raise ImproperlyConfigured(f"Production needs these environment variables: {', '.join(missing)}.")

DEBUG = env.bool("DEBUG", default=ENVIRONMENT == "development")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must not be on in production: remove it from the environment.")
SECRET_KEY = env("SECRET_KEY", default="development-only-key-that-production-refuses-to-use")
# Keys of before: what was signed or kept with them is still read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

DISTRICT_NAME = env("DISTRICT_NAME", default="Pasadena Unified School District")
DISTRICT_SHORT_NAME = env("DISTRICT_SHORT_NAME", default="Pasadena Unified")
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "pusdplans.apps.DistrictAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "pusdplans.accounts",
    "plans",
    "goals",
    "metrics",
    "pusdplans.document",
    "pusdplans.exports",
    "pusdplans.imports",
    "pusdplans.mail",
    "pusdplans.archive",
    "pusdplans.workspace",
    "pusdplans.overview",
    "pusdplans.operations",
]

MIDDLEWARE = [
    "pusdplans.operations.requests.Noted",
    "pusdplans.headers.OnEveryAnswer",
    "pusdplans.headers.Policy",
    "pusdplans.errors.RefuseZeros",
    "django.middleware.security.SecurityMiddleware",
    *(["pusdplans.static_files.OfAnyRelease"] if PRODUCTION else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plans.trail.NoteTheWay",
    "django.contrib.messages.middleware.MessageMiddleware",
    "plans.access.RefuseUnlessDeclared",
    "plans.second_factor.RequireSecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "pusdplans.urls"
WSGI_APPLICATION = "pusdplans.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # These write the answer's nonce into each script a template names.
            "loaders": [
                ("django.template.loaders.cached.Loader", ["pusdplans.nonces.FromFolders", "pusdplans.nonces.FromApps"])
            ],
            "builtins": ["pusdplans.nonces"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "pusdplans.context_processors.district",
            ],
        },
    }
]

# What was measured to keep SQLite free of "database is locked" under autosave; PostgreSQL needs kept connections.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"ENGINE": "pusdplans.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    # A file, as in use: an in-memory database would give all threads of a test one connection.
    DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "test.sqlite3"}
else:
    # A database machine that is gone is waited for so many seconds, not the minutes the network would.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600), "CONN_HEALTH_CHECKS": True}
# What may be a little old is read from a read replica, where one is named, unless it is so many seconds behind.
REPLICA_LAG_SECONDS = env.float("REPLICA_LAG_SECONDS", default=5)
if env("REPLICA_DATABASE_URL", default=""):
    if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("REPLICA_DATABASE_URL is for PostgreSQL: DATABASE_URL names another database.")
    DATABASES["replica"] = {"OPTIONS": {}} | env.db("REPLICA_DATABASE_URL") | {"TEST": {"MIRROR": "default"}}
    # One that is gone is not waited for, since the primary can be asked.
    DATABASES["replica"]["OPTIONS"] |= {"connect_timeout": 2, "tcp_user_timeout": 5_000}
    DATABASES["replica"] |= {name: DATABASES["default"][name] for name in ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
    DATABASE_ROUTERS = ["pusdplans.replica.Router"]
    MIDDLEWARE.insert(
        MIDDLEWARE.index("django.middleware.csrf.CsrfViewMiddleware"), "pusdplans.replica.WhoChangedSomething"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["pusdplans.accounts.backends.ByEmail"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "pusdplans.accounts.passwords.WordsOfThePlace"},
]
PASSWORD_WORDS = env.list("PASSWORD_WORDS", default=[])
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "pusdplans.accounts.adapter.InvitedPeopleOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A whole school sits behind one address, so the limits are by account ("key"), never by address alone.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/m/key",
    "reset_password": "5/m/key",
    "reset_password_from_key": None,
    "reauthenticate": "5/m/user",
    "signup": None,
}
# Addresses are given by an admin and proved by the link of the invitation: nobody proves theirs a second time.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "pusdplans.accounts.second_factor.DistrictSecondFactor"
MFA_FORMS = {
    "activate_totp": "pusdplans.accounts.forms.SetUpApp",
    "add_webauthn": "pusdplans.accounts.forms.AddPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A clock that is half a minute off still gets in.
MFA_TOTP_TOLERANCE = 1
# There is no secret of an account to guess here, and the address alone is no reason to refuse anybody.
MFA_RATE_LIMITS = {"webauthn_login": None}
# Whose work asks for a second factor: "admins", "reviewers", both, or nobody's.
REQUIRE_SECOND_FACTOR = env.list("REQUIRE_SECOND_FACTOR", default=[])
if unknown := set(REQUIRE_SECOND_FACTOR) - {"admins", "reviewers"}:
    raise ImproperlyConfigured(f"REQUIRE_SECOND_FACTOR knows admins and reviewers, not {', '.join(sorted(unknown))}.")
# Google Workspace and Microsoft are offered once their client is named, to people of these domains.
SIGN_IN_DOMAINS = domains_of(env.list("SIGN_IN_DOMAINS", default=[]))
SOCIALACCOUNT_PROVIDERS = configured(env, SIGN_IN_DOMAINS)
SOCIALACCOUNT_ADAPTER = "pusdplans.accounts.social.DistrictPeopleOnly"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)

SESSION_ENGINE = "pusdplans.accounts.sessions"
SESSION_IDLE_LIMIT = datetime.timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=120))
SESSION_ABSOLUTE_LIMIT = datetime.timedelta(hours=env.int("SESSION_HOURS", default=12))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_LIMIT.total_seconds())
# The limits of wrong tries must hold across processes, and the database is what all of them share; Redis can stand in
# for it. Everything else there is short-lived, so that a full table is culled of what has expired.
CACHES = {
    "default": env.cache("CACHE_URL", default="dbcache://cache_entry")
    | {"KEY_PREFIX": "pusdplans", "OPTIONS": {"MAX_ENTRIES": 20_000}}
}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # A Redis that is gone is waited for so many seconds.
    CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 2, "socket_timeout": 2}

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("DISTRICT_TIME_ZONE", default="America/Los_Angeles")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
# Bootstrap and Lato come as packages that only carry files.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", Path(bootstrap_wrapper.__file__).parent.parent / "bootstrap"),
    ("lato", Path(font_lato.__file__).parent / "files"),
]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))
ARCHIVE_ROOT = Path(env("ARCHIVE_ROOT", default=str(BASE_DIR / "archive")))
STORAGES = {
    # Attached files, and what else is kept for a while; approved plans are filed in the archive.
    "default": store(env, "MEDIA"),
    "archive": store(env, "ARCHIVE", ARCHIVE_ROOT),
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# A post holds one row or one pasted list; a file is streamed to disk and checked by its own limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=10_000_000)
FILE_UPLOAD_HANDLERS = [
    "plans.attachments.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Department plans <plans@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# How many seconds a mail server that says nothing is waited for.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# Reminders and daily mails leave from this hour of the local day on.
MAIL_HOUR = env.int("MAIL_HOUR", default=6)
MAIL_TEXTS_KEPT_DAYS = env.int("MAIL_TEXTS_KEPT_DAYS", default=400)
# Background work waits in the database for `manage.py work`; tests do it at once.
TASKS = {
    "default": {
        "BACKEND": (
            "django_tasks.backends.immediate.ImmediateBackend"
            if ENVIRONMENT == "test"
            else "django_tasks_db.DatabaseBackend"
        )
    }
}
CYCLE_EXPORTS_KEPT_DAYS = env.int("CYCLE_EXPORTS_KEPT_DAYS", default=7)

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_ILLEGAL_CHARS_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # Not even a file of this site runs as a script unless a template of ours named it.
        "script-src": [NONCE],
        # The hash is that of the one style element the rich text editor writes by itself.
        "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF, *(ORIGINS[name] for name in SOCIALACCOUNT_PROVIDERS)],
        "frame-ancestors": [NONE],
    }
}

# A browser takes a cookie named so from this very host alone, over TLS, for all its paths.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CHANGED_COOKIE_NAME = f"{COOKIE_PREFIX}changed"
MESSAGE_STORAGE = "pusdplans.messages.InCookieOrSession"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    # Asked from beside the process, where no TLS is.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Nobody else's pages need our fonts and scripts.
    WHITENOISE_ALLOW_ALL_ORIGINS = False
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Whoever sends this as `Authorization: Bearer …` may read the figures at /metrics; without it nobody may.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
# From when on /readyz?all says that something is wrong.
WORKER_SILENT_SECONDS = env.int("WORKER_SILENT_SECONDS", default=120)
MAIL_WAITING_SECONDS = env.int("MAIL_WAITING_SECONDS", default=900)

LOG_FORMAT = env("LOG_FORMAT", default="json" if PRODUCTION else "plain")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "pusdplans.operations.log_lines.JsonLines"},
        "plain": {"()": "pusdplans.log_text.PlainLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Each query stays out of the log: it would hold people's words.
    "loggers": {
        "django.db.backends": {"level": "INFO"},
        # A line for each request is for machines; a person at a terminal has the server's own.
        "pusdplans.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
