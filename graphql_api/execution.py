"""Answers one question for whichever door it came through: read, limits, rules, execution, log of reads."""

import logging
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    validate,
)
from graphql.execution.values import get_variable_values

from graphql_api import limits
from graphql_api.asking import Asking
from graphql_api.schema import schema
from ticketforms.storing import is_storable

_LOG = logging.getLogger(__name__)
_MOST_ERRORS = 20
_ESCAPED_NUL = re.compile(r"\\u(0000|\{0+\})")


class QuestionRefused(ValueError):
    """A question that is not executed; `errors` say why, `is_beyond_limits` when it is merely too large."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)
        self.is_beyond_limits = any(isinstance(error, limits.LimitExceeded) for error in errors)


@dataclass(frozen=True)
class Question:
    """A question that may be executed."""

    document: DocumentNode
    variables: Mapping[str, Any]
    operation: OperationDefinitionNode

    @property
    def kind(self) -> OperationType:
        return self.operation.operation


def prepare(query: str, variables: Mapping[str, Any], operation_name: str | None) -> Question:
    """Return the question, ready to be executed; raises `QuestionRefused` with every reason against it."""
    try:
        _check_text(query, variables)
        document = limits.read(query)
        limits.check(schema.graphql_schema, document, variables)
        errors = validate(schema.graphql_schema, document, max_errors=_MOST_ERRORS)
    except GraphQLError as error:
        raise QuestionRefused([error]) from None
    except RecursionError:
        raise QuestionRefused([limits.LimitExceeded("The query is nested too deep.")]) from None
    if errors:
        raise QuestionRefused(errors)
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        raise QuestionRefused([GraphQLError("operationName names one of the operations of the query.")])
    _check_variables(operation, variables)
    return Question(document, variables, operation)


def answer(question: Question, asking: Asking, root: Any = None) -> dict[str, Any]:
    """Execute the question and return the response as plain data; whose data it holds is written down first."""
    name = question.operation.name.value if question.operation.name else None
    result = execute(
        schema.graphql_schema,
        question.document,
        root_value=root,
        context_value=asking,
        variable_values=dict(question.variables),
        operation_name=name,
    )
    assert isinstance(result, ExecutionResult)  # no resolver of ours is a coroutine
    asking.log_reads()
    shown: dict[str, Any] = {}
    if result.errors:
        shown["errors"] = [_shown(error) for error in result.errors]
    return {**shown, "data": result.data}


def _shown(error: GraphQLError) -> dict[str, Any]:
    """The error as the caller may read it: what went wrong inside stays in the log, without values."""
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return dict(error.formatted)
    where = ".".join(str(step) for step in error.path or ())
    stack = "".join(traceback.format_tb(cause.__traceback__))
    _LOG.error("GraphQL field %s failed with %s\n%s", where, type(cause).__name__, stack)
    hidden = GraphQLError(
        "This field could not be answered; the operator finds the reason in the log.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL"},
    )
    return dict(hidden.formatted)


def _check_text(query: str, variables: Mapping[str, Any]) -> None:
    is_kept = all(is_storable(text) for text in [query, *limits.texts(dict(variables))])
    if not is_kept or _ESCAPED_NUL.search(query):
        raise GraphQLError("Remove the characters that cannot be kept: NUL and lone surrogates.")


def _check_variables(operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> None:
    try:
        coerced = get_variable_values(
            schema.graphql_schema, operation.variable_definitions, dict(variables), max_errors=_MOST_ERRORS
        )
    except RecursionError:
        raise QuestionRefused([limits.LimitExceeded("The variables are nested too deep.")]) from None
    if isinstance(coerced, list):
        raise QuestionRefused(coerced)
