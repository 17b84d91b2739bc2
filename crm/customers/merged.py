"""Who a customer turned out to be, and everybody who turned out to be one; changes nothing."""

from collections.abc import Iterable

from crm.models import Consent, Customer


def survivor_of(customer: Customer) -> Customer:
    """Return the customer that this one was merged into, however many times over; itself when it was not."""
    seen = customer
    while seen.merged_into_id is not None:
        seen = Customer.objects.get(pk=seen.merged_into_id)
    return seen


def survivors_of(customers: Iterable[Customer]) -> list[Customer]:
    """Return whom these customers turned out to be, each once, in the order in which they were given."""
    found: dict[int, Customer] = {}
    for customer in customers:
        survivor = survivor_of(customer)
        found.setdefault(survivor.pk, survivor)
    return list(found.values())


def everybody_in(customer: Customer) -> list[int]:
    """Return the keys of the customer and of all who were merged into it, nearest first."""
    keys, latest = [customer.pk], [customer.pk]
    while latest:
        latest = list(Customer.objects.filter(merged_into__in=latest).order_by("pk").values_list("pk", flat=True))
        keys += latest
    return keys


def everybody_in_each(customers: Iterable[int]) -> dict[int, int]:
    """Return the keys of the customers and of all who were merged into them, each with whom they turned out to be."""
    survivors = {key: key for key in customers}
    latest = list(survivors)
    while latest:
        merged = Customer.objects.filter(merged_into__in=latest).order_by("pk").values_list("pk", "merged_into")
        further = {key: survivors[into] for key, into in merged if into is not None}
        survivors |= further
        latest = list(further)
    return survivors


def merged_numbers(customer: Customer) -> list[str]:
    """Return the numbers that this customer is known by besides its own."""
    others = everybody_in(customer)[1:]
    return list(Customer.objects.filter(pk__in=others).order_by("number").values_list("number", flat=True))


def consents_of(customer: Customer) -> list[Consent]:
    """Return all decisions of the customer, also those recorded before a merge, newest first.

    A decision never changes, so it stays with the customer it was recorded for.
    """
    return list(Consent.objects.filter(customer__in=everybody_in(customer)).select_related("recorded_by"))
