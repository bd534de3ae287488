"""Bring a database's tables up to date."""

from django.core.management import call_command


def migrate(using: str = "default") -> None:
    """Run the migrations of every installed app on one database; needs a configured Django (``django.setup()``)."""
    call_command("migrate", database=using, verbosity=0, interactive=False, skip_checks=True)
