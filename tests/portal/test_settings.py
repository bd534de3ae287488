"""Settings: every name the environment may carry is explained, and the defaults are safe."""

import re
from pathlib import Path

import sekisho
from sekisho.portal import settings

SOURCES = Path(sekisho.__file__).parent.rglob("*.py")


def test_every_environment_name_is_explained():
    """Each SEKISHO_ name the code reads stands in the list with its meaning, and no other does."""
    read = {name for path in SOURCES for name in re.findall(r"SEKISHO_[A-Z_]*[A-Z]", path.read_text("utf-8"))}
    assert sorted(settings.ENVIRONMENT) == sorted(read)


def test_details_of_faults_never_reach_the_browser():
    """The debugging pages of the framework are off, and no account may use a password."""
    assert settings.DEBUG is False
    assert settings.AUTHENTICATION_BACKENDS == ["sekisho.portal.open.link.LinkBackend"]


def test_cookies_are_kept_from_scripts_and_other_sites():
    """Session and form cookies are for the server alone."""
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
