"""The door over HTTP, as the GraphQL over HTTP specification says: token first, then form, then the question."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLError, OperationType

from graphql_api.asking import Asking
from graphql_api.execution import Question, QuestionRefused, answer, prepare
from graphql_api.requests import Asked, BadRequest, asked
from graphql_api.tokens import recognise

MAX_BODY = 64 * 1024
GRAPHQL, JSON = "application/graphql-response+json", "application/json"


@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer a question: 401 without a valid token, 4xx with reasons for what cannot be asked, 200 with data."""
    media_type = _media_type(request.headers.get("Accept", ""))
    try:
        return _answer(request, media_type or GRAPHQL, is_acceptable=media_type is not None)
    except BadRequest as refusal:
        return _refuse([GraphQLError(str(refusal))], refusal.status, media_type or GRAPHQL)
    except DatabaseError:
        response = _refuse([GraphQLError("The database does not answer: ask again soon.")], 503, media_type or GRAPHQL)
        response["Retry-After"] = "5"
        return response


def _answer(request: HttpRequest, media_type: str, *, is_acceptable: bool) -> HttpResponse:
    now = timezone.now()
    token = recognise(request.headers.get("Authorization", ""), at=now)
    if token is None:
        response = _refuse([GraphQLError("Send a valid token: Authorization: Bearer …")], 401, media_type)
        response["WWW-Authenticate"] = 'Bearer realm="TCZ"'
        return response
    if not is_acceptable:
        raise BadRequest(f"Accept {GRAPHQL} or {JSON}.", 406)
    if request.method not in ("GET", "POST"):
        return _not_allowed("Ask with GET or POST.", "GET, POST", media_type)
    sent = _from_address(request) if request.method == "GET" else _from_body(request)
    try:
        question = prepare(sent.query, sent.variables, sent.operation_name)
    except QuestionRefused as refusal:
        # For application/json the specification wants 200 whenever the request itself was well formed.
        status = 200 if media_type == JSON and not refusal.is_beyond_limits else 400
        return _refuse(refusal.errors, status, media_type)
    return _execute(question, Asking(token=token, at=now), request.method, media_type)


def _execute(question: Question, asking: Asking, method: str, media_type: str) -> HttpResponse:
    if question.kind is OperationType.SUBSCRIPTION:
        raise BadRequest("Subscribe over the WebSocket at this address, with graphql-transport-ws.")
    if question.kind is OperationType.MUTATION and method == "GET":
        return _not_allowed("Send mutations with POST.", "POST", media_type)
    return _respond(answer(question, asking), 200, media_type)


def _from_address(request: HttpRequest) -> Asked:
    given: dict[str, Any] = {name: request.GET[name] for name in ("query", "operationName") if name in request.GET}
    for name in ("variables", "extensions"):
        if request.GET.get(name):
            given[name] = _json(request.GET[name])
    return asked(given)


def _from_body(request: HttpRequest) -> Asked:
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != JSON or charset not in ("utf-8", "utf8"):
        raise BadRequest("Send Content-Type: application/json in UTF-8.", 415)
    try:
        body = request.body
    except RequestDataTooBig:
        raise BadRequest(f"Send at most {MAX_BODY} bytes.", 413) from None
    except UnreadablePostError:
        raise BadRequest("The request broke off.") from None
    if len(body) > MAX_BODY:
        raise BadRequest(f"Send at most {MAX_BODY} bytes.", 413)
    try:
        return asked(_json(body.decode("utf-8")))
    except UnicodeDecodeError:
        raise BadRequest("Send UTF-8.") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest("Send JSON.") from None


def _media_type(accept: str) -> str | None:
    """Return the media type to answer in; `None` when the caller takes neither of ours."""
    if not accept.strip():
        return GRAPHQL
    weights: dict[str, float] = {}
    for offer in accept.split(","):
        name, *parameters = (part.strip().lower() for part in offer.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        weights[name] = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
    any_kind = weights.get("application/*", weights.get("*/*", 0.0))
    # On a tie the specification's own type wins.
    best = max((GRAPHQL, JSON), key=lambda name: weights.get(name, any_kind))
    return best if weights.get(best, any_kind) > 0 else None


def _not_allowed(message: str, allowed: str, media_type: str) -> HttpResponse:
    response = _refuse([GraphQLError(message)], 405, media_type)
    response["Allow"] = allowed
    return response


def _refuse(errors: list[GraphQLError], status: int, media_type: str) -> HttpResponse:
    return _respond({"errors": [error.formatted for error in errors]}, status, media_type)


def _respond(data: Mapping[str, Any], status: int, media_type: str) -> HttpResponse:
    response = HttpResponse(json.dumps(data), status=status, content_type=f"{media_type}; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept, Authorization"
    return response
