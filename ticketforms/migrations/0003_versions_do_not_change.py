"""The database refuses to change or delete a frozen form version, whoever asks.

SQLite loses triggers with a table that a later migration remakes: such a migration runs these statements again.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION ticketforms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published form version does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER formversion_does_not_change BEFORE UPDATE OR DELETE ON ticketforms_formversion
    FOR EACH ROW EXECUTE FUNCTION ticketforms_refuse_change();
"""
POSTGRESQL_BACK = """
DROP TRIGGER formversion_does_not_change ON ticketforms_formversion;
DROP FUNCTION ticketforms_refuse_change();
"""
SQLITE = [
    f"""
    CREATE TRIGGER formversion_no_{verb.lower()} BEFORE {verb} ON ticketforms_formversion
    BEGIN SELECT RAISE(ABORT, 'a published form version does not change'); END
    """
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER formversion_no_update", "DROP TRIGGER formversion_no_delete"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("ticketforms", "0002_fields_as_blocks")]

    operations = [
        migrations.RunPython(
            _run({"postgresql": [POSTGRESQL], "sqlite": SQLITE}),
            _run({"postgresql": [POSTGRESQL_BACK], "sqlite": SQLITE_BACK}),
        )
    ]
