"""The first tables, with the custom account. Written by Django 5.2 and read line by line."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('person', models.CharField(max_length=200, unique=True)),
                ('display_name', models.CharField(max_length=200)),
                ('role', models.CharField(max_length=20)),
                ('side', models.CharField(max_length=20)),
                ('organisation', models.CharField(blank=True, default='', max_length=200)),
                ('language', models.CharField(default='ja', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'account',
            },
        ),
        migrations.CreateModel(
            name='BlobRow',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('media_type', models.CharField(max_length=200)),
                ('is_private', models.BooleanField()),
                ('size', models.PositiveBigIntegerField()),
                ('data', models.BinaryField()),
            ],
            options={
                'db_table': 'blob',
            },
        ),
        migrations.CreateModel(
            name='CheckpointRow',
            fields=[
                ('size', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('root', models.CharField(max_length=64)),
                ('note', models.BinaryField()),
                ('stamps', models.TextField(default='[]')),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'checkpoint',
            },
        ),
        migrations.CreateModel(
            name='DraftRow',
            fields=[
                ('case', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('content', models.TextField()),
                ('version', models.PositiveIntegerField()),
                ('saved_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'draft',
            },
        ),
        migrations.CreateModel(
            name='PersonRow',
            fields=[
                ('id', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=20)),
                ('side', models.CharField(max_length=20)),
                ('organisation', models.CharField(blank=True, default='', max_length=200)),
                ('public_key', models.BinaryField()),
                ('rehearsal', models.BooleanField()),
            ],
            options={
                'db_table': 'person',
            },
        ),
        migrations.CreateModel(
            name='AccessToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_sha256', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(blank=True, default='', max_length=200)),
                ('scopes', models.TextField(blank=True, default='')),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'access_token',
            },
        ),
        migrations.CreateModel(
            name='AnswerRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('person', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=200)),
                ('request_sha256', models.CharField(max_length=64)),
                ('answer', models.BinaryField()),
            ],
            options={
                'db_table': 'answer',
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='answer_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='CaseRow',
            fields=[
                ('id', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('program', models.CharField(max_length=200)),
                ('state', models.CharField(max_length=40)),
                ('applicant', models.TextField(blank=True)),
                ('applicant_number', models.CharField(blank=True, max_length=200)),
                ('partner', models.TextField(blank=True)),
                ('partner_number', models.CharField(blank=True, max_length=200)),
                ('amount', models.BigIntegerField()),
                ('receipt', models.PositiveBigIntegerField()),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('edition_on', models.CharField(blank=True, max_length=10)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('due_what', models.CharField(blank=True, max_length=100)),
                ('seq', models.PositiveIntegerField()),
            ],
            options={
                'db_table': 'view_case',
                'indexes': [models.Index(fields=['state', 'receipt'], name='view_case_by_state'), models.Index(fields=['applicant_number'], name='view_case_by_applicant'), models.Index(fields=['partner_number'], name='view_case_by_partner')],
            },
        ),
        migrations.CreateModel(
            name='EventRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('stream', models.CharField(max_length=200)),
                ('seq', models.PositiveIntegerField()),
                ('type', models.CharField(max_length=100)),
                ('version', models.PositiveSmallIntegerField()),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=200)),
                ('side', models.CharField(max_length=20)),
                ('body', models.BinaryField()),
                ('entry', models.BinaryField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('envelopes', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'event',
                'constraints': [models.UniqueConstraint(fields=('stream', 'seq'), name='event_once_per_place')],
            },
        ),
        migrations.CreateModel(
            name='LeafRow',
            fields=[
                ('log_index', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('event', models.OneToOneField(db_column='digest', on_delete=django.db.models.deletion.PROTECT, related_name='leaf', to='store.eventrow', to_field='digest')),
            ],
            options={
                'db_table': 'leaf',
            },
        ),
        migrations.CreateModel(
            name='LineRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case', models.CharField(max_length=200)),
                ('line', models.CharField(max_length=200)),
                ('state', models.CharField(max_length=40)),
                ('maker', models.TextField(blank=True)),
                ('model', models.TextField(blank=True)),
                ('serial', models.TextField(blank=True)),
                ('verify_by', models.CharField(blank=True, max_length=10)),
            ],
            options={
                'db_table': 'view_line',
                'indexes': [models.Index(fields=['serial'], name='view_line_by_serial')],
                'constraints': [models.UniqueConstraint(fields=('case', 'line'), name='view_line_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case', models.CharField(max_length=200)),
                ('side', models.CharField(max_length=20)),
                ('organisation', models.CharField(blank=True, default='', max_length=200)),
                ('code', models.CharField(max_length=200)),
                ('facts', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'notice',
                'indexes': [models.Index(fields=['case'], name='notice_by_case'), models.Index(fields=['organisation'], name='notice_by_organisation')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret_sha256', models.CharField(max_length=64, unique=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'one_time_link',
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('mode', models.CharField(max_length=20)),
                ('origin', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'db_table': 'pin',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='pin_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='PoolRow',
            fields=[
                ('program', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('appropriation', models.BigIntegerField(default=0)),
                ('available', models.BigIntegerField(default=0)),
                ('reserved', models.BigIntegerField(default=0)),
                ('committed', models.BigIntegerField(default=0)),
                ('payable', models.BigIntegerField(default=0)),
                ('paid', models.BigIntegerField(default=0)),
                ('receivable', models.BigIntegerField(default=0)),
                ('recovered', models.BigIntegerField(default=0)),
                ('receipts', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'db_table': 'pool',
                'constraints': [models.CheckConstraint(condition=models.Q(('available__gte', 0)), name='pool_available_is_not_negative'), models.CheckConstraint(condition=models.Q(('reserved__gte', 0)), name='pool_reserved_is_not_negative'), models.CheckConstraint(condition=models.Q(('committed__gte', 0)), name='pool_committed_is_not_negative'), models.CheckConstraint(condition=models.Q(('payable__gte', 0)), name='pool_payable_is_not_negative'), models.CheckConstraint(condition=models.Q(('paid__gte', 0)), name='pool_paid_is_not_negative'), models.CheckConstraint(condition=models.Q(('receivable__gte', 0)), name='pool_receivable_is_not_negative'), models.CheckConstraint(condition=models.Q(('recovered__gte', 0)), name='pool_recovered_is_not_negative'), models.CheckConstraint(condition=models.Q(('appropriation', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('available'), '+', models.F('reserved')), '+', models.F('committed')), '+', models.F('payable')), '+', models.F('paid')), '+', models.F('receivable')), '+', models.F('recovered')))), name='pool_accounts_sum_to_the_appropriation')],
            },
        ),
        migrations.CreateModel(
            name='PostingRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('program', models.CharField(max_length=200)),
                ('n', models.PositiveBigIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('case', models.CharField(blank=True, default='', max_length=200)),
                ('debit', models.CharField(max_length=20)),
                ('credit', models.CharField(max_length=20)),
                ('amount', models.BigIntegerField()),
            ],
            options={
                'db_table': 'posting',
                'constraints': [models.UniqueConstraint(fields=('program', 'n'), name='posting_once_per_number'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='posting_amount_is_positive'), models.CheckConstraint(condition=models.Q(('credit__in', ('appropriation', 'available', 'reserved', 'committed', 'payable', 'paid', 'receivable', 'recovered')), ('debit__in', ('appropriation', 'available', 'reserved', 'committed', 'payable', 'paid', 'receivable', 'recovered')), models.Q(('debit', models.F('credit')), _negated=True)), name='posting_moves_between_accounts')],
            },
        ),
        migrations.CreateModel(
            name='RegistrationRow',
            fields=[
                ('id', models.CharField(max_length=200, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=200)),
                ('state', models.CharField(max_length=40)),
                ('name', models.TextField(blank=True)),
                ('history', models.TextField()),
                ('particulars', models.TextField()),
            ],
            options={
                'db_table': 'view_registration',
                'indexes': [models.Index(fields=['subject', 'key'], name='view_registration_by_subject')],
            },
        ),
    ]
