"""Addresses of databases."""

from pathlib import Path

import pytest

from sekisho.store.database import DatabaseAddressError, database_settings


def test_sqlite_path_is_taken_as_it_stands(tmp_path: Path) -> None:
    """A path with spaces, percent signs and Japanese is the file's path; a relative one starts here."""
    path = tmp_path / "100% 関所 ?.sqlite3"
    assert database_settings(f"sqlite:///{path}")["NAME"] == str(path)
    assert database_settings("sqlite:///var/x.sqlite3")["NAME"] == str(Path("var/x.sqlite3").absolute())


def test_postgresql_address_is_taken_apart() -> None:
    """User, password, host, port and options come from their places in the address."""
    found = database_settings("postgresql://clerk:p%40ss@db.example:5433/sekisho?sslmode=require")
    names = ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    assert [found[name] for name in names] == ["clerk", "p@ss", "db.example", "5433", "sekisho"]
    assert found["OPTIONS"]["sslmode"] == "require"


def test_postgresql_socket_is_a_folder() -> None:
    """A socket folder stands in the query."""
    assert database_settings("postgres://postgres@/sekisho?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sqlite:///", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://clerk:secret@localhost/sekisho", "no address of a database"),
        ("var/sekisho.sqlite3", "no address of a database"),
        ("postgresql://localhost/", "names no database"),
        ("postgresql://localhost:port/sekisho", "port"),
    ],
)
def test_unusable_address_is_refused(address: str, said: str) -> None:
    """An address of no database is refused with what to write instead; a password is never repeated."""
    with pytest.raises(DatabaseAddressError, match=said) as caught:
        database_settings(address)
    assert "secret" not in str(caught.value)
