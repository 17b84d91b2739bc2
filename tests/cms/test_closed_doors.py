"""No page of ours opens to somebody whose role has no use for it: every address under the admin is tried."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.conftest import NewUser

pytestmark = pytest.mark.django_db
OURS = ("cms.", "graphql_api.", "ticketforms.")
# The house's own answer for addresses that are closed to everybody.
CLOSED = {"cms.closing"}


def addresses() -> Iterator[str]:
    """Every address below /admin/ that a view of ours answers, with 1 or x for what it asks for."""

    def below(place: URLPattern | URLResolver, before: str) -> Iterator[str]:
        route = before + _filled(place)
        if isinstance(place, URLResolver):
            for inner in place.url_patterns:
                yield from below(inner, route)
        elif place.callback.__module__.startswith(OURS) and place.callback.__module__ not in CLOSED:
            yield route

    for place in get_resolver().url_patterns:
        yield from (address for address in below(place, "/") if address.startswith("/admin/"))


def _filled(place: URLPattern | URLResolver) -> str:
    pattern = place.pattern
    route = str(getattr(pattern, "_route", ""))
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        value = "1" if kind in {"int", "string", "str"} else "x"
        for written in (f"<{kind}:{name}>", f"<str:{name}>", f"<slug:{name}>", f"<{name}>"):
            route = route.replace(written, value)
    return route


def test_our_addresses_are_found() -> None:
    found = set(addresses())

    assert {"/admin/board/", "/admin/api-tokens/1/revoke/"} <= found
    assert [address for address in found if "<" in address] == []


def test_a_role_without_use_for_them_is_refused_everywhere(new_user: NewUser, client: Client) -> None:
    client.force_login(new_user("display"))

    # 404 is a refusal too: the row asked for does not exist.
    opened = [
        (method, address)
        for address in sorted(set(addresses()))
        for method in ("get", "post")
        if getattr(client, method)(address).status_code not in {302, 403, 404, 405}
    ]

    assert opened == []


def test_a_stranger_is_sent_to_the_login(client: Client) -> None:
    wrong = [
        address
        for address in sorted(set(addresses()))
        if not client.get(address).headers.get("Location", "").startswith("/admin/login/")
    ]

    assert wrong == []
