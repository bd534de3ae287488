"""Bring a database's tables up to date, and know whether they are, and whether its lists hold what this version reads.

Migrations bring tables; only the journal can fill lists. A list that is empty or keyed as an older version keyed it
finds nothing: a machine would be claimed a second time. So a database says which version wrote its lists.
"""

from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from sekisho.store import models

#: Raised with every change after which the lists of an older home have to be written again.
VIEWS = 1


def migrate(using: str = "default") -> None:
    """Run the migrations of every installed app on one database; needs a configured Django (``django.setup()``)."""
    if connections[using].vendor == "sqlite":
        Path(connections[using].settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", database=using, verbosity=0, interactive=False, skip_checks=True)
    # Lists of nothing are whole, whoever wrote them.
    if not models.EventRow.objects.using(using).exists():
        mark_views(using)


def mark_views(using: str = "default") -> None:
    """Note that this version has written every list of a database."""
    models.ViewVersion.objects.using(using).update_or_create(id=1, defaults={"number": VIEWS})


def is_current(using: str = "default") -> bool:
    """Say whether a database has every table of this version, and lists this version has written."""
    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    return models.ViewVersion.objects.using(using).filter(number=VIEWS).exists()
