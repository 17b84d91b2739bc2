"""Decides before execution whether a question may cost what it would cost; it knows the schema and no data.

Every limit counts what fragments unfold to. A question within the limits is answered whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
    parse,
)

from graphql_api.paging import DEFAULT_PAGE, LARGEST_PAGE

MAX_TOKENS = 2_000
MAX_DEPTH = 14
MAX_COST = 20_000
MAX_ALIASES = 50
MAX_REPEATS = 200
LIST_LENGTH = 5
_LARGEST = 10**9
_INTROSPECTION = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
_OTHER_LENGTHS = {
    "__Type": 10,
    "__Field": 10,
    "__InputValue": 2,
    "__EnumValue": 2,
    "__Directive": 2,
    "Case": 2,
    "CaseStage": 10,
    "Consent": 10,
}


class LimitExceeded(GraphQLError):
    """A question that is too large; the message names the limit."""


@dataclass(frozen=True)
class _Size:
    """What a selection unfolds to: fields to resolve, levels, aliased fields, fields that stand there again."""

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    repeats: int = 0
    names: frozenset[str] = frozenset()

    def beside(self, other: "_Size") -> "_Size":
        return _Size(
            min(self.cost + other.cost, _LARGEST),
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, _LARGEST),
            min(self.repeats + other.repeats + len(self.names & other.names), _LARGEST),
            self.names | other.names,
        )


def read(query: str) -> DocumentNode:
    """Return the parsed document; raises `GraphQLError` for what is no GraphQL or is too long or too deep to read."""
    try:
        return parse(query, max_tokens=MAX_TOKENS)
    except RecursionError:
        raise LimitExceeded("The query is nested too deep to be read.") from None


def check(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
    """Raise `LimitExceeded` when an operation asks for too much, `GraphQLError` for circular fragments."""
    try:
        _check(schema, document, variables)
    except RecursionError:
        raise LimitExceeded("The fragments of this query are nested too deep.") from None


def _check(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    measure = _Measure(schema, fragments, variables)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            size = measure.selection(operation.selection_set, schema.get_root_type(operation.operation))
            _compare(size.depth, MAX_DEPTH, "levels deep")
            _compare(size.aliases, MAX_ALIASES, "aliases")
            # Each pair of equal fields is compared when the query is validated.
            _compare(size.repeats, MAX_REPEATS, "fields a second time in the same place")
            _compare(size.cost, MAX_COST, "fields to resolve; ask for smaller pages or fewer fields")


def _compare(found: int, most: int, what: str) -> None:
    if found > most:
        written = str(found) if found < _LARGEST else f"over {_LARGEST}"
        raise LimitExceeded(f"Ask for at most {most} {what}: this query has {written}.")


@dataclass
class _Measure:
    """Walks selections; a fragment is measured once however often it is spread."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    measured: dict[str, _Size] = field(default_factory=dict)
    unfolding: set[str] = field(default_factory=set)

    def selection(self, selected: SelectionSetNode | None, of: GraphQLNamedType | None) -> _Size:
        size = _Size()
        for part in selected.selections if selected else ():
            if isinstance(part, FieldNode):
                size = size.beside(self._field(part, of))
            elif isinstance(part, FragmentSpreadNode):
                size = size.beside(self._fragment(part.name.value))
            elif isinstance(part, InlineFragmentNode):
                within = self.schema.get_type(part.type_condition.name.value) if part.type_condition else of
                size = size.beside(self.selection(part.selection_set, within))
        return size

    def _fragment(self, name: str) -> _Size:
        if name in self.unfolding:
            raise GraphQLError(f"Fragment {name} contains itself.")
        if name not in self.measured:
            if name not in self.fragments:
                return _Size()
            self.unfolding.add(name)
            fragment = self.fragments[name]
            of = self.schema.get_type(fragment.type_condition.name.value)
            self.measured[name] = self.selection(fragment.selection_set, of)
            self.unfolding.discard(name)
        return self.measured[name]

    def _field(self, node: FieldNode, of: GraphQLNamedType | None) -> _Size:
        name = node.name.value
        definition = _INTROSPECTION.get(name) or getattr(of, "fields", {}).get(name)
        length = self._length(node, definition)
        within = self.selection(node.selection_set, get_named_type(definition.type) if definition else None)
        # How deep the schema tells of itself is bounded by graphql-core's own rule.
        depth = 1 if name in _INTROSPECTION else 1 + within.depth
        return _Size(
            cost=min(length * (1 + within.cost), _LARGEST),
            depth=depth,
            aliases=within.aliases + (1 if node.alias else 0),
            repeats=within.repeats,
            names=frozenset([node.alias.value if node.alias else name]),
        )

    def _length(self, node: FieldNode, definition: Any) -> int:
        """How many rows a field may bring: its page for a connection, a guess for another list."""
        if definition is None:
            return 1
        if "first" in definition.args:
            return self._page(node)
        kind = definition.type.of_type if isinstance(definition.type, GraphQLNonNull) else definition.type
        if not isinstance(kind, GraphQLList):
            return 1
        # The edges of a connection are already counted by its page.
        listed = get_named_type(kind).name
        return 1 if listed.endswith("Edge") else _OTHER_LENGTHS.get(listed, LIST_LENGTH)

    def _page(self, node: FieldNode) -> int:
        asked: Any = DEFAULT_PAGE
        for argument in node.arguments:
            if argument.name.value == "first":
                if isinstance(argument.value, IntValueNode):
                    asked = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    asked = self.variables.get(argument.value.name.value, LARGEST_PAGE)
        if isinstance(asked, int) and asked > LARGEST_PAGE:
            raise LimitExceeded(f"A page holds at most {LARGEST_PAGE}: {node.name.value} asks for {asked}.")
        return max(asked, 1) if isinstance(asked, int) else DEFAULT_PAGE


def texts(value: Any) -> Iterator[str]:
    """Yield every text in plain JSON data, keys too, without recursion."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found
