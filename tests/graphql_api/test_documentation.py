"""What docs/integrator/graphql.md shows works: its examples against the starter definitions, its limits and scopes."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from graphql import parse, validate

from cms.demo import definitions
from crm.models import BillingCard, Ticket
from graphql_api import consumers, limits, views
from graphql_api.paging import DEFAULT_PAGE, LARGEST_PAGE
from graphql_api.schema import schema
from graphql_api.tokens import SCOPES
from tests.conftest import NOW, Town
from tests.graphql_api.conftest import System

PAGE = (settings.BASE_DIR / "docs" / "integrator" / "graphql.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n(?:```json\n(.*?)```)?", PAGE, flags=re.DOTALL)


def test_every_example_is_answered(system: Callable[..., System], town: Town) -> None:
    definitions.load(by=None, at=NOW)
    point = town.household("Kowalska Anna", "ST1A")
    point.ppe, point.customer.number = "590999000000000100", "20000001"
    point.save()
    point.customer.save()
    neighbour = system(*SCOPES)

    for query, variables in EXAMPLES:
        assert validate(schema.graphql_schema, parse(query)) == []
        if not query.startswith("subscription"):
            data: dict[str, Any] = neighbour.read(query, **json.loads(variables or "{}"))
            assert all(found is not None for found in data.values()), query
            assert all(found.get("errors", []) == [] for found in data.values() if isinstance(found, dict)), query

    assert Ticket.objects.get().service_point == point
    assert BillingCard.objects.get().customer == point.customer


def test_every_scope_and_limit_is_on_the_page() -> None:
    documented = set(re.findall(r"^\| `([a-z]+:[a-z]+)` \|", PAGE, flags=re.MULTILINE))
    figures = [limits.MAX_TOKENS, limits.MAX_DEPTH, limits.MAX_COST, limits.MAX_ALIASES, limits.MAX_REPEATS]
    figures += [consumers.MOST_OPERATIONS, DEFAULT_PAGE, LARGEST_PAGE, limits.LIST_LENGTH]

    assert documented == set(SCOPES)
    assert [figure for figure in figures if not re.search(rf"\b{figure:,}\b", PAGE)] == []
    assert f"| body | {views.MAX_BODY // 1024} KB |" in PAGE
