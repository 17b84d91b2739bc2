"""Keeps how far the comparison of all customers has come."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0023_replies_sent_by_hand'),
    ]

    operations = [
        migrations.CreateModel(
            name='DuplicateSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('step', models.PositiveSmallIntegerField(default=0, help_text='Which kind of thing that people share is looked at.')),
                ('place', models.CharField(blank=True, help_text='The last value that was; empty once it is through.', max_length=240)),
                ('is_cut', models.BooleanField(default=False, help_text='Something was shared by too many to say anything.')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
