"""Traces of cases, for signals: a projection, dropped and written again like every other view."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_invoice'),
    ]

    operations = [
        migrations.CreateModel(
            name='TraceRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('key', models.TextField()),
                ('case', models.CharField(max_length=200)),
                ('line', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('amount', models.BigIntegerField()),
            ],
            options={
                'db_table': 'view_trace',
                'indexes': [
                    models.Index(fields=['kind', 'key'], name='view_trace_by_kind'),
                    models.Index(fields=['key'], name='view_trace_by_key'),
                    models.Index(fields=['case'], name='view_trace_by_case'),
                ],
            },
        ),
    ]
