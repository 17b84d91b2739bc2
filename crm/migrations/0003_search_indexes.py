"""Trigram indexes on PostgreSQL for words anywhere in names, addresses and numbers; SQLite reads the whole table."""

from django.db import Error, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INDEXES = [
    ("customer_name_words", "crm_customer", "folded_name"),
    ("service_point_address_words", "crm_servicepoint", "folded_address"),
    ("phone_last_digits", "crm_customerphone", "number"),
]


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except Error:
            # Without the extension searching is slower, not wrong; the operator's guide says how to add it.
            return
        for name, table, column in INDEXES:
            cursor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} USING gin ({column} gin_trgm_ops)")


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for name, _table, _column in INDEXES:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("crm", "0002_ticket_resolution")]

    operations = [migrations.RunPython(create, drop)]
