
import django.db.models.deletion
import unionhall.modules.safety.models.checklists
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('campaigns', '0005_acts_and_nudges'),
        ('org', '0001_founded'),
        ('people', '0004_short_hashes'),
        ('safety', '0001_hazards'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Checklist',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60)),
                    ('trade', models.CharField(blank=True, max_length=10)),
                    ('is_shared', models.BooleanField(default=False)),
                    ('created', models.DateTimeField()),
                    ('retired', models.DateTimeField(null=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('retired', None)), fields=('unit', 'name'), name='safety_checklist_once')],
                },
            ),
            migrations.CreateModel(
                name='Edition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('rows', models.JSONField(default=list)),
                    ('written', models.DateTimeField()),
                    ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='safety.checklist')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('checklist', 'number'), name='safety_edition_once')],
                },
            ),
            migrations.CreateModel(
                name='Inspection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40, unique=True)),
                    ('kind', models.CharField(choices=[('own', '日常检查'), ('joint', '联合检查'), ('cross', '交叉检查'), ('learn', '带新人检查')], default='own', max_length=5)),
                    ('second_card', models.CharField(blank=True, max_length=20)),
                    ('place', models.CharField(blank=True, max_length=80)),
                    ('remark', models.CharField(blank=True, max_length=500)),
                    ('answers', models.JSONField(default=list)),
                    ('ok', models.PositiveSmallIntegerField(default=0)),
                    ('bad', models.PositiveSmallIntegerField(default=0)),
                    ('signed', models.BinaryField(default=b'')),
                    ('second_signed', models.BinaryField(default=b'')),
                    ('began', models.DateTimeField()),
                    ('ended', models.DateTimeField()),
                    ('received', models.DateTimeField()),
                    ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                    ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safety.edition')),
                    ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-ended'], name='safety_inspection_unit'), models.Index(fields=['inspector', '-ended'], name='safety_inspection_by'), models.Index(fields=['campaign', 'unit'], name='safety_inspection_campaign')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ended__gte', models.F('began'))), name='safety_inspection_ends_after'), models.CheckConstraint(condition=models.Q(('second', None), models.Q(('second', models.F('inspector')), _negated=True), _connector='OR'), name='safety_inspection_two_people')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.PositiveSmallIntegerField()),
                    ('words', models.CharField(blank=True, max_length=500)),
                    ('hazard', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='finding', to='safety.hazard')),
                    ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='safety.inspection')),
                ],
                options={
                    'ordering': ('item',),
                    'constraints': [models.UniqueConstraint(fields=('inspection', 'item'), name='safety_finding_once')],
                },
            ),
            migrations.CreateModel(
                name='InspectionPhoto',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=40, unique=True)),
                    ('inspection_key', models.CharField(db_index=True, max_length=40)),
                    ('item', models.PositiveSmallIntegerField()),
                    ('received', models.DateTimeField()),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('photo', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='inspection_photo', to='safety.photo')),
                ],
            ),
            migrations.CreateModel(
                name='Inspector',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('proposed_on', models.DateField()),
                    ('evidence', models.CharField(blank=True, max_length=200)),
                    ('proof', models.CharField(blank=True, max_length=200)),
                    ('number', models.CharField(blank=True, max_length=8)),
                    ('token', models.CharField(default=unionhall.modules.safety.models.checklists.new_token, max_length=20, unique=True)),
                    ('appointed_on', models.DateField(null=True)),
                    ('valid_until', models.DateField(null=True)),
                    ('ended_on', models.DateField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('appointment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspector', to='access.appointment')),
                    ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['of', 'state'], name='safety_inspector_of'), models.Index(condition=models.Q(('state', 'appointed')), fields=['valid_until'], name='safety_card_ends')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'appointed', 'ending'))), fields=('of', 'person'), name='safety_inspector_once'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='safety_card_number_once')],
                },
            ),
            migrations.CreateModel(
                name='InspectorRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('requirement', models.CharField(max_length=80)),
                    ('months', models.PositiveSmallIntegerField()),
                    ('created', models.DateTimeField()),
                    ('stopped', models.DateTimeField(null=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('stopped', None)), fields=('unit',), name='safety_one_inspector_rule')],
                },
            ),
            migrations.CreateModel(
                name='Spot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('place', '场所'), ('machine', '设备')], default='place', max_length=7)),
                    ('name', models.CharField(max_length=60)),
                    ('token', models.CharField(default=unionhall.modules.safety.models.checklists.new_token, max_length=20, unique=True)),
                    ('created', models.DateTimeField()),
                    ('retired', models.DateTimeField(null=True)),
                    ('checklist', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spots', to='safety.checklist')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('retired', None)), fields=('unit', 'name'), name='safety_spot_once')],
                },
            ),
        ),
        migrations.AddField(
            model_name='inspection',
            name='spot',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safety.spot'),
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(db_index=True, max_length=30)),
                ('kind', models.CharField(choices=[('own', '日常检查'), ('joint', '联合检查'), ('cross', '交叉检查'), ('learn', '带新人检查')], default='own', max_length=5)),
                ('on', models.DateField()),
                ('words', models.CharField(blank=True, max_length=200)),
                ('at', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('campaign', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('checklist', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='safety.checklist')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['at', 'state'], name='safety_visit_at')],
            },
        ),
        migrations.AddField(
            model_name='inspection',
            name='visit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='safety.visit'),
        ),
        migrations.CreateModel(
            name='VisitMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('leads', '带队'), ('joins', '同去'), ('learns', '学习')], max_length=6)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='safety.visit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'person'), name='safety_visit_member_once')],
            },
        ),
    ]
