"""Finds customers by whatever a caller says or an agent types; it ranks, and changes nothing."""

import re
from collections.abc import Callable, Iterator, Sequence

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from crm.customers.matching import fold, normalise
from crm.models import Customer, CustomerPhone, Meter, ServicePoint
from ticketforms.storing import storable

LONGEST = 120
MOST_WORDS = 8
_TICKET_NUMBER = re.compile(r"[zZ]\s*([0-9]{1,15})")
_FEWEST_LAST_DIGITS, _ALL_DIGITS = 6, 9


def find(text: str, *, limit: int = 9) -> list[Customer]:
    """Return customers with phones and service points, the surest first.

    A ticket, customer, PPE or meter number and a telephone are looked for as such; words are looked for in names,
    then in addresses, then in both together, in any order and without Polish letters. Nothing typed is refused.
    """
    typed = storable(text[:LONGEST]).strip()
    if not typed or limit < 1:
        return []
    found: dict[int, Customer] = {}
    for look in _ways(typed):
        for customer in look().exclude(pk__in=found).prefetch_related("phones", "service_points")[: limit - len(found)]:
            found[customer.pk] = customer
        if len(found) >= limit:
            break
    return list(found.values())


def ticket_key(typed: str) -> int | None:
    """Return the key that a ticket's number such as Z0000123 stands for."""
    number = _TICKET_NUMBER.fullmatch(typed.strip())
    return int(number[1]) if number else None


def _ways(typed: str) -> Iterator[Callable[[], QuerySet[Customer]]]:
    """Yield searches from the surest to the loosest; a looser one is made only while there is room."""
    if ticket := ticket_key(typed):
        yield lambda: Customer.objects.filter(tickets__pk=ticket)
    if re.search(r"[0-9]", typed):
        yield lambda: _by_number(typed)
    if normalise(typed):
        yield lambda: _by_phone(typed)
    words = fold(typed).split()[:MOST_WORDS]
    if words:
        yield lambda: _by_name(words)
        yield lambda: _by_address(words)
    if len(words) > 1:
        yield lambda: _by_both(words)


def _by_number(typed: str) -> QuerySet[Customer]:
    """Whose customer, PPE or meter number it is; a union of keys, since each part then uses its own index."""
    compact = re.sub(r"[\s-]", "", typed)
    known = Customer.objects.filter(number__in={compact, compact.upper()}).values("pk")
    at_point = ServicePoint.objects.filter(ppe=compact).values("customer")
    at_meter = Meter.objects.filter(serial_number=compact).values("service_point__customer")
    keys = known.order_by().union(at_point.order_by(), at_meter.order_by())
    return Customer.objects.filter(pk__in=keys).order_by("folded_name", "pk")


def _by_phone(typed: str) -> QuerySet[Customer]:
    """Whose main number it is first; the last six digits are enough."""
    digits = re.sub(r"[^0-9]", "", typed)
    called = Q(number=normalise(typed))
    if _FEWEST_LAST_DIGITS <= len(digits) < _ALL_DIGITS:
        called |= Q(number__endswith=digits)
    phones = CustomerPhone.objects.filter(called, customer=OuterRef("pk"))
    ranked = Customer.objects.annotate(is_main=Exists(phones.filter(is_primary=True)))
    return ranked.filter(Exists(phones)).order_by("-is_main", "folded_name", "pk")


def _by_name(words: list[str]) -> QuerySet[Customer]:
    starts_so = When(folded_name__startswith=" ".join(words), then=Value(0))
    ranked = Customer.objects.annotate(rank=Case(starts_so, default=Value(1), output_field=IntegerField()))
    return ranked.filter(words_in("folded_name", words)).order_by("rank", "folded_name", "pk")


def _by_address(words: list[str]) -> QuerySet[Customer]:
    places = ServicePoint.objects.filter(words_in("folded_address", words))
    return Customer.objects.filter(pk__in=places.values("customer")).order_by("folded_name", "pk")


def _by_both(words: list[str]) -> QuerySet[Customer]:
    customers = Customer.objects.all()
    for word in words:
        places = ServicePoint.objects.filter(_has("folded_address", word)).values("customer")
        named = Customer.objects.filter(_has("folded_name", word)).values("pk")
        customers = customers.filter(pk__in=named.order_by().union(places.order_by()))
    return customers.order_by("folded_name", "pk")


def words_in(field: str, words: Sequence[str]) -> Q:
    """The condition that a folded field holds a word beginning with each of the folded words."""
    return Q(*(_has(field, word) for word in words))


def _has(field: str, word: str) -> Q:
    """Some word of the field begins so; a number does not begin a longer number (3 finds 3, 3a and 3/5, not 30)."""
    begins = Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
    if not (word.isascii() and word.isdigit()):
        return begins
    # The first condition is for the index, which knows what a number begins with but not that it ends there.
    begins |= Q(**{f"{field}__contains": f"/{word}"})
    return begins & Q(**{f"{field}__regex": rf"(^| |/){word}([^0-9]|$)"})
