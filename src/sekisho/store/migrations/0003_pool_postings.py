"""The pool's row counts its postings, so that the next number is taken with the row's lock and nothing is counted."""

from django.db import migrations, models


def count(apps, schema_editor):
    """Count the postings there are."""
    alias = schema_editor.connection.alias
    postings = apps.get_model("store", "PostingRow").objects.using(alias)
    for pool in apps.get_model("store", "PoolRow").objects.using(alias):
        pool.postings = postings.filter(program=pool.program).count()
        pool.save(using=alias, update_fields=["postings"])


class Migration(migrations.Migration):
    """A column of the pool's row; the tables that only grow stay as they are."""

    dependencies = [("store", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="poolrow", name="postings", field=models.PositiveBigIntegerField(default=0)
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
