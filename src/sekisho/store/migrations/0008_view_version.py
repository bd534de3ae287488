"""Which version has written every list. Empty after this migration: the lists of an older home are written again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("store", "0007_transfers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ViewVersion",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
            ],
            options={"db_table": "view_version"},
        ),
    ]
