
import django.db.models.deletion
import unionhall.kernel.people.secrets
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0003_regrouping'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Founding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('name', models.CharField(max_length=120)),
                    ('kind', models.CharField(max_length=30)),
                    ('uscc', models.CharField(blank=True, max_length=18)),
                    ('staff', models.PositiveIntegerField()),
                    ('preparers', unionhall.kernel.people.secrets.EncryptedField()),
                    ('contact', unionhall.kernel.people.secrets.EncryptedField()),
                    ('applied', models.DateField()),
                    ('approved', models.DateField(null=True)),
                    ('document', models.CharField(blank=True, max_length=80)),
                    ('answer', models.CharField(blank=True, max_length=200)),
                    ('founded', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='founding', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='foundings', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='committees_foundings')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked'), models.Q(('uscc', ''), _negated=True)), fields=('uscc',), name='committees_asked_once')],
                },
            ),
            migrations.CreateModel(
                name='Election',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('years', models.PositiveSmallIntegerField()),
                    ('held', models.DateField()),
                    ('entitled', models.PositiveIntegerField()),
                    ('attended', models.PositiveIntegerField()),
                    ('details', unionhall.kernel.people.secrets.EncryptedField()),
                    ('reported', models.DateField()),
                    ('decided', models.DateField(null=True)),
                    ('document', models.CharField(blank=True, max_length=80)),
                    ('answer', models.CharField(blank=True, max_length=200)),
                    ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elections_to_approve', to='org.unit')),
                    ('founding', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='committees.founding')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'reported')), fields=('of',), name='committees_one_open_election'), models.CheckConstraint(condition=models.Q(('attended__lte', models.F('entitled'))), name='committees_attended_of_entitled')],
                },
            ),
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('years', models.PositiveSmallIntegerField()),
                    ('since', models.DateField()),
                    ('until', models.DateField()),
                    ('ended', models.DateField(null=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('ended', None)), fields=['until'], name='committees_open_until')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('unit',), name='committees_one_open_term'), models.UniqueConstraint(fields=('unit', 'number'), name='committees_number_once'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='committees_until_after_since'), models.CheckConstraint(condition=models.Q(('ended', None), ('ended__gte', models.F('since')), _connector='OR'), name='committees_ended_after')],
                },
            ),
        ),
    ]
