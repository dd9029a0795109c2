
import django.db.models.deletion
import unionhall.kernel.people.secrets
import unionhall.modules.safety.models.numbers
import unionhall.modules.safety.models.photos
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_founded'),
        ('people', '0004_short_hashes'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Hazard',
                fields=[
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('id', models.BigIntegerField(default=unionhall.modules.safety.models.numbers.random_id, editable=False, primary_key=True, serialize=False)),
                    ('number', models.CharField(blank=True, max_length=24)),
                    ('source', models.CharField(choices=[('report', '职工报的'), ('inspection', '监督检查'), ('sweep', '专项排查'), ('own', '本级登记')], max_length=10)),
                    ('origin', models.CharField(blank=True, max_length=60)),
                    ('kind', models.CharField(choices=[('electric', '用电'), ('machine', '机器'), ('height', '高处'), ('fire', '消防通道'), ('chemical', '化学品'), ('dust', '粉尘噪声'), ('vehicle', '车辆吊装'), ('protection', '防护用品'), ('other', '别的'), ('unclear', '说不清')], max_length=10)),
                    ('grade', models.CharField(blank=True, choices=[('general', '一般隐患'), ('major', '重大隐患')], max_length=7)),
                    ('place', models.CharField(max_length=120)),
                    ('words', models.TextField()),
                    ('found_on', models.DateField()),
                    ('raised_because', models.CharField(blank=True, max_length=200)),
                    ('is_about_union', models.BooleanField(default=False)),
                    ('harm', models.TextField(blank=True)),
                    ('plan', models.JSONField(default=dict)),
                    ('mender_text', models.CharField(blank=True, max_length=60)),
                    ('due', models.DateField(null=True)),
                    ('mended_by', models.BigIntegerField(null=True)),
                    ('told_above', models.DateTimeField(null=True)),
                    ('told_congress', models.DateField(null=True)),
                    ('asked_on', models.DateField(null=True)),
                    ('closed_on', models.DateField(null=True)),
                    ('again_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recurrences', to='safety.hazard')),
                    ('counted_at', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('joined_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='safety.hazard')),
                    ('mender', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                    ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hazards_at', to='org.unit')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hazards', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-found_on', '-id'], name='safety_ledger'), models.Index(fields=['-found_on', '-id'], name='safety_ledger_all'), models.Index(fields=['unit', 'state', 'due'], name='safety_open'), models.Index(fields=['site', 'kind'], name='safety_site'), models.Index(fields=['counted_at', 'closed_on'], name='safety_counted')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('joined_to', models.F('id')), _negated=True), name='safety_joined_to_another'), models.CheckConstraint(condition=models.Q(('again_of', models.F('id')), _negated=True), name='safety_again_of_another')],
                },
            ),
            migrations.CreateModel(
                name='HazardAbout',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person_id', models.BigIntegerField()),
                    ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='about', to='safety.hazard')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person_id', 'hazard'), name='safety_about_once')],
                },
            ),
            migrations.CreateModel(
                name='Mending',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.TextField()),
                    ('cost', models.PositiveBigIntegerField(null=True)),
                    ('mended_by', models.BigIntegerField(null=True)),
                    ('mended', models.DateTimeField()),
                    ('recheck_words', models.TextField(blank=True)),
                    ('rechecked_by', models.BigIntegerField(null=True)),
                    ('rechecked', models.DateTimeField(null=True)),
                    ('is_right', models.BooleanField(null=True)),
                    ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mendings', to='safety.hazard')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('rechecked_by', None), ('mended_by', None), models.Q(('rechecked_by', models.F('mended_by')), _negated=True), _connector='OR'), name='safety_rechecked_by_another'), models.UniqueConstraint(condition=models.Q(('is_right', None)), fields=('hazard',), name='safety_one_round_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigIntegerField(default=unionhall.modules.safety.models.numbers.random_id, editable=False, primary_key=True, serialize=False)),
                    ('receipt_hash', models.CharField(max_length=43, unique=True)),
                    ('name', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('phone', unionhall.kernel.people.secrets.EncryptedField(blank=True)),
                    ('words', unionhall.kernel.people.secrets.EncryptedField()),
                    ('hour', models.DateTimeField()),
                    ('verdict', models.CharField(blank=True, choices=[('good', '改好了'), ('bad', '没改好')], max_length=4)),
                    ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='safety.hazard')),
                ],
            ),
            migrations.CreateModel(
                name='Photo',
                fields=[
                    ('id', models.BigIntegerField(default=unionhall.modules.safety.models.numbers.random_id, editable=False, primary_key=True, serialize=False)),
                    ('key', models.CharField(default=unionhall.modules.safety.models.photos.new_key, max_length=22, unique=True)),
                    ('when', models.CharField(choices=[('before', '整改前'), ('after', '整改后')], default='before', max_length=6)),
                    ('ending', models.CharField(max_length=3)),
                    ('width', models.PositiveIntegerField()),
                    ('height', models.PositiveIntegerField()),
                    ('hour', models.DateTimeField()),
                    ('data', models.BinaryField()),
                    ('hazard', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='safety.hazard')),
                    ('mending', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='safety.mending')),
                    ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='safety.report')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('hazard', None)), fields=['hour'], name='safety_loose_photos')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigIntegerField(default=unionhall.modules.safety.models.numbers.random_id, editable=False, primary_key=True, serialize=False)),
                    ('is_from_reporter', models.BooleanField()),
                    ('text', unionhall.kernel.people.secrets.EncryptedField()),
                    ('hour', models.DateTimeField()),
                    ('place', models.PositiveIntegerField()),
                    ('by', models.BigIntegerField(null=True)),
                    ('is_read', models.BooleanField(default=False)),
                    ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='safety.report')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('report', 'place'), name='safety_talk_order')],
                },
            ),
        ),
    ]
