"""All settings in one file, read from the environment.

What an installation may set:

``UNIONHALL_HOME``        the embedded database, files, slips and keys live here; default ``./.home``
``DATABASE_URL``          ``postgres://user:password@host:port/name``; without it SQLite in the home
``UNIONHALL_POOL``        on PostgreSQL: how many connections the threads of one process share; without it each thread
                          keeps its own
``UNIONHALL_KEY_FILE``    the key file, default ``<home>/keys.json``; or all three of ``UNIONHALL_SECRET_KEY``,
                          ``UNIONHALL_ENCRYPTION_KEYS`` (``name:base64,name:base64``, newest first) and
                          ``UNIONHALL_HASH_KEY``
``UNIONHALL_URL``         the address people reach it by, for links and posters; https makes cookies Secure
``UNIONHALL_HOSTS``       further host names it answers to, separated by commas
``UNIONHALL_PROXIED``     1 when a proxy in front says by X-Forwarded-Proto whether the visitor came by https
``UNIONHALL_ALLOW_LOOPBACK_LINKS``  1 lets links and posters carry an address that only this machine can open (demo)
``UNIONHALL_SENDER``      dotted path of what sends one-time codes; without it they are printed where the program runs
``UNIONHALL_ANSWER_WORKING_DAYS``  within how many working days a complaint or suggestion is answered, default 15
``UNIONHALL_SIT_GRACE``            for how many seconds after the end a save or a hand-in is still taken, default 120
``UNIONHALL_REGION``      whose local rules of law lie over the national ones: ``beijing``, ``shanghai``, ``zhejiang``;
                          default none; an administrator may choose otherwise in the room for the law
``UNIONHALL_PICTURE_MB``  how large a picture for lessons and questions may be when it comes, default 15; likewise
                          ``UNIONHALL_AUDIO_MB`` (30), ``UNIONHALL_VIDEO_MB`` (200) and ``UNIONHALL_PDF_MB`` (20)
``UNIONHALL_UNIT_MEDIA_MB``  how much room a unit has for all of these together, default 2000
``UNIONHALL_SECOND_FACTOR``  1 makes two-step sign-in a duty for offices that decide below a union above enterprises;
                          without it they are advised to it
``UNIONHALL_TOUR``        a JSON file with steps to show to whoever sees the installation for the first time, default
                          ``<home>/tour.json``; where there is none, nothing is shown (``demo`` writes one)
``UNIONHALL_DEBUG``       1 for work on the program itself, never for serving
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from unionhall.config import environment
from unionhall.config.log import LOGGING  # noqa: F401 -- a setting

HOME = environment.home()
DEBUG = environment.is_set("UNIONHALL_DEBUG")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "unionhall.ui",
    "unionhall.kernel.calendar",
    "unionhall.kernel.journal",
    "unionhall.kernel.jobs",
    "unionhall.kernel.people",
    "unionhall.kernel.org",
    "unionhall.kernel.access",
    "unionhall.kernel.law",
    "unionhall.kernel.procedures",
    "unionhall.kernel.facts",
    "unionhall.kernel.search",
    "unionhall.modules.membership",
    "unionhall.modules.campaigns",
    "unionhall.modules.committees",
    "unionhall.modules.feedback",
    "unionhall.modules.liaison",
    "unionhall.modules.learning",
    "unionhall.modules.briefings",
    "unionhall.modules.safety",
    "unionhall.structures",
    "unionhall.desk",
    "unionhall.demo",
]

# The desk's full lane. The other lanes' short lists stand in ``lanes.py``.
MIDDLEWARE = [
    "unionhall.config.headers.security_headers",
    "unionhall.config.log.request_log",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "unionhall.config.middleware.attach_actor",
    "unionhall.config.middleware.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "unionhall.ui.context.look",
                "unionhall.desk.shell.context",
            ],
        },
    }
]

FORM_RENDERER = "unionhall.ui.forms.FormRenderer"
UI_BRAND = _("职工之家")  # the product's name in heads and titles
UI_ABOUT = _("工会会员学习、办事、反映问题的地方，也是各级工会办公的地方。")
ROOT_URLCONF = "unionhall.config.urls"
WSGI_APPLICATION = "unionhall.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": environment.database()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Keys
_KEYS = environment.keys()
SECRET_KEY = _KEYS.secret or "no-keys-yet-so-serve-refuses-to-start"
UNIONHALL_KEYS = _KEYS.encryption
UNIONHALL_HASH_KEY = _KEYS.hash

# Its own address
UNIONHALL_URL = environment.address()
UNIONHALL_ALLOW_LOOPBACK_LINKS = environment.is_set("UNIONHALL_ALLOW_LOOPBACK_LINKS")

# What an installation decides for itself
UNIONHALL_SENDER = os.environ.get("UNIONHALL_SENDER", "")
UNIONHALL_ANSWER_WORKING_DAYS = int(os.environ.get("UNIONHALL_ANSWER_WORKING_DAYS") or 15)
UNIONHALL_REGION = environment.region()
UNIONHALL_SIT_GRACE = int(os.environ.get("UNIONHALL_SIT_GRACE") or 120)
UNIONHALL_MEDIA_MB = {
    "picture": int(os.environ.get("UNIONHALL_PICTURE_MB") or 15),
    "audio": int(os.environ.get("UNIONHALL_AUDIO_MB") or 30),
    "video": int(os.environ.get("UNIONHALL_VIDEO_MB") or 200),
    "document": int(os.environ.get("UNIONHALL_PDF_MB") or 20),
}
UNIONHALL_TOUR = os.environ.get("UNIONHALL_TOUR") or HOME / "tour.json"
UNIONHALL_UNIT_MEDIA_MB = int(os.environ.get("UNIONHALL_UNIT_MEDIA_MB") or 2000)
UNIONHALL_SECOND_FACTOR = environment.is_set("UNIONHALL_SECOND_FACTOR")
ALLOWED_HOSTS = environment.hosts()
CSRF_TRUSTED_ORIGINS = [UNIONHALL_URL] if UNIONHALL_URL else []
_IS_HTTPS = UNIONHALL_URL.startswith("https://")
if environment.is_set("UNIONHALL_PROXIED"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Signing in
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["unionhall.kernel.people.backend.AccountBackend"]
SESSION_ENGINE = "unionhall.config.sessions"
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
PASSWORD_HASHERS = ["unionhall.config.hashers.Argon2idHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _IS_HTTPS
CSRF_FAILURE_VIEW = "unionhall.config.refusals.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What every answer carries (headers.py puts it there)
SECURE_HSTS_SECONDS = 31_536_000 if _IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英语"))]
LOCALE_PATHS = [Path(__file__).parents[1] / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

SILENCED_SYSTEM_CHECKS: list[str] = []
