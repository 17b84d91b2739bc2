"""Finds customers and their service points."""

from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from crm.criteria.pages import Sort
from crm.customers.matching import normalise
from crm.customers.merged import survivors_of
from crm.models import Customer, ServicePoint
from graphql_api.asking import asking
from graphql_api.paging import by_key
from graphql_api.searching import Wanted, search
from graphql_api.types.customer import CustomerNode
from graphql_api.types.record import connection, connection_field, criteria_arguments, cut
from graphql_api.types.service_point import ServicePointNode

# Of so many with one number some may be one person; more than that are a house or an office.
_MOST_OF_ONE_NUMBER = 10


class CustomerQueries(graphene.ObjectType):
    """Customers and service points."""

    customer = graphene.Field(
        CustomerNode,
        number=graphene.String(),
        ppe=graphene.String(description="The 18 digits of one of the customer's service points."),
        phone=graphene.String(description="In any form; a number of several customers finds none."),
        id=graphene.ID(),
        description="One customer by exactly one key, null when there is none; by a merged one's key whom they turned "
        "out to be. "
        "Scope customers:read, tickets:read or billing:read.",
    )
    customers = connection_field(
        "graphql_api.types.customer.CustomerNode",
        numbers=graphene.List(graphene.NonNull(graphene.String), description="Only these, at most 100."),
        phone=graphene.String(description="Only those with this number."),
        **criteria_arguments("customers"),
        description="In the order they were entered. Scope customers:read, tickets:read or billing:read.",
    )
    service_point = graphene.Field(
        ServicePointNode, ppe=graphene.String(), id=graphene.ID(), description="By one key. Scope customers:read."
    )

    @staticmethod
    def resolve_customer(root: None, info: GraphQLResolveInfo, **by: str | None) -> Customer | None:
        asking(info).require(*CustomerNode.scopes)
        key, value = _only_key(by, "number, ppe, phone, id")
        if key == "id":
            return CustomerNode.by_id(info, value)
        lookups: dict[str, dict[str, str | None]] = {
            "number": {"number": value},
            "ppe": {"service_points__ppe": value},
            "phone": {"phones__number": normalise(value) or None},
        }
        found = survivors_of(Customer.objects.filter(**lookups[key]).order_by("pk")[:_MOST_OF_ONE_NUMBER])
        return asking(info).loaders.keep(found)[0] if len(found) == 1 else None

    @staticmethod
    def resolve_customers(
        root: None,
        info: GraphQLResolveInfo,
        numbers: list[str] | None = None,
        phone: str | None = None,
        criteria: str | None = None,
        saved_search: int | None = None,
        **page: Any,
    ) -> Any:
        asking(info).require(*CustomerNode.scopes)
        wanted = Customer.objects.present()
        if numbers is not None:
            if len(numbers) > 100:
                raise GraphQLError("Give at most 100 numbers.")
            wanted = wanted.filter(pk__in=[one.pk for one in survivors_of(Customer.objects.filter(number__in=numbers))])
        if phone is not None:
            wanted = wanted.filter(phones__number=normalise(phone) or None)
        looked_for = Wanted(criteria, saved_search)
        if looked_for.is_search:
            found = search(asking(info), "customer", looked_for, wanted, sort=Sort("pk"), moment=None, cut=cut(**page))
        else:
            found = by_key(wanted, cut=cut(**page))
        return connection(info, asking(info).loaders.keep_page(found))

    @staticmethod
    def resolve_service_point(root: None, info: GraphQLResolveInfo, **by: str | None) -> ServicePoint | None:
        asking(info).require(*ServicePointNode.scopes)
        key, value = _only_key(by, "ppe, id")
        if key == "id":
            return ServicePointNode.by_id(info, value)
        found = asking(info).loaders.keep(list(ServicePoint.objects.filter(ppe=value)))
        return found[0] if found else None


def _only_key(by: dict[str, str | None], keys: str) -> tuple[str, str]:
    given = [(key, value) for key, value in by.items() if value is not None]
    if len(given) != 1:
        raise GraphQLError(f"Give exactly one of {keys}.")
    return given[0]
