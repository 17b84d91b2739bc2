"""Lets the entries of a tree be deleted with their dictionary; nothing of the tables changes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ticketforms', '0009_files_with_answers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dictionaryentry',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='children', to='ticketforms.dictionaryentry', verbose_name='belongs to'),
        ),
        migrations.AlterField(
            model_name='dictionaryentry',
            name='replaced_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='replaces', to='ticketforms.dictionaryentry', verbose_name='replaced by'),
        ),
    ]
