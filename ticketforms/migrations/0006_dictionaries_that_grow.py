"""Dictionaries grow: parents, other names, colours, dates and replacements of entries, attributes, roles."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("ticketforms", "0005_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="DictionaryAttribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_pl", models.CharField(max_length=120, verbose_name="Polish label")),
                ("label_en", models.CharField(blank=True, max_length=120, verbose_name="English label")),
                ("code", models.SlugField(verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "text"), ("number", "number"), ("yes_no", "yes or no"), ("date", "date")],
                        default="text",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("sort_order", models.PositiveIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "attribute",
                "verbose_name_plural": "attributes",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="dictionary",
            options={
                "ordering": ["label_pl", "pk"],
                "permissions": [("answer_from_dictionary", "Can answer questions from dictionaries")],
                "verbose_name": "dictionary",
                "verbose_name_plural": "dictionaries",
            },
        ),
        migrations.AddField(
            model_name="dictionary",
            name="kept_by",
            field=models.ManyToManyField(
                blank=True,
                help_text="With none chosen, everybody who may change dictionaries.",
                related_name="+",
                to="auth.group",
                verbose_name="changed by",
            ),
        ),
        migrations.AddField(
            model_name="dictionary",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="The dictionary whose entries narrow this one: streets lie under towns.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="ticketforms.dictionary",
                verbose_name="lies under",
            ),
        ),
        migrations.AddField(
            model_name="dictionary",
            name="seen_by",
            field=models.ManyToManyField(
                blank=True,
                help_text="With none chosen, everybody who may see dictionaries.",
                related_name="+",
                to="auth.group",
                verbose_name="seen by",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="abbreviation",
            field=models.CharField(blank=True, max_length=20, verbose_name="abbreviation"),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="attributes",
            field=models.JSONField(blank=True, default=dict, verbose_name="attributes"),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="colour",
            field=models.CharField(
                blank=True,
                choices=[
                    ("red", "red"),
                    ("amber", "amber"),
                    ("blue", "blue"),
                    ("green", "green"),
                    ("violet", "violet"),
                    ("grey", "grey"),
                ],
                max_length=8,
                verbose_name="colour",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="ticketforms.dictionaryentry",
                verbose_name="belongs to",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaces",
                to="ticketforms.dictionaryentry",
                verbose_name="replaced by",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="synonyms",
            field=models.CharField(
                blank=True,
                help_text="What else people call it, with commas between.",
                max_length=400,
                verbose_name="other names",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="icon",
            field=models.CharField(blank=True, max_length=20, verbose_name="icon"),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="valid_from",
            field=models.DateField(blank=True, null=True, verbose_name="in use from"),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="valid_to",
            field=models.DateField(
                blank=True,
                help_text="The first day on which it is not offered any more.",
                null=True,
                verbose_name="in use until",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryentry",
            name="folded",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="dictionaryentry",
            index=models.Index(fields=["dictionary", "sort_order", "folded", "id"], name="entry_in_its_order"),
        ),
        migrations.AddIndex(
            model_name="dictionaryentry",
            index=models.Index(
                fields=["dictionary", "folded"], name="entry_by_its_name", opclasses=["", "text_pattern_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="dictionary",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("pk")), _negated=True), name="dictionary_not_under_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="dictionaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to", None), ("valid_from", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="entry_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="dictionaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent", models.F("pk")), _negated=True),
                    models.Q(("replaced_by", models.F("pk")), _negated=True),
                ),
                name="entry_not_under_or_after_itself",
            ),
        ),
        migrations.AddField(
            model_name="dictionaryattribute",
            name="dictionary",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="attributes", to="ticketforms.dictionary"
            ),
        ),
        migrations.AddConstraint(
            model_name="dictionaryattribute",
            constraint=models.UniqueConstraint(fields=("dictionary", "code"), name="attribute_once_a_dictionary"),
        ),
    ]
