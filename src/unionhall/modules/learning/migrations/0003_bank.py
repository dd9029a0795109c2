import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0002_sitting'),
        ('org', '0002_path_by_bytes'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='question',
            name='accepts',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='question',
            name='author',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='question',
            name='difficulty',
            field=models.PositiveSmallIntegerField(choices=[(1, '易'), (2, '中'), (3, '难')], default=2),
        ),
        migrations.AddField(
            model_name='question',
            name='is_shared',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='question',
            name='lefts',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='question',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='learning.question'),
        ),
        migrations.AddField(
            model_name='question',
            name='position',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='question',
            name='remark',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='question',
            name='reviewed',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='question',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='question',
            name='rule',
            field=models.CharField(blank=True, max_length=40),
        ),
        # what was written before there was a review is in use: it counts as approved
        migrations.AddField(
            model_name='question',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('review', '等复核'), ('approved', '能用'), ('retired', '停用')], default='approved', max_length=8),
        ),
        migrations.AlterField(
            model_name='question',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('review', '等复核'), ('approved', '能用'), ('retired', '停用')], default='draft', max_length=8),
        ),
        migrations.AddField(
            model_name='question',
            name='topic',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='question',
            name='writer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person'),
        ),
        migrations.AlterField(
            model_name='question',
            name='kind',
            field=models.CharField(choices=[('single', '单选题'), ('multiple', '多选题'), ('true_false', '判断题'), ('fill', '填空题'), ('matching', '连线题'), ('case', '案例题')], max_length=12),
        ),
        migrations.AlterField(
            model_name='question',
            name='right',
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['unit', 'state', 'topic'], name='learning_question_topic'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('parent__isnull', False)), fields=('parent', 'position'), name='learning_part_once'),
        ),
    ]
