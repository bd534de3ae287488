"""Tables that only grow: triggers refuse UPDATE and DELETE on both engines, and TRUNCATE on PostgreSQL.

SQLite drops a table's triggers whenever Django has to write the table anew. A migration that alters one of these tables
therefore ends with ``set_up`` again; a test looks for every trigger after all migrations.
"""

from django.db import migrations

APPEND_ONLY = ("event", "leaf", "posting", "checkpoint", "pin")

SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_refuses_{action} BEFORE {action} ON "{table}" {condition}
BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed or deleted'); END
"""

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: rows are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""

# ALWAYS: the trigger speaks even where session_replication_role silences the others.
POSTGRESQL_TRIGGERS = """
CREATE OR REPLACE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON "{table}"
    FOR EACH ROW {condition} EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {table}_refuses_change;
ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER {table}_refuses_truncate
"""


def conditions():
    """Give each guarded table and when its rows are guarded: blobs only as long as they are not private."""
    return {**dict.fromkeys(APPEND_ONLY, ""), "blob": "WHEN (NOT OLD.is_private)"}


def set_up(apps, schema_editor):
    """Create the triggers of this engine."""
    if schema_editor.connection.vendor == "sqlite":
        for table, condition in conditions().items():
            for action in ("update", "delete"):
                schema_editor.execute(SQLITE_TRIGGER.format(table=table, action=action, condition=condition))
        return
    schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table, condition in conditions().items():
        schema_editor.execute(POSTGRESQL_TRIGGERS.format(table=table, condition=condition), params=None)


class Migration(migrations.Migration):
    """There is no way back: what only grows stays so."""

    dependencies = [("store", "0001_initial")]

    operations = [migrations.RunPython(set_up)]
