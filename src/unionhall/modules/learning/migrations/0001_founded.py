"""The tables as they stood when the first migrations were put together: a new installation makes them in one go."""

import django.db.models.deletion
import unionhall.modules.learning.models.certificates
import unionhall.modules.learning.models.sheets
from django.db import migrations, models

from unionhall.kernel.tables import Tables


class Migration(migrations.Migration):

    replaces = [('learning', '0001_initial'), ('learning', '0002_sitting'), ('learning', '0003_bank'), ('learning', '0004_paper_rules'), ('learning', '0005_media'), ('learning', '0006_kept'), ('learning', '0007_question_files'), ('learning', '0008_lessons'), ('learning', '0009_certificates'), ('learning', '0010_told'), ('learning', '0011_corrections')]

    initial = True

    dependencies = [
        ('campaigns', '0001_founded'),
        ('org', '0001_founded'),
        ('people', '0001_founded'),
    ]

    operations = [
        Tables(
            migrations.CreateModel(
                name='Lesson',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120)),
                    ('sections', models.JSONField(default=list)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('is_shared', models.BooleanField(default=False)),
                    ('created', models.DateTimeField()),
                    ('changed', models.DateTimeField(null=True)),
                    ('copied_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='learning.lesson')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='learning_lesson_unit')],
                },
            ),
            migrations.CreateModel(
                name='LessonVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField()),
                    ('title', models.CharField(max_length=120)),
                    ('sections', models.JSONField()),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='learning.lesson')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('lesson', 'version'), name='learning_lesson_version_once')],
                },
            ),
            migrations.CreateModel(
                name='Media',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(max_length=64)),
                    ('kind', models.CharField(choices=[('picture', '图片'), ('audio', '录音'), ('video', '视频'), ('document', 'PDF')], max_length=8)),
                    ('ending', models.CharField(max_length=3)),
                    ('name', models.CharField(max_length=120)),
                    ('bytes', models.PositiveBigIntegerField()),
                    ('width', models.PositiveIntegerField(null=True)),
                    ('height', models.PositiveIntegerField(null=True)),
                    ('created', models.DateTimeField()),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('unit', 'sha256'), name='learning_media_once')],
                },
            ),
            migrations.CreateModel(
                name='Paper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120)),
                    ('pass_marks', models.PositiveSmallIntegerField()),
                    ('tries', models.PositiveSmallIntegerField(default=1)),
                    ('minutes', models.PositiveSmallIntegerField(null=True)),
                    ('counts', models.CharField(choices=[('best', '成绩最好的一次'), ('last', '最后一次'), ('first', '第一次'), ('mean', '几次的平均')], default='best', max_length=5)),
                    ('answers_shown', models.CharField(choices=[('at_once', '交卷就看'), ('after_end', '答卷时间过了再看'), ('never', '不看')], default='at_once', max_length=9)),
                    ('opens', models.DateTimeField(null=True)),
                    ('closes', models.DateTimeField(null=True)),
                    ('mixes_questions', models.BooleanField(default=False)),
                    ('mixes_options', models.BooleanField(default=False)),
                    ('partial_multiple', models.CharField(blank=True, choices=[('', '全对才得分'), ('half', '少选得一半，错选不得分'), ('share', '少选按选对的个数得分，错选不得分')], default='', max_length=5)),
                    ('marks_parts', models.BooleanField(default=False)),
                    ('is_practice', models.BooleanField(default=False)),
                    ('learn_first', models.BooleanField(default=False)),
                    ('draws', models.JSONField(default=list)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('fixed_at', models.DateTimeField(null=True)),
                    ('content', models.JSONField(default=list)),
                    ('withdrawn', models.JSONField(default=list)),
                    ('edition', models.PositiveSmallIntegerField(default=0)),
                    ('created', models.DateTimeField()),
                    ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='learning.paper')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='learning_paper_unit')],
                },
            ),
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created', models.DateTimeField()),
                    ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                    ('lesson', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='learning.lesson')),
                    ('paper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='learning.paper')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('campaign', 'paper'), name='learning_paper_once_a_campaign'), models.CheckConstraint(condition=models.Q(('lesson__isnull', False), ('paper__isnull', False), _connector='OR'), name='learning_something_assigned')],
                },
            ),
            migrations.CreateModel(
                name='CertificateRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('asks', models.CharField(choices=[('passed', '答卷合格'), ('learnt', '学完这一课')], default='passed', max_length=6)),
                    ('least_marks', models.PositiveSmallIntegerField(null=True)),
                    ('title', models.CharField(max_length=60)),
                    ('wording', models.TextField()),
                    ('months', models.PositiveSmallIntegerField(null=True)),
                    ('remind_days', models.PositiveSmallIntegerField(default=30)),
                    ('created', models.DateTimeField()),
                    ('stopped', models.DateTimeField(null=True)),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificate_rules', to='learning.assignment')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('stopped', None)), fields=('assignment',), name='learning_one_certificate_rule')],
                },
            ),
            migrations.CreateModel(
                name='Correction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(db_index=True, max_length=30)),
                    ('edition', models.PositiveSmallIntegerField()),
                    ('sheets', models.PositiveIntegerField()),
                    ('now_passed', models.PositiveIntegerField()),
                    ('now_failed', models.PositiveIntegerField()),
                    ('due', models.DateField()),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='learning.paper')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('paper', 'edition', 'unit'), name='learning_corrected_once_a_unit')],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('single', '单选题'), ('multiple', '多选题'), ('true_false', '判断题'), ('fill', '填空题'), ('matching', '连线题'), ('case', '案例题')], max_length=12)),
                    ('text', models.TextField()),
                    ('options', models.JSONField(default=list)),
                    ('lefts', models.JSONField(default=list)),
                    ('accepts', models.JSONField(default=list)),
                    ('right', models.CharField(blank=True, max_length=8)),
                    ('explanation', models.TextField(blank=True)),
                    ('basis', models.CharField(blank=True, max_length=200)),
                    ('rule', models.CharField(blank=True, max_length=40)),
                    ('topic', models.CharField(blank=True, max_length=60)),
                    ('difficulty', models.PositiveSmallIntegerField(choices=[(1, '易'), (2, '中'), (3, '难')], default=2)),
                    ('author', models.CharField(blank=True, max_length=60)),
                    ('is_shared', models.BooleanField(default=False)),
                    ('state', models.CharField(choices=[('draft', '草稿'), ('review', '等复核'), ('approved', '能用'), ('retired', '停用')], default='draft', max_length=8)),
                    ('reviewed', models.DateTimeField(null=True)),
                    ('remark', models.CharField(blank=True, max_length=200)),
                    ('created', models.DateTimeField()),
                    ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='learning.question')),
                    ('picture', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.media')),
                    ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('writer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='learning_question_unit'), models.Index(fields=['unit', 'state', 'topic'], name='learning_question_topic')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('parent__isnull', False)), fields=('parent', 'position'), name='learning_part_once')],
                },
            ),
            migrations.CreateModel(
                name='PaperQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('marks', models.PositiveSmallIntegerField()),
                    ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='learning.paper')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='learning.question')),
                ],
                options={
                    'ordering': ('paper', 'position'),
                    'constraints': [models.UniqueConstraint(fields=('paper', 'question'), name='learning_question_once'), models.UniqueConstraint(fields=('paper', 'position'), name='learning_position_once')],
                },
            ),
            migrations.CreateModel(
                name='QuestionFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=200)),
                    ('format', models.CharField(max_length=8)),
                    ('items', models.JSONField(default=list)),
                    ('not_taken', models.JSONField(default=list)),
                    ('state', models.CharField(choices=[('read', '看过，还没收下'), ('taken', '已收下')], default='read', max_length=5)),
                    ('taken', models.PositiveIntegerField(default=0)),
                    ('created', models.DateTimeField()),
                    ('reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='learning_file_unit')],
                },
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField()),
                    ('right', models.CharField(blank=True, max_length=200)),
                    ('began', models.DateTimeField()),
                    ('done', models.DateTimeField(null=True)),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='learning.lesson')),
                    ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='campaigns.participant')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('participant', 'lesson'), name='learning_reading_once')],
                },
            ),
            migrations.CreateModel(
                name='Sheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public', models.CharField(default=unionhall.modules.learning.models.sheets.new_public_id, max_length=22, unique=True)),
                    ('attempt', models.PositiveSmallIntegerField(default=1)),
                    ('opened', models.DateTimeField()),
                    ('lesson_read', models.DateTimeField(null=True)),
                    ('seed', models.PositiveIntegerField(default=0)),
                    ('began', models.DateTimeField(null=True)),
                    ('ends', models.DateTimeField(null=True)),
                    ('extra_minutes', models.PositiveSmallIntegerField(default=0)),
                    ('answers', models.TextField(blank=True)),
                    ('seq', models.PositiveIntegerField(default=0)),
                    ('saved_at', models.DateTimeField(null=True)),
                    ('receipts', models.TextField(blank=True)),
                    ('handed_in', models.DateTimeField(null=True)),
                    ('is_by_clock', models.BooleanField(default=False)),
                    ('right', models.PositiveSmallIntegerField(null=True)),
                    ('marks', models.PositiveSmallIntegerField(null=True)),
                    ('is_passed', models.BooleanField(null=True)),
                    ('edition', models.PositiveSmallIntegerField(default=0)),
                    ('counted_on', models.DateField(null=True)),
                    ('is_set_aside', models.BooleanField(default=False)),
                    ('is_kept', models.BooleanField(default=False)),
                    ('is_told', models.BooleanField(default=False)),
                    ('voided', models.DateTimeField(null=True)),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='learning.assignment')),
                    ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.participant')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ],
                options={
                    'indexes': [models.Index(fields=['participant'], name='learning_sheet_participant'), models.Index(condition=models.Q(('handed_in', None), ('seq__gt', 0)), fields=['assignment'], name='learning_open_sheet'), models.Index(condition=models.Q(('handed_in', None), ('seq__gt', 0)), fields=['ends'], name='learning_sheet_ends'), models.Index(fields=['unit', 'counted_on'], name='learning_sheet_unit')],
                    'constraints': [models.UniqueConstraint(fields=('assignment', 'participant', 'attempt'), name='learning_sheet_once'), models.CheckConstraint(condition=models.Q(models.Q(('counted_on', None), ('handed_in', None), ('marks', None)), models.Q(('handed_in__isnull', False), ('is_passed__isnull', False), ('marks__isnull', False), ('right__isnull', False)), _connector='OR'), name='learning_marks_with_hand_in'), models.CheckConstraint(condition=models.Q(('counted_on', None), models.Q(('is_set_aside', False), ('voided', None)), _connector='OR'), name='learning_void_counts_nowhere')],
                },
            ),
            migrations.CreateModel(
                name='ReceiptPage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField()),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipt_pages', to='learning.sheet')),
                ],
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.CharField(default=unionhall.modules.learning.models.certificates.new_token, max_length=20, unique=True)),
                    ('issued', models.DateField()),
                    ('expires', models.DateField(null=True)),
                    ('reminded', models.DateTimeField(null=True)),
                    ('revoked', models.DateTimeField(null=True)),
                    ('reason', models.CharField(blank=True, max_length=200)),
                    ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.participant')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='learning.certificaterule')),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.sheet')),
                ],
                options={
                    'indexes': [models.Index(fields=['unit', '-id'], name='learning_certificate_unit'), models.Index(condition=models.Q(('reminded', None), ('revoked', None)), fields=['expires'], name='learning_certificate_expires')],
                    'constraints': [models.UniqueConstraint(fields=('rule', 'participant'), name='learning_certificate_once'), models.CheckConstraint(condition=models.Q(('revoked', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='learning_certificate_revoked_with_reason')],
                },
            ),
        ),
    ]
