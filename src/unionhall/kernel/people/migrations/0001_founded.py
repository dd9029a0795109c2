"""The tables as they stood when the first migrations were put together: a new installation makes them in one go."""

import django.db.models.deletion
import unionhall.kernel.people.secrets
from django.conf import settings
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_merge'), ('people', '0003_fewer_indexes')]

    initial = True

    dependencies = [
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('name_key', models.CharField(max_length=120)),
                    ('sex', models.CharField(blank=True, choices=[('m', '男'), ('f', '女'), ('', '未填')], max_length=1)),
                    ('born', models.DateField(null=True)),
                    ('document_kind', models.CharField(blank=True, choices=[('id', '居民身份证'), ('hkm', '港澳居民来往内地通行证'), ('tw', '台湾居民来往大陆通行证'), ('green', '外国人永久居留身份证'), ('passport', '护照')], max_length=8)),
                    ('document', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('document_hash', models.CharField(blank=True, max_length=43)),
                    ('phone', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('phone_hash', models.CharField(blank=True, max_length=43)),
                    ('created', models.DateTimeField()),
                    ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['phone_hash'], name='people_phone')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('document_hash', ''), _negated=True), ('merged_into', None)), fields=('document_hash',), name='people_document_once')],
                },
            ),
            migrations.CreateModel(
                name='Merge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit_id', models.BigIntegerField()),
                    ('at', models.DateTimeField()),
                    ('undone', models.DateTimeField(null=True)),
                    ('moved', models.JSONField(default=dict)),
                    ('gone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit_id', '-id'], name='people_merge_unit')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('undone', None)), fields=('gone',), name='people_merged_once'), models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='people_merge_of_two')],
                },
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('login', models.CharField(max_length=43, unique=True)),
                    ('state', models.CharField(choices=[('pending', '待启用'), ('active', '启用'), ('closed', '停用')], default='pending', max_length=8)),
                    ('activation_hash', models.CharField(blank=True, max_length=43)),
                    ('activation_until', models.DateTimeField(null=True)),
                    ('created', models.DateTimeField()),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='people.person')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SignInTry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('login', models.CharField(max_length=43)),
                    ('kind', models.CharField(max_length=8)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'indexes': [models.Index(fields=['login', 'kind', 'at'], name='people_tries')],
                },
            ),
            migrations.CreateModel(
                name='OneTimeCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(max_length=8)),
                    ('code_hash', models.CharField(max_length=43)),
                    ('expires', models.DateTimeField()),
                    ('tries_left', models.PositiveSmallIntegerField()),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('account', 'purpose'), name='people_one_code')],
                },
            ),
        ),
    ]
