"""Asks an exchange's own address to ring an agent and then a number; it goes nowhere else and follows no other lead."""

import ipaddress
import socket
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

SECONDS = 5.0
_MOST_READ = 1024
PLACES = ("{number}", "{extension}")


class UnableToPost(ValueError):
    """The exchange was not told; the message says why."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An exchange that sends us elsewhere may not choose where."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def fault_of(address: str) -> str:
    """Return what is wrong with an address to dial by, in words; empty when nothing is."""
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError:
        return _("This is no address of a page.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        return _("Give an address that begins with http:// or https://, without a name and password in it.")
    if not address.isascii() or not address.isprintable() or " " in address or "{" in parts.netloc:
        return _("Only letters, digits and signs of an address can stand here; its host is written out.")
    if PLACES[0] not in parts.path + parts.query:
        return _("Say where the number goes: put {number} in the address, and {extension} for the agent's line.")
    return ""


def ask_to_dial(*, address: str, number: str, extension: str) -> None:
    """Ask the exchange, for five seconds at most; raises `UnableToPost` when it cannot be asked or says no."""
    fault = fault_of(address)
    if fault:
        raise UnableToPost(fault)
    filled = address.replace(PLACES[0], quote(number, safe="")).replace(PLACES[1], quote(extension, safe=""))
    _refuse_odd_hosts(urlsplit(filled).hostname or "")
    # No proxy of the machine's environment either: the address is in our own network.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
    try:
        with opener.open(urllib.request.Request(filled, method="GET"), timeout=SECONDS) as answer:
            answer.read(_MOST_READ)
    except urllib.error.HTTPError as error:
        raise UnableToPost(_("The exchange refused to dial (%(status)s).") % {"status": error.code}) from error
    except (OSError, ValueError) as error:
        raise UnableToPost(_("The exchange does not answer: dial by hand.")) from error


def _refuse_odd_hosts(host: str) -> None:
    """An exchange lives in a network; addresses of clouds' own services, of groups and of nowhere are none."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError as error:
        raise UnableToPost(_("The exchange does not answer: dial by hand.")) from error
    for one in found:
        address = ipaddress.ip_address(one.partition("%")[0])
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            raise UnableToPost(_("The exchange's address leads where no exchange is: tell an administrator."))
