"""A queue and a time of erasure for tickets, answers in columns, and what answers were before a change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('crm', '0007_notes_out_of_the_feed'),
        ('ticketforms', '0004_retired_without_help'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'change of answers',
                'verbose_name_plural': 'changes of answers',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AnswerIndex',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=50)),
                ('text', models.CharField(help_text='The value as it is kept, a choice by its code.', max_length=240)),
                ('folded', models.CharField(blank=True, default='', help_text='What is searched, folded; empty unless it is searchable.', max_length=240)),
                ('number', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('day', models.DateField(null=True)),
                ('is_sensitive', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'indexed answer',
                'verbose_name_plural': 'indexed answers',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='ticket',
            options={'ordering': ['-reported_at', '-pk'], 'permissions': [('view_sensitive_answers', 'Can see sensitive answers whole')], 'verbose_name': 'ticket', 'verbose_name_plural': 'tickets'},
        ),
        migrations.AddField(
            model_name='ticket',
            name='erase_at',
            field=models.DateTimeField(blank=True, editable=False, help_text='When the next answer has been kept as long as its form says.', null=True),
        ),
        migrations.AddField(
            model_name='ticket',
            name='queue',
            field=models.CharField(blank=True, db_default='', default='', help_text='A code of the dictionary “queue”, set by the rules of the form.', max_length=50, verbose_name='queue'),
        ),
        migrations.AddField(
            model_name='ticket',
            name='surroundings',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, editable=False, help_text="What the form's rules saw beside the answers when it was registered."),
        ),
        migrations.AddField(
            model_name='answerchange',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='answerchange',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answer_changes', to='crm.ticket'),
        ),
        migrations.AddField(
            model_name='answerindex',
            name='ticket',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.ticket'),
        ),
        migrations.AddIndex(
            model_name='answerindex',
            index=models.Index(fields=['field', 'text'], name='answer_by_value'),
        ),
        migrations.AddIndex(
            model_name='answerindex',
            index=models.Index(condition=models.Q(('number__isnull', False)), fields=['field', 'number'], name='answer_by_number'),
        ),
        migrations.AddIndex(
            model_name='answerindex',
            index=models.Index(condition=models.Q(('day__isnull', False)), fields=['field', 'day'], name='answer_by_day'),
        ),
    ]
