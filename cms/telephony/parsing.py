"""Reads an event of Zammad's generic CTI format from JSON or form data; it knows no call and no agent."""

import json
import re
from collections.abc import Mapping

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from crm.calls.operations import EVENTS, ExchangeEvent

LARGEST_BODY = 64 * 1024
MOST_USERS = 50
_PLUS = re.compile(r"^ (?=[0-9])")
_LONGEST = {"from": 64, "to": 64, "queue": 64, "answeringNumber": 64, "cause": 32}


class Unreadable(ValueError):
    """An event that cannot be read; the message is for the exchange's technician."""


class TooLarge(ValueError):
    """A body no exchange sends."""


def exchange_event_of(request: HttpRequest) -> ExchangeEvent:
    """Return the event a request tells of; raises `TooLarge` or `Unreadable`."""
    fields = _fields(request)
    event, direction = fields.get("event"), fields.get("direction") or ""
    if not isinstance(event, str) or event not in EVENTS:
        raise Unreadable(f"event must be one of {', '.join(sorted(EVENTS))}.")
    if direction not in ("", "in", "out"):
        raise Unreadable("direction must be in or out.")
    exchange_id = _word(fields, "callId", 128) or _word(fields, "call_id", 128)
    if not exchange_id:
        raise Unreadable("callId is missing.")
    words = {name: _word(fields, name, longest) for name, longest in _LONGEST.items()}
    lines = [words["answeringNumber"], *_users(fields)]
    return ExchangeEvent(
        event=event,
        exchange_id=exchange_id,
        direction=str(direction),
        from_raw=words["from"],
        to_raw=words["to"],
        queue=words["queue"],
        extensions=tuple(dict.fromkeys(extension for line in lines if (extension := _extension(line)))),
        cause=words["cause"],
    )


def _fields(request: HttpRequest) -> Mapping[str, object]:
    try:
        body = request.body
        if len(body) > LARGEST_BODY:
            raise TooLarge(f"The body is longer than {LARGEST_BODY} bytes.")
        # Some exchanges send JSON under another name.
        if request.content_type == "application/json" or body.lstrip()[:1] == b"{":
            return _json(body)
        return _form(request.POST)
    except RequestDataTooBig as error:
        raise TooLarge(f"The body is longer than {LARGEST_BODY} bytes.") from error
    except (BadRequest, MultiPartParserError, TooManyFieldsSent, UnreadablePostError) as error:
        raise Unreadable("The form data cannot be read.") from error


def _json(body: bytes) -> Mapping[str, object]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The body is not JSON.") from error
    if not isinstance(fields, dict):
        raise Unreadable("The body is not a JSON object.")
    return fields


def _form(form: QueryDict) -> Mapping[str, object]:
    """Return the fields with `user`, which may stand there several times and as `user[]`, as a list.

    An exchange that posts the plus of a number without escaping it sends a space before the number.
    """
    numbers = {name: _PLUS.sub("+", str(form[name])) for name in ("from", "to") if name in form}
    return {**form.dict(), **numbers, "user": form.getlist("user") + form.getlist("user[]")}


def _users(fields: Mapping[str, object]) -> list[str]:
    value = fields.get("user") or fields.get("user[]") or []
    users = value if isinstance(value, list) else [value]
    if len(users) > MOST_USERS:
        raise Unreadable(f"user may name up to {MOST_USERS} lines.")
    return [_text(user, "user", 64) for user in users]


def _word(fields: Mapping[str, object], name: str, longest: int) -> str:
    value = fields.get(name)
    return "" if value is None else _text(value, name, longest)


def _text(value: object, name: str, longest: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable(f"{name} must be text.")
    text = str(value).strip()
    if len(text) > longest or not text.isprintable():
        raise Unreadable(f"{name} must be up to {longest} printable characters.")
    return text


def _extension(line: str) -> str:
    """Return the extension in what exchanges call a line: `201`, `SIP/201`, `sip:201@exchange.example`."""
    return line.partition("@")[0].rpartition("/")[2].rpartition(":")[2]
