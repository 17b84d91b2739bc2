"""The GraphQL door over HTTP: token first, limits second, execution last."""

import json

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from graphql import GraphQLError, parse
from graphql.language import DocumentNode, FieldNode, Node, Visitor, visit

from graphql_api.schema import schema
from graphql_api.tokens import recognise

MAX_BODY = 64 * 1024
MAX_TOKENS = 1_000
MAX_FIELDS = 200
MAX_DEPTH = 8


@csrf_exempt
@require_POST
def graphql(request: HttpRequest) -> JsonResponse:
    """Answer a JSON query; 401 without a known token, 400 for what is not a query within the limits."""
    token = recognise(request.headers.get("Authorization", ""))
    if token is None:
        return _refused("Send a valid token: Authorization: Bearer …", 401)
    if request.content_type != "application/json" or len(request.body) > MAX_BODY:
        return _refused(f"Send JSON of up to {MAX_BODY} bytes.", 400)
    try:
        body = json.loads(request.body)
        query, variables = body["query"], body.get("variables") or {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return _refused("Send an object with query and, if needed, variables.", 400)
    if not isinstance(query, str) or not isinstance(variables, dict):
        return _refused("query is text and variables an object.", 400)
    try:
        _check_limits(parse(query, max_tokens=MAX_TOKENS))
    except GraphQLError as error:
        return _refused(error.message, 400)
    request.api_token = token  # type: ignore[attr-defined]  # the schema's context is the request
    result = schema.execute(query, variable_values=variables, context_value=request)
    return JsonResponse(result.formatted, status=200 if result.data is not None or not result.errors else 400)


def _refused(message: str, status: int) -> JsonResponse:
    return JsonResponse({"errors": [{"message": message}]}, status=status)


class _Limits(Visitor):
    """Counts fields and depth; fragments are refused, since they could multiply unseen."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = 0
        self.depth = 0

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.fields += 1
        self.depth += 1
        if self.fields > MAX_FIELDS or self.depth > MAX_DEPTH:
            raise GraphQLError(f"Ask for at most {MAX_FIELDS} fields, nested at most {MAX_DEPTH} deep.")

    def leave_field(self, *_: object) -> None:
        self.depth -= 1

    def enter_fragment_spread(self, node: Node, *_: object) -> None:
        raise GraphQLError("Named fragments are not taken: write the fields out.")


def _check_limits(document: DocumentNode) -> None:
    visit(document, _Limits())
