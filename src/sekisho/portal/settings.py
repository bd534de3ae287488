"""Settings of the Django site, read from the environment. Every ``SEKISHO_*`` name is listed in ``ENVIRONMENT``."""

import os
import secrets
from pathlib import Path

from sekisho.domain.values.language import Language
from sekisho.store.database import database_settings

#: What the environment may say, and what it means. Anything else with this prefix is a typing error.
ENVIRONMENT = {
    "SEKISHO_HOME": "folder for the embedded database and files; default: var",
    "SEKISHO_DATABASE": "sqlite:///PATH or postgresql://...; default: sekisho.sqlite3 in SEKISHO_HOME",
    "SEKISHO_SECRET": "key of session cookies; without it sessions end with the process",
    "SEKISHO_HOSTS": "host names the portal answers to, separated by commas; default: this machine only",
    "SEKISHO_HTTPS": "1: cookies only over HTTPS, and browsers are told to stay there; 0 by default",
    "SEKISHO_REHEARSAL": "1: every page is marked as a rehearsal",
    "SEKISHO_LANG": "language of the command line: ja, en or zh-Hans; default: what LANG says",
    "SEKISHO_TOKEN": "token with which the command line brings captures to an office",
    "SEKISHO_ROLE_LINKS": "1: the sign-in page of a rehearsal lists one link for each role",
}


def _is_on(name: str) -> bool:
    return os.environ.get(name, "0") == "1"


PORTAL = Path(__file__).parent
HOME = Path(os.environ.get("SEKISHO_HOME", "var")).absolute()

SECRET_KEY = os.environ.get("SEKISHO_SECRET") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SEKISHO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "sekisho.portal.urls"
WSGI_APPLICATION = "sekisho.portal.wsgi.application"

REHEARSAL = _is_on("SEKISHO_REHEARSAL")
ROLE_LINKS = REHEARSAL and _is_on("SEKISHO_ROLE_LINKS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "sekisho.store",
]
AUTH_USER_MODEL = "store.Account"
AUTHENTICATION_BACKENDS = ["sekisho.portal.open.link.LinkBackend"]
DATABASES = {"default": database_settings(os.environ.get("SEKISHO_DATABASE") or f"sqlite:///{HOME}/sekisho.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "sekisho.portal.middleware.GuardAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sekisho.portal.middleware.ChooseLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sekisho.portal.middleware.CheckAudience",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PORTAL / "templates"],
        "OPTIONS": {
            "builtins": ["sekisho.portal.components.say", "sekisho.portal.components.part"],
            "context_processors": ["sekisho.portal.visit.visit"],
        },
    }
]

# The texts are our own, by code, in three languages; Django's catalogues stay shut.
USE_I18N = False
LANGUAGE_CODE = Language.EN.value
LANGUAGES = [("ja", "日本語"), ("en", "English"), ("zh-Hans", "简体中文")]
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PORTAL / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 24 * 3600

_HTTPS = _is_on("SEKISHO_HTTPS")
SESSION_COOKIE_NAME = "sekisho_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "sekisho_csrf"
CSRF_FAILURE_VIEW = "sekisho.portal.errors.stale_form"
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
