"""The tables of customers, calls, tickets and the feed."""

from crm.models.answer import AnswerChange, AnswerIndex
from crm.models.billing import BillingCard, BillingEntry
from crm.models.bulk import BulkChange, BulkLine
from crm.models.call import AgentLine, Call, CallQuerySet
from crm.models.customer import Customer, CustomerPhone, CustomerQuerySet
from crm.models.feed import FeedEvent, PersonalDataRead
from crm.models.saved_search import FirstSearch, SavedSearch
from crm.models.service_point import Meter, MeterReading, ServicePoint
from crm.models.ticket import HazardAcknowledgement, Ticket, TicketAttachment, TicketNote, TicketQuerySet

__all__ = [
    "AgentLine",
    "AnswerChange",
    "AnswerIndex",
    "BillingCard",
    "BillingEntry",
    "BulkChange",
    "BulkLine",
    "Call",
    "CallQuerySet",
    "Customer",
    "CustomerPhone",
    "CustomerQuerySet",
    "FeedEvent",
    "FirstSearch",
    "HazardAcknowledgement",
    "Meter",
    "MeterReading",
    "PersonalDataRead",
    "SavedSearch",
    "ServicePoint",
    "Ticket",
    "TicketAttachment",
    "TicketNote",
    "TicketQuerySet",
]
