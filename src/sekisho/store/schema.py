"""Bring a database's tables up to date."""

from pathlib import Path

from django.core.management import call_command
from django.db import connections


def migrate(using: str = "default") -> None:
    """Run the migrations of every installed app on one database; needs a configured Django (``django.setup()``)."""
    if connections[using].vendor == "sqlite":
        Path(connections[using].settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", database=using, verbosity=0, interactive=False, skip_checks=True)
