"""The tables of customers, calls, tickets and the feed."""

from crm.models.agreement import CustomerAccount, CustomerAgreement
from crm.models.answer import AnswerChange, AnswerIndex
from crm.models.billing import BillingCard, BillingEntry
from crm.models.bulk import BulkChange, BulkLine
from crm.models.call import AgentLine, Call, CallQuerySet
from crm.models.callback import Callback, CallbackQuerySet, CallbackReason
from crm.models.consent import Consent
from crm.models.contact import CustomerAddress, CustomerEmail, CustomerPhone
from crm.models.customer import Customer, CustomerQuerySet
from crm.models.dialling import DialRequest
from crm.models.draft import ReportDraft, ReportDraftQuerySet
from crm.models.duplicate import CustomerMerge, DuplicatePair, DuplicateSearch
from crm.models.duplicate_ticket import DuplicateTicket
from crm.models.exchange import Exchange
from crm.models.feed import FeedEvent, PersonalDataRead
from crm.models.presence import TicketPresence
from crm.models.queue import QueueWorker
from crm.models.reply import TicketReply
from crm.models.saved_search import FirstSearch, SavedSearch
from crm.models.search_word import SearchVariant, SearchWord
from crm.models.service_point import Meter, MeterReading, ServicePoint
from crm.models.source import Source
from crm.models.ticket import HazardAcknowledgement, Ticket, TicketAttachment, TicketNote, TicketQuerySet
from crm.models.workflow import CaseStage, WorkflowCase, WorkflowCaseQuerySet

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
    "Callback",
    "CallbackQuerySet",
    "CallbackReason",
    "CaseStage",
    "Consent",
    "Customer",
    "CustomerAccount",
    "CustomerAddress",
    "CustomerAgreement",
    "CustomerEmail",
    "CustomerMerge",
    "CustomerPhone",
    "CustomerQuerySet",
    "DialRequest",
    "DuplicatePair",
    "DuplicateSearch",
    "DuplicateTicket",
    "Exchange",
    "FeedEvent",
    "FirstSearch",
    "HazardAcknowledgement",
    "Meter",
    "MeterReading",
    "PersonalDataRead",
    "QueueWorker",
    "ReportDraft",
    "ReportDraftQuerySet",
    "SavedSearch",
    "SearchVariant",
    "SearchWord",
    "ServicePoint",
    "Source",
    "Ticket",
    "TicketAttachment",
    "TicketNote",
    "TicketPresence",
    "TicketQuerySet",
    "TicketReply",
    "WorkflowCase",
    "WorkflowCaseQuerySet",
]
