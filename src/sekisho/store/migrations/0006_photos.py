"""Photos by the keys their likes are found under: a view, empty until the journal is read again (``sekisho rebuild``)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_traces'),
    ]

    operations = [
        migrations.CreateModel(
            name='PhotoRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case', models.CharField(max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('print', models.TextField()),
                ('family', models.TextField()),
            ],
            options={
                'db_table': 'view_photo',
                'constraints': [models.UniqueConstraint(fields=('case', 'place'), name='view_photo_once')],
            },
        ),
        migrations.CreateModel(
            name='PhotoKeyRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='store.photorow')),
                ('key', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'view_photo_key',
                'indexes': [models.Index(fields=['key'], name='view_photo_key_by_key')],
            },
        ),
    ]
