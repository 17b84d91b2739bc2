"""Reads what the desk posts about a report; which words it takes, not what is done with them."""

import json
from typing import Any

from cms.desk.party import AgentRequest

_LONGEST = {"reporter_name": 200, "reporter_phone": 40, "location": 240, "key": 64}


class Unreadable(ValueError):
    """A request that this page does not send; the message names the part."""


def posted(request: AgentRequest) -> dict[str, Any]:
    """Return the posted object with its texts checked, "" for those left out; raise `Unreadable` for anything else."""
    # Of a form the stream has been read already; other words than ours are not understood anyway.
    if request.content_type != "application/json":
        raise Unreadable("not JSON")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    if not isinstance(body, dict):
        raise Unreadable("no object")
    for name, longest in _LONGEST.items():
        text = body.setdefault(name, "")
        if not isinstance(text, str) or len(text) > longest or not text.isprintable():
            raise Unreadable(name)
    version = body.setdefault("version", 0)
    if isinstance(version, bool) or not isinstance(version, int) or not 0 <= version < 2**63:
        raise Unreadable("version")
    return body
