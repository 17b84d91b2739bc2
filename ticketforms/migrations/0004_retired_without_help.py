"""What retired means is said once, above the entries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ticketforms", "0003_versions_do_not_change")]

    operations = [
        migrations.AlterField(
            model_name="dictionaryentry",
            name="is_retired",
            field=models.BooleanField(default=False, verbose_name="retired"),
        ),
    ]
