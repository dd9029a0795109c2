"""The tables as they stood when the first migrations were put together: a new installation makes them in one go."""

import django.db.models.deletion
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [('campaigns', '0001_initial'), ('campaigns', '0002_holding'), ('campaigns', '0003_alarms')]

    initial = True

    dependencies = [
        ('facts', '0001_initial'),
        ('org', '0001_founded'),
        ('people', '0001_founded'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Campaign',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('theme', models.TextField(blank=True)),
                    ('since', models.DateField()),
                    ('until', models.DateField()),
                    ('enrol_until', models.DateField()),
                    ('contact', models.CharField(blank=True, max_length=120)),
                    ('created', models.DateTimeField()),
                    ('reckoning', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.reckoning')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='campaigns_unit')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='campaigns_until_after_since'), models.CheckConstraint(condition=models.Q(('enrol_until__lte', models.F('until'))), name='campaigns_enrol_before_end')],
                },
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('enrolled', models.DateTimeField(null=True)),
                    ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='campaigns.campaign')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-campaign'], name='campaigns_of_unit')],
                    'constraints': [models.UniqueConstraint(fields=('campaign', 'unit'), name='campaigns_asked_once')],
                },
            ),
            migrations.CreateModel(
                name='Link',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.CharField(max_length=32, unique=True)),
                    ('created', models.DateTimeField()),
                    ('expires', models.DateTimeField()),
                    ('revoked', models.DateTimeField(null=True)),
                    ('replaced', models.DateTimeField(null=True)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='campaigns.enrolment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaced', None), ('revoked', None)), fields=('enrolment',), name='campaigns_one_link')],
                },
            ),
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_hash', models.CharField(max_length=43)),
                    ('at', models.DateTimeField()),
                    ('has_failed', models.BooleanField()),
                    ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.link')),
                ],
                options={
                    'indexes': [models.Index(fields=['link', 'at'], name='campaigns_attempts')],
                },
            ),
            migrations.CreateModel(
                name='LinkAlarm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('told', models.DateTimeField()),
                    ('due', models.DateField()),
                    ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='campaigns.link')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['link', '-told'], name='campaigns_alarms')],
                },
            ),
            migrations.CreateModel(
                name='Participant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60)),
                    ('identity', models.CharField(max_length=43)),
                    ('claim_hash', models.CharField(max_length=43, unique=True)),
                    ('resume_hash', models.CharField(blank=True, max_length=43)),
                    ('once_hash', models.CharField(blank=True, max_length=43)),
                    ('once_until', models.DateTimeField(null=True)),
                    ('settled', models.DateTimeField(null=True)),
                    ('left', models.DateTimeField(null=True)),
                    ('state', models.CharField(choices=[('matched', '名册上有'), ('confirm', '等主席核对'), ('over', '超出待核对名额')], max_length=7)),
                    ('began', models.DateTimeField()),
                    ('counted_on', models.DateField(null=True)),
                    ('counted_source', models.CharField(blank=True, max_length=80)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='campaigns.enrolment')),
                    ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.link')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['enrolment', 'state'], name='campaigns_participants'), models.Index(fields=['enrolment', 'identity'], name='campaigns_identity'), models.Index(fields=['person'], name='campaigns_person')],
                },
            ),
            migrations.CreateModel(
                name='PersonalLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token_hash', models.CharField(max_length=43, unique=True)),
                    ('created', models.DateTimeField()),
                    ('expires', models.DateTimeField()),
                    ('used', models.DateTimeField(null=True)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='personal_links', to='campaigns.enrolment')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('used', None)), fields=('enrolment', 'person'), name='campaigns_one_personal_link')],
                },
            ),
        ),
    ]
