"""The socket of `/graphql/`: the words of graphql-transport-ws, who may speak and how much; not what is followed."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from django.utils import timezone
from graphql import ExecutionResult, GraphQLError, OperationType, create_source_event_stream

from graphql_api.asking import Asking
from graphql_api.execution import Question, QuestionRefused, answer, prepare
from graphql_api.models import ApiToken
from graphql_api.requests import BadRequest, asked
from graphql_api.schema import schema
from graphql_api.tokens import recognise, still_valid

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
RECHECK_SECONDS = 5.0
MOST_OPERATIONS = 10
MAX_MESSAGE = 64 * 1024
BAD_MESSAGE, NO_INIT, FORBIDDEN, NO_PROTOCOL = 4400, 4401, 4403, 4406
INIT_TOO_LATE, SAME_ID, SECOND_INIT, INTERNAL = 4408, 4409, 4429, 4500
_LOG = logging.getLogger(__name__)


class GraphqlConsumer(AsyncWebsocketConsumer):
    """One connection of one system; its token is checked at the start, before each event and every few seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token: ApiToken | None = None
        self.initialised = asyncio.Event()
        self.operations: dict[str, asyncio.Task[None]] = {}
        self.keeper: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        if PROTOCOL not in self.scope["subprotocols"]:
            await self.accept()
            await self.close(NO_PROTOCOL, "Subprotocol not acceptable")
            return
        await self.accept(PROTOCOL)
        self.keeper = asyncio.create_task(self._keep())

    async def disconnect(self, code: int) -> None:
        if self.keeper:
            self.keeper.cancel()
        for operation in self.operations.values():
            operation.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = _message(text_data)
        except ValueError as error:
            await self.close(BAD_MESSAGE, str(error))
            return
        handlers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "connection_init": self._init,
            "ping": self._ping,
            "pong": self._pong,
            "subscribe": self._subscribe,
            "complete": self._complete,
        }
        handler = handlers.get(message["type"])
        if handler is None:
            await self.close(BAD_MESSAGE, "Unknown type of message")
            return
        await handler(message)

    async def _init(self, message: dict[str, Any]) -> None:
        if self.initialised.is_set():
            await self.close(SECOND_INIT, "Too many initialisation requests")
            return
        self.initialised.set()
        payload = message.get("payload") or {}
        header = payload.get("Authorization", payload.get("authorization")) if isinstance(payload, dict) else None
        now = timezone.now()
        self.token = await database_sync_to_async(recognise)(header if isinstance(header, str) else "", at=now)
        if self.token is None:
            await self.close(FORBIDDEN, "Forbidden")
            return
        await self._tell("connection_ack")

    async def _ping(self, message: dict[str, Any]) -> None:
        await self._tell("pong")

    async def _pong(self, message: dict[str, Any]) -> None:
        """A sign of life asks for nothing."""

    async def _subscribe(self, message: dict[str, Any]) -> None:
        name = message.get("id")
        if self.token is None:
            await self.close(NO_INIT, "Unauthorized")
        elif not isinstance(name, str) or not 0 < len(name) <= 100:
            await self.close(BAD_MESSAGE, "subscribe needs an id")
        elif name in self.operations:
            await self.close(SAME_ID, f"Subscriber for {name} already exists")
        elif len(self.operations) >= MOST_OPERATIONS:
            await self._tell("error", name, [{"message": f"Follow at most {MOST_OPERATIONS} things at once."}])
        else:
            self.operations[name] = asyncio.create_task(self._run(name, message.get("payload")))

    async def _complete(self, message: dict[str, Any]) -> None:
        operation = self.operations.pop(str(message.get("id")), None)
        if operation:
            operation.cancel()

    async def _run(self, name: str, payload: object) -> None:
        try:
            request = asked(payload)
            question = await database_sync_to_async(prepare)(request.query, request.variables, request.operation_name)
            if question.kind is OperationType.SUBSCRIPTION:
                await self._follow(name, question)
            else:
                await self._answer(name, question)
        except BadRequest as refusal:
            await self._tell("error", name, [{"message": str(refusal)}])
        except QuestionRefused as refusal:
            await self._tell("error", name, [error.formatted for error in refusal.errors])
        except Exception as error:
            _LOG.error("A GraphQL operation over the socket failed with %s", type(error).__name__)
            await self.close(INTERNAL, "Internal server error")
        else:
            await self._tell("complete", name)
        finally:
            # After a complete from the other side the same id may already stand for something new.
            if self.operations.get(name) is asyncio.current_task():
                del self.operations[name]

    async def _follow(self, name: str, question: Question) -> None:
        operation = question.operation.name
        stream = await create_source_event_stream(
            schema.graphql_schema,
            question.document,
            context_value=Asking(token=await self._valid_token(), at=timezone.now()),
            variable_values=dict(question.variables),
            operation_name=operation.value if operation else None,
        )
        if isinstance(stream, ExecutionResult):
            raise QuestionRefused(stream.errors or [GraphQLError("This cannot be followed.")])
        async for event in stream:
            await self._answer(name, question, event)

    async def _answer(self, name: str, question: Question, event: object = None) -> None:
        asking = Asking(token=await self._valid_token(), at=timezone.now())
        await self._tell("next", name, await database_sync_to_async(answer)(question, asking, event))

    async def _valid_token(self) -> ApiToken:
        """Return the token as it is now; ends the connection when it opens nothing any more."""
        token = await database_sync_to_async(still_valid)(self.token, at=timezone.now()) if self.token else None
        if token is None:
            await self.close(FORBIDDEN, "Forbidden")
            raise asyncio.CancelledError
        return token

    async def _keep(self) -> None:
        try:
            await asyncio.wait_for(self.initialised.wait(), INIT_SECONDS)
        except TimeoutError:
            await self.close(INIT_TOO_LATE, "Connection initialisation timeout")
            return
        try:
            while True:
                await asyncio.sleep(RECHECK_SECONDS)
                await self._valid_token()
        except DatabaseError:
            # Nobody listens unchecked: the system comes back with its cursor and loses nothing.
            await self.close(INTERNAL, "Internal server error")

    async def _tell(self, kind: str, name: str | None = None, payload: object = None) -> None:
        message: dict[str, object] = {"type": kind}
        if name is not None:
            message["id"] = name
        if payload is not None:
            message["payload"] = payload
        await self.send(json.dumps(message))


def _message(text: str | None) -> dict[str, Any]:
    """Return a message of the protocol; raises `ValueError` for anything else."""
    if text is None or len(text) > MAX_MESSAGE:
        raise ValueError(f"Send text of at most {MAX_MESSAGE} characters")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("Send JSON") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ValueError("Send an object with a type")
    return message
