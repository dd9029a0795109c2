
import django.db.models.deletion
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('facts', '0002_paths_by_bytes'),
        ('org', '0004_trade'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Briefing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('kind', models.CharField(choices=[('brief', '简报'), ('circular', '情况通报')], max_length=8)),
                    ('title', models.CharField(blank=True, max_length=120)),
                    ('to', models.CharField(blank=True, max_length=300)),
                    ('copies', models.CharField(blank=True, max_length=300)),
                    ('word', models.CharField(blank=True, max_length=20)),
                    ('body', models.TextField(blank=True)),
                    ('author_id', models.BigIntegerField(null=True)),
                    ('drafted', models.DateTimeField()),
                    ('changed', models.DateTimeField()),
                    ('issuer', models.CharField(blank=True, max_length=120)),
                    ('year', models.PositiveSmallIntegerField(null=True)),
                    ('number', models.PositiveIntegerField(null=True)),
                    ('issued', models.DateTimeField(null=True)),
                    ('withdrawn', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('reckoning', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.reckoning')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='briefings', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='briefings_of_unit')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('unit', 'kind', 'year', 'number'), name='briefings_number')],
                },
            ),
            migrations.CreateModel(
                name='Annex',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('content', models.BinaryField()),
                    ('briefing', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='annex', to='briefings.briefing')),
                ],
            ),
            migrations.CreateModel(
                name='Citation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=6)),
                    ('shape', models.CharField(choices=[('figure', '数字'), ('children', '分单位的图表'), ('days', '分日期的图表')], max_length=8)),
                    ('measure', models.CharField(max_length=60)),
                    ('slice', models.CharField(blank=True, max_length=30)),
                    ('month', models.DateField(null=True)),
                    ('on', models.DateField(null=True)),
                    ('label', models.CharField(blank=True, max_length=160)),
                    ('counter', models.CharField(blank=True, max_length=20)),
                    ('scope', models.CharField(blank=True, max_length=120)),
                    ('span', models.CharField(blank=True, max_length=200)),
                    ('is_ratio', models.BooleanField(default=False)),
                    ('briefing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='briefings.briefing')),
                    ('reckoning', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.reckoning')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('briefing', 'key'), name='briefings_key_once')],
                },
            ),
            migrations.CreateModel(
                name='CitedRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveIntegerField()),
                    ('label', models.CharField(blank=True, max_length=120)),
                    ('code', models.CharField(blank=True, max_length=40)),
                    ('value', models.DecimalField(decimal_places=12, max_digits=28, null=True)),
                    ('n', models.IntegerField(null=True)),
                    ('m', models.IntegerField(null=True)),
                    ('as_of', models.DateTimeField()),
                    ('source', models.CharField(max_length=8)),
                    ('is_hidden', models.BooleanField(default=False)),
                    ('citation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='briefings.citation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('citation', 'place'), name='briefings_row_once')],
                },
            ),
            migrations.CreateModel(
                name='Opening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField()),
                    ('briefing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='briefings.briefing')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('briefing', 'unit'), name='briefings_read_once')],
                },
            ),
        ),
    ]
