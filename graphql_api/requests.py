"""Knows the shape of a GraphQL request, however it came: query, variables, operationName, extensions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class BadRequest(ValueError):
    """What is no GraphQL request; `status` says in what way, in the words of HTTP."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Asked:
    """A request of the right shape; whether it is a question that can be answered shows later."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


def asked(given: object) -> Asked:
    """Return the request in plain JSON data; raises `BadRequest` with what is wrong with it."""
    if isinstance(given, list):
        raise BadRequest("Send one question a request: batches are not taken.")
    if not isinstance(given, dict) or not isinstance(given.get("query"), str) or not given["query"].strip():
        raise BadRequest("Send an object with query, a text.")
    operation_name = given.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequest("operationName is a text.")
    for name in ("variables", "extensions"):
        if given.get(name) is not None and not isinstance(given[name], dict):
            raise BadRequest(f"{name} is an object.")
    return Asked(given["query"], given.get("variables") or {}, operation_name or None)
