from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0008_days_of_rows'),
    ]

    operations = [
        # the first 96 bits of the same hash: everybody is recognised as before
        migrations.RunSQL("UPDATE membership_identitykey SET key = substr(key, 1, 16)", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='identitykey',
            name='key',
            field=models.CharField(max_length=16),
        ),
    ]
