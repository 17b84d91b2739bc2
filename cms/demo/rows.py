"""Writes many rows quickly: keys are given here, batches go out as COPY on PostgreSQL and bulk inserts elsewhere.

For an otherwise quiet database only: nobody else may insert into the same tables until the transaction ends.
"""

from collections import defaultdict
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

_BATCH = 5_000
Row = TypeVar("Row", bound=models.Model)


class Rows:
    """Rows that wait to be written; call `write` before anybody reads them back."""

    def __init__(self) -> None:
        self._waiting: defaultdict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._last_key: dict[type[models.Model], int] = {}
        self.written = 0

    def add(self, row: Row) -> Row:
        """Give the row its key, so that others can point at it; it may still be changed until the next one is added."""
        model = type(row)
        if model not in self._last_key:
            self._last_key[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self._last_key[model] += 1
        row.pk = self._last_key[model]
        if len(self._waiting[model]) >= _BATCH:
            self._write(model)
        self._waiting[model].append(row)
        return row

    def write(self) -> None:
        """Write all that waits, let the database's own keys go on behind ours, and its planner know what it has."""
        for model in list(self._waiting):
            self._write(model)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._last_key)):
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                for model in self._last_key:
                    cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
        self._last_key.clear()

    def _write(self, model: type[models.Model]) -> None:
        """Write what waits of a model, after the rows it points at: foreign keys can then be checked at once."""
        for field in model._meta.concrete_fields:
            parent = field.related_model
            if isinstance(parent, type) and parent is not model and self._waiting.get(parent):
                self._write(parent)
        rows, self._waiting[model] = self._waiting[model], []
        self.written += len(rows)
        if connection.vendor == "postgresql":
            _copy(model, rows)
        else:
            model._default_manager.bulk_create(rows)


def _copy(model: type[models.Model], rows: list[models.Model]) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([_column(field, getattr(row, field.attname)) for field in fields])


def _column(field: Any, value: Any) -> Any:
    """Only JSON needs wrapping; the driver knows every other type that the demo's rows hold."""
    return field.get_db_prep_save(value, connection) if isinstance(field, models.JSONField) else value
