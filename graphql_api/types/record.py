"""What every type with a row behind it shares: a stable global id and the way back from an id to the row."""

import re
from base64 import b64decode
from typing import Any

import graphene
from graphene.relay import Node, PageInfo
from graphene_django import DjangoObjectType
from graphql import GraphQLError, GraphQLResolveInfo

from graphql_api.asking import asking
from graphql_api.paging import DEFAULT_PAGE, LARGEST_PAGE, Cut, Page

_ID = re.compile(r"([A-Za-z]{1,40}):([0-9]{1,18})")


class Record(DjangoObjectType):
    """A type over one model; `scopes` open it through `node`, any one of them is enough."""

    class Meta:
        abstract = True

    scopes: tuple[str, ...] = ()

    @classmethod
    def get_node(cls, info: GraphQLResolveInfo, pk: int) -> Any:
        """Return the row of a key, `None` when there is none; raises `GraphQLError` without a scope."""
        asking(info).require(*cls.scopes)
        rows = list(cls._meta.model.objects.filter(pk=pk))
        asking(info).loaders.keep(rows)
        return rows[0] if rows else None

    @classmethod
    def by_id(cls, info: GraphQLResolveInfo, global_id: str) -> Any:
        """Return the row of a global id; raises `GraphQLError` for the id of anything else."""
        name, pk = read_id(global_id)
        if name != cls._meta.name:
            raise GraphQLError(f"id is not the id of a {cls._meta.name}.")
        return cls.get_node(info, pk)


def read_id(global_id: str) -> tuple[str, int]:
    """Return the type's name and the key in a global id; raises `GraphQLError` for any other text."""
    try:
        found = _ID.fullmatch(b64decode(global_id.encode("ascii"), validate=True).decode("ascii"))
    except ValueError:
        found = None
    if not found:
        raise GraphQLError("id is an id that this API gave out.")
    return found[1], int(found[2])


def connection_field(node: str, *, required: bool = False, description: str, **arguments: Any) -> graphene.Field:
    """Return a field that holds a page of `node`, the dotted path of a type; it takes `first` and `after`."""
    return graphene.Field(
        lambda: graphene.types.utils.get_type(node)._meta.connection,
        required=required,
        description=description,
        first=graphene.Int(default_value=DEFAULT_PAGE, description=f"How many, from 1 to {LARGEST_PAGE}."),
        after=graphene.String(description="The cursor of the last one already read."),
        **arguments,
    )


def connection(info: GraphQLResolveInfo, page: Page) -> Any:
    """Return a page in the shape of the field's connection type."""
    shape: Any = getattr(info.return_type, "of_type", info.return_type)
    kind = shape.graphene_type
    return kind(
        edges=[kind.Edge(node=row, cursor=cursor) for row, cursor in zip(page.rows, page.cursors, strict=True)],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.further or (page.cursors[-1] if page.cursors else None),
        ),
    )


def criteria_arguments(thing: str) -> dict[str, Any]:
    """Return the arguments that search by criteria."""
    return {
        "criteria": graphene.String(
            description=f"As JSON text; only {thing} that fit. What the scopes do not open cannot be looked for."
        ),
        "saved_search": graphene.Int(description="The number of a saved search that is shared with everyone."),
    }


def cut(first: int | None = None, after: str | None = None, **_: object) -> Cut:
    """Return the cut that a connection's arguments ask for."""
    return Cut.of(first, after)


def enum(name: str, choices: Any) -> Any:
    """Return the API's enumeration of a model's choices, so that a new choice is a reviewed change of the schema."""
    return graphene.Enum(name, [(member.name, member.value) for member in choices])


__all__ = ["Node", "Record", "connection", "connection_field", "criteria_arguments", "cut", "enum", "read_id"]
