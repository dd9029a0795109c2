import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_fewer_indexes'),
    ]

    operations = [
        # the first 96 bits of the same hash: everybody is found as before
        migrations.RunSQL(
            "UPDATE people_person SET document_hash = substr(document_hash, 1, 16), phone_hash = substr(phone_hash, 1, 16)",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name='person',
            name='document_hash',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AlterField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person'),
        ),
        migrations.AlterField(
            model_name='person',
            name='phone_hash',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='people_merged'),
        ),
    ]
