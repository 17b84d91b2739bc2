"""Knows how text is compared by criteria: alike on each database and in memory, without case and Polish letters.

Only ASCII and the Polish letters are folded, by one table; a database's own idea of case differs from place to place.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_POLISH, _PLAIN = "ĄĆĘŁŃÓŚŹŻąćęłńóśźż", "acelnoszzacelnoszz"
_FROM, _TO = _CAPITALS + _POLISH, _CAPITALS.lower() + _PLAIN
_TABLE = str.maketrans(_FROM, _TO)


def folded(text: str) -> str:
    """Return text as `Folded` makes it in the database."""
    return text.translate(_TABLE)


def teach_sqlite(*, connection: BaseDatabaseWrapper, **told: Any) -> None:
    """Give a new connection to SQLite the function that `Folded` writes; Django calls it for every new connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "tcz_folded", 1, lambda text: None if text is None else folded(str(text)), deterministic=True
        )


class Folded(Func):
    """A column's text, folded by the database; the index `*_folded_words` of a column is over the same expression."""

    output_field = CharField()
    arity = 1

    def as_sql(  # type: ignore[override]  # it has no template to be given
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        """Write it for SQLite, which was taught the function: nested `replace` would be deeper than its parser goes."""
        inner, params = compiler.compile(self.source_expressions[0])
        return f"tcz_folded({inner})", tuple(params)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        inner, params = compiler.compile(self.source_expressions[0])
        return f"translate({inner}, '{_FROM}', '{_TO}')", tuple(params)
