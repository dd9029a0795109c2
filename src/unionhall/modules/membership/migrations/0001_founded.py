"""The tables as they stood when the first migrations were put together: a new installation makes them in one go."""

import django.db.models.deletion
import unionhall.kernel.people.secrets
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [('membership', '0001_initial'), ('membership', '0002_duplicates'), ('membership', '0003_regrouping'), ('membership', '0004_answers_and_units'), ('membership', '0005_data_requests'), ('membership', '0006_member_transfers'), ('membership', '0007_fewer_indexes'), ('membership', '0008_days_of_rows')]

    initial = True

    dependencies = [
        ('org', '0001_founded'),
        ('people', '0001_founded'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='RollColumns',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('headings', models.JSONField(default=dict)),
                    ('unit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
                ],
            ),
            migrations.CreateModel(
                name='RollImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200)),
                    ('file', models.CharField(blank=True, max_length=200)),
                    ('mapping', models.JSONField(default=dict)),
                    ('answers', models.JSONField(default=dict)),
                    ('mode', models.CharField(choices=[('add', '添加和更新：表里没有的人不动'), ('replace', '以表为准：表里有的单位，不在表里的会员算离会')], default='add', max_length=7)),
                    ('state', models.CharField(choices=[('uploaded', '收到文件，还没看影响'), ('staged', '看过影响，还没写入'), ('applying', '正在写入'), ('applied', '已写入'), ('undoing', '正在撤销'), ('undone', '已撤销')], default='uploaded', max_length=8)),
                    ('report', models.JSONField(default=dict)),
                    ('effects', models.JSONField(default=dict)),
                    ('stamp', models.BigIntegerField(default=0)),
                    ('account_id', models.BigIntegerField(null=True)),
                    ('created', models.DateTimeField()),
                    ('applied', models.DateTimeField(null=True)),
                    ('undone', models.DateTimeField(null=True)),
                    ('purged', models.DateTimeField(null=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roll_imports', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='membership_import_unit')],
                },
            ),
            migrations.CreateModel(
                name='RollRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveIntegerField()),
                    ('sheet', models.CharField(blank=True, max_length=120)),
                    ('number', models.PositiveIntegerField()),
                    ('began_id', models.BigIntegerField(null=True)),
                    ('ended_id', models.BigIntegerField(null=True)),
                    ('on', models.DateField(null=True)),
                    ('back_on', models.DateField(null=True)),
                    ('outcome', models.CharField(choices=[('new', '新增'), ('changed', '更新'), ('moved', '转入'), ('leaver', '离会'), ('unchanged', '不变'), ('conflict', '要人认一认'), ('problem', '没收下')], max_length=9)),
                    ('state', models.CharField(choices=[('staged', '待写入'), ('applied', '已写入'), ('left', '没动'), ('undone', '已撤销'), ('kept', '没有撤销')], default='staged', max_length=7)),
                    ('is_fresh', models.BooleanField(default=False)),
                    ('fields', models.CharField(blank=True, max_length=120)),
                    ('reason', models.CharField(blank=True, max_length=400)),
                    ('new', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('old', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('roll_import', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='membership.rollimport')),
                    ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['roll_import', 'outcome', 'place'], name='membership_row_outcome'), models.Index(fields=['roll_import', 'unit', 'number'], name='membership_row_unit')],
                    'constraints': [models.UniqueConstraint(fields=('roll_import', 'place'), name='membership_row_once')],
                },
            ),
            migrations.CreateModel(
                name='Transfer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('is_by_member', models.BooleanField(default=False)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('answer', models.CharField(blank=True, max_length=200)),
                    ('asked', models.DateField()),
                    ('decided', models.DateField(null=True)),
                    ('giving', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers_out', to='org.unit')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='people.person')),
                    ('receiving', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers_in', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['giving', '-id'], name='membership_transfer_out'), models.Index(fields=['receiving', '-id'], name='membership_transfer_in')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'agreed'))), fields=('person',), name='membership_one_transfer'), models.CheckConstraint(condition=models.Q(('giving', models.F('receiving')), _negated=True), name='membership_transfer_elsewhere'), models.CheckConstraint(condition=models.Q(('unit', models.F('giving')), ('unit', models.F('receiving')), _connector='OR'), name='membership_transfer_unit')],
                },
            ),
            migrations.CreateModel(
                name='Release',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('transfer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='release', to='membership.transfer')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Unlike',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='membership_unlike_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='membership_unlike_order')],
                },
            ),
            migrations.CreateModel(
                name='Application',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('details', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('applicant', models.CharField(max_length=43)),
                    ('received', models.DateField()),
                    ('decided', models.DateField(null=True)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='people.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='membership_applications')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'received')), fields=('unit', 'applicant'), name='membership_one_application')],
                },
            ),
            migrations.CreateModel(
                name='DataRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('kind', models.CharField(choices=[('correct', '更正个人信息'), ('erase', '删除个人信息')], max_length=7)),
                    ('details', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('answer', models.CharField(blank=True, max_length=200)),
                    ('asked', models.DateField()),
                    ('decided', models.DateField(null=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='people.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='membership_data_requests')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'received')), fields=('person', 'kind'), name='membership_one_data_request')],
                },
            ),
            migrations.CreateModel(
                name='IdentityKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=43)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'key', 'person'), name='membership_key_once')],
                },
            ),
            migrations.CreateModel(
                name='JoinLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.CharField(max_length=32, unique=True)),
                    ('created', models.DateTimeField()),
                    ('closed', models.DateTimeField(null=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_links', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('closed', None)), fields=('unit',), name='membership_one_join_link')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateField()),
                    ('until', models.DateField(null=True)),
                    ('standing', models.CharField(choices=[('full', '会员'), ('kept', '会籍保留')], default='full', max_length=4)),
                    ('group', models.CharField(blank=True, max_length=60)),
                    ('kept_for', models.CharField(blank=True, choices=[('retired', '退休'), ('jobless', '失业或待岗'), ('closed', '单位撤销、破产'), ('left', '本人退会'), ('gone', '离开本单位'), ('died', '去世'), ('moved', '转会'), ('regroup', '单位合并或分立'), ('standing', '会籍状态变了'), ('merged', '两份档案合并'), ('other', '其他')], max_length=8)),
                    ('ended_for', models.CharField(blank=True, choices=[('retired', '退休'), ('jobless', '失业或待岗'), ('closed', '单位撤销、破产'), ('left', '本人退会'), ('gone', '离开本单位'), ('died', '去世'), ('moved', '转会'), ('regroup', '单位合并或分立'), ('standing', '会籍状态变了'), ('merged', '两份档案合并'), ('other', '其他')], max_length=8)),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('until', None)), fields=['unit', 'person'], name='membership_open_unit'), models.Index(fields=['person', '-since'], name='membership_person')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person',), name='membership_one_open'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='membership_until_after')],
                },
            ),
        ),
    ]
