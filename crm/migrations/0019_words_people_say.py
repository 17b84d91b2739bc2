"""Keeps the words of names and places with their misspellings, and indexes what people say by word and from the end.

On PostgreSQL `tcz_words` makes the set of a folded text's words; it is declared dear, so that no plan computes it for
every row instead of entering the index. SQLite reads its smaller tables.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState, StateApps

BATCH = 1_000

FUNCTION = """
CREATE OR REPLACE FUNCTION tcz_words(folded text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
BEGIN
    RETURN pg_catalog.array_to_tsvector(pg_catalog.array_remove(
        pg_catalog.string_to_array(pg_catalog.translate(folded, '/', ' '), ' '), ''));
END $$
"""

INDEXES = {
    "customer_words": "crm_customer USING gin (tcz_words(folded_name)) WITH (fastupdate = off)",
    "service_point_words": "crm_servicepoint USING gin (tcz_words(folded_address)) WITH (fastupdate = off)",
    "phone_backwards": "crm_customerphone (reverse(number) text_pattern_ops)",
    "ppe_backwards": "crm_servicepoint (reverse(ppe) text_pattern_ops)",
    "meter_backwards": "crm_meter (reverse(serial_number) text_pattern_ops)",
}


class AddIndexQuietly(migrations.AddIndex):
    """As `AddIndex`, concurrently where the database can."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, concurrently=True)


def index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for name, what in INDEXES.items():
            # One that was cut off while it was built is there, but of no use.
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            cursor.execute(f"CREATE INDEX CONCURRENTLY {name} ON {what}")
        for table in sorted({what.split()[0] for what in INDEXES.values()}):
            cursor.execute(f"ANALYZE {table}")


def unindex(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        cursor.execute("DROP FUNCTION IF EXISTS tcz_words(text)")


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take in the words that are there; of a large register the database makes the list."""
    names = _words(apps.get_model("crm", "Customer"), "folded_name", schema_editor)
    places = _words(apps.get_model("crm", "ServicePoint"), "folded_address", schema_editor)
    SearchWord, SearchVariant = apps.get_model("crm", "SearchWord"), apps.get_model("crm", "SearchVariant")
    known = set(SearchWord.objects.values_list("word", flat=True))
    fresh = iter(sorted((names | places) - known))
    while batch := list(islice(fresh, BATCH)):
        rows = [SearchWord(word=word, is_name=word in names, is_place=word in places) for word in batch]
        SearchWord.objects.bulk_create(rows)
        SearchVariant.objects.bulk_create(
            SearchVariant(word=row, variant=variant) for row in rows for variant in _variants(row.word)
        )


def _words(model: Any, field: str, schema_editor: BaseDatabaseSchemaEditor) -> set[str]:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            table = schema_editor.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT DISTINCT unnest(string_to_array(translate({field}, '/', ' '), ' ')) FROM {table}")
            return _worthy(row[0] for row in cursor.fetchall())
    texts = model.objects.order_by().values_list(field, flat=True).iterator(BATCH)
    return _worthy(word for text in texts for word in text.replace("/", " ").split())


def _worthy(words: Iterable[str]) -> set[str]:
    return {word for word in words if 3 <= len(word) <= 40 and not re.search(r"\d", word)}


def _variants(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0018_cards_by_number_and_emails")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=40, unique=True)),
                ("is_name", models.BooleanField(default=False)),
                ("is_place", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "word to search by",
                "verbose_name_plural": "words to search by",
                "ordering": ["word"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchVariant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("variant", models.CharField(db_index=True, max_length=40)),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="variants", to="crm.searchword"
                    ),
                ),
            ],
            options={
                "verbose_name": "word with a letter missing",
                "verbose_name_plural": "words with a letter missing",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("word", "variant"), name="variant_once_a_word")],
            },
        ),
        AddIndexQuietly(
            "customer", models.Index(fields=["nip"], condition=~models.Q(nip=""), name="customer_by_nip")
        ),
        AddIndexQuietly(
            "customer", models.Index(fields=["pesel"], condition=~models.Q(pesel=""), name="customer_by_pesel")
        ),
        AddIndexQuietly(
            "billingcard",
            models.Index(fields=["account_number"], condition=~models.Q(account_number=""), name="billing_by_account"),
        ),
        migrations.RunPython(index, unindex),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
