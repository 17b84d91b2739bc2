"""The schema is a contract: whoever changes it changes the reviewed snapshot too."""

from pathlib import Path

import graphql_api
from graphql_api.schema import schema

SNAPSHOT = Path(graphql_api.__file__).with_name("schema.graphql")


def test_the_schema_is_the_one_that_was_reviewed() -> None:
    assert str(schema).strip() == SNAPSHOT.read_text(encoding="utf-8").strip(), (
        "The schema changed. If that is meant, write it down: "
        "manage.py graphql_schema --schema graphql_api.schema.schema --out graphql_api/schema.graphql"
    )
