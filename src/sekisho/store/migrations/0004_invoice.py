"""The invoices cases claim, for one look-up across all of them. A view: dropped and written again from the journal."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_pool_postings'),
    ]

    operations = [
        migrations.CreateModel(
            name='InvoiceRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case', models.CharField(max_length=200)),
                ('invoice', models.TextField()),
            ],
            options={
                'db_table': 'view_invoice',
                'indexes': [models.Index(fields=['invoice'], name='view_invoice_by_invoice')],
                'constraints': [models.UniqueConstraint(fields=('case', 'invoice'), name='view_invoice_once')],
            },
        ),
    ]
