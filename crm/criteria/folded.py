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


class Folded(Func):
    """A column's text, folded by the database; the index `*_folded_words` of a column is over the same expression."""

    output_field = CharField()
    arity = 1

    def as_sql(  # type: ignore[override]  # it has no template to be given
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        """Write it for a database that has only `replace`; its `lower` is trusted with ASCII alone."""
        inner, params = compiler.compile(self.source_expressions[0])
        for letter, plain in zip(_POLISH, _PLAIN, strict=True):
            inner = f"replace({inner}, '{letter}', '{plain}')"
        return f"lower({inner})", tuple(params)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        inner, params = compiler.compile(self.source_expressions[0])
        return f"translate({inner}, '{_FROM}', '{_TO}')", tuple(params)
