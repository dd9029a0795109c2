
import django.db.models.deletion
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0002_path_by_bytes'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Duty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('procedure', models.CharField(max_length=40)),
                    ('clock', models.CharField(max_length=40)),
                    ('item_id', models.BigIntegerField()),
                    ('permission', models.CharField(max_length=60)),
                    ('title', models.CharField(max_length=160)),
                    ('opened', models.DateTimeField()),
                    ('opened_by', models.BigIntegerField(null=True)),
                    ('due', models.DateField(null=True)),
                    ('is_provisional', models.BooleanField(default=False)),
                    ('rule', models.CharField(blank=True, max_length=60)),
                    ('met', models.DateTimeField(null=True)),
                    ('met_by', models.BigIntegerField(null=True)),
                    ('met_step', models.CharField(blank=True, max_length=40)),
                    ('level', models.PositiveSmallIntegerField(default=0)),
                    ('next_rise', models.DateField(null=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('met', None)), fields=['unit', 'due'], name='procedures_inbox'), models.Index(condition=models.Q(('met', None)), fields=['next_rise'], name='procedures_rising'), models.Index(condition=models.Q(('met', None)), fields=['opened_by'], name='procedures_waiting'), models.Index(fields=['procedure', 'item_id'], name='procedures_item'), models.Index(condition=models.Q(('met__isnull', False)), fields=['met_by', '-met'], name='procedures_done')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('met', None)), fields=('procedure', 'item_id', 'clock'), name='procedures_open_once')],
                },
            ),
            migrations.CreateModel(
                name='DutyAbout',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person_id', models.BigIntegerField()),
                    ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='about', to='procedures.duty')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person_id', 'duty'), name='procedures_about_once')],
                },
            ),
            migrations.CreateModel(
                name='Rise',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateTimeField()),
                    ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rises', to='procedures.duty')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risen_duties', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'duty'), name='procedures_rise_once')],
                },
            ),
        ),
    ]
