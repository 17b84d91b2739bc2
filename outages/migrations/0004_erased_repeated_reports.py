"""Marks repeated reports whose answers were erased."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outages', '0003_what_repeated_reports_say'),
    ]

    operations = [
        migrations.AddField(
            model_name='repeatedreport',
            name='is_erased',
            field=models.BooleanField(db_default=False, default=False, help_text='All answers that are kept for a time only are gone.'),
        ),
    ]
