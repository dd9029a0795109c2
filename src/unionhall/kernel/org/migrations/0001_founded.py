"""The tables as they stood when the first migrations were put together: a new installation makes them in one go."""

import django.db.models.deletion
from django.db import migrations, models

from unionhall.kernel.tables import Tables



def compare_by_bytes(apps, schema_editor):
    """SQLite does so anyway and would refuse ``db_collation="C"``, so only PostgreSQL is told."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE org_placement ALTER COLUMN path TYPE varchar(120) COLLATE "C"')


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('org', '0001_initial'),
        ('org', '0002_path_by_bytes'),
        ('org', '0003_regrouping'),
        ('org', '0004_trade'),
    ]

    dependencies = [
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=120)),
                    ('kind', models.CharField(max_length=30)),
                    ('uscc', models.CharField(blank=True, max_length=18)),
                    ('trade', models.CharField(blank=True, max_length=10)),
                    ('state', models.CharField(choices=[('founding', '筹建中'), ('standing', '正常'), ('ended', '已撤销')], default='standing', max_length=8)),
                ],
                options={
                    'ordering': ('code',),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('uscc', ''), _negated=True), fields=('uscc',), name='org_uscc_once')],
                },
            ),
            migrations.CreateModel(
                name='Succession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField()),
                    ('is_whole', models.BooleanField()),
                    ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessions', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'successor', 'on'), name='org_succession_once'), models.CheckConstraint(condition=models.Q(('unit', models.F('successor')), _negated=True), name='org_succession_elsewhere')],
                },
            ),
            migrations.CreateModel(
                name='Placement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(max_length=120)),
                    ('since', models.DateField()),
                    ('until', models.DateField(null=True)),
                    ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='child_placements', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('until', None)), fields=['path'], name='org_open_path'), models.Index(fields=['path', 'since'], name='org_path_since'), models.Index(condition=models.Q(('until', None)), fields=['parent'], name='org_open_children')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('unit',), name='org_one_open_placement'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='org_until_after_since')],
                },
            ),
        ),
        migrations.RunPython(compare_by_bytes, migrations.RunPython.noop),
    ]
