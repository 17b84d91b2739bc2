"""Registers a ticket as the agent's desk does: through the same intake, with the same checks."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from crm.models import Customer, ServicePoint
from crm.tickets.checking import UnableToRegister
from graphql_api.asking import Asking, asking
from graphql_api.models import ApiToken
from graphql_api.moments import exact
from graphql_api.mutations.answers import AnswerInput, raw_answers
from graphql_api.mutations.errors import InputError, InputRefused
from graphql_api.types.outage import OutageNode
from graphql_api.types.ticket import ReportingKind, TicketNode
from outages.intake import TakenReport, register_report
from ticketforms.answers import AnswersRefused
from ticketforms.catalogue import PublishedForm, UnknownType, published_form


class RegisterTicketInput(graphene.InputObjectType):
    """One report. Say where it is: by the service point, the customer, or in words."""

    idempotency_key = graphene.String(
        required=True, description="1 to 100 characters; the same key again returns the ticket it made before."
    )
    type_code = graphene.String(required=True)
    form_version = graphene.Int(description="The version the answers are for; refused when another is in use.")
    answers = graphene.List(graphene.NonNull(AnswerInput), required=True)
    customer_number = graphene.String()
    ppe = graphene.String(description="The service point; it brings its customer.")
    location = graphene.String()
    reporter_name = graphene.String()
    reporter_phone = graphene.String()
    reporting_kind = graphene.Field(ReportingKind, required=True)
    reported_at = graphene.DateTime(required=True, description="When the person told you, with its offset from UTC.")


class RegisterTicketPayload(graphene.ObjectType):
    """The ticket, or what is wrong with the input and then no ticket."""

    ticket = graphene.Field(TicketNode)
    outage = graphene.Field(OutageNode, description="The outage the ticket follows.")
    is_repeat = graphene.Boolean(required=True, description="The event had a ticket already: its calls were counted.")
    errors = graphene.List(graphene.NonNull(InputError), required=True)


class RegisterTicket(graphene.ObjectType):
    """Registering tickets."""

    register_ticket = graphene.Field(
        RegisterTicketPayload,
        required=True,
        input=graphene.Argument(RegisterTicketInput, required=True),
        description="Take a report; a loss of power also finds or helps to predict its outage. Scope tickets:write.",
    )

    @staticmethod
    def resolve_register_ticket(root: None, info: GraphQLResolveInfo, input: Mapping[str, Any]) -> Any:
        context = asking(info)
        context.require("tickets:write")
        try:
            taken = _register(context, input)
        except InputRefused as refusal:
            return _refused([refusal.error])
        except UnableToRegister as refusal:
            return _refused([InputError(field="input", message=str(refusal))])
        except AnswersRefused as refusal:
            return _refused(
                [
                    InputError(field=f"answers.{code}" if code else "answers", message=text)
                    for code, text in refusal.errors.items()
                ]
            )
        for written in filter(None, (taken.ticket, taken.outage)):
            written.refresh_from_db()
            context.loaders.keep([written])
        return RegisterTicketPayload(ticket=taken.ticket, outage=taken.outage, is_repeat=taken.is_repeat, errors=[])


def _register(context: Asking, given: Mapping[str, Any]) -> TakenReport:
    form = _form(given["type_code"], given.get("form_version"))
    service_point = _service_point(given.get("ppe"))
    customer = _customer(given.get("customer_number")) or (service_point.customer if service_point else None)
    reported_at = _moment(given["reported_at"])
    taken = register_report(
        form_version=form.version,
        raw_answers=raw_answers(given["answers"]),
        customer=customer,
        service_point=service_point,
        reporter_name=given.get("reporter_name") or "",
        reporter_phone=given.get("reporter_phone") or "",
        location=given.get("location") or "",
        reporting_kind=given["reporting_kind"].value,
        idempotency_key=_key(context.token, given["idempotency_key"]),
        reported_at=reported_at,
        by=context.token.account,
        at=context.at,
    )
    is_other = taken.ticket.ticket_type_id != form.ticket_type.pk or taken.ticket.reported_at != reported_at
    if is_other and not taken.is_repeat:
        raise InputRefused("idempotencyKey", "This key made another ticket: choose a new one.")
    return taken


def _form(code: str, version: int | None) -> PublishedForm:
    try:
        form = published_form(code)
    except UnknownType as error:
        raise InputRefused("typeCode", str(error)) from error
    if version is not None and version != form.version.number:
        raise InputRefused("formVersion", f"Version {form.version.number} is in use: read the form again.")
    return form


def _customer(number: str | None) -> Customer | None:
    if number is None:
        return None
    found = Customer.objects.filter(number=number).first()
    if found is None:
        raise InputRefused("customerNumber", "There is no such customer.")
    return found


def _service_point(ppe: str | None) -> ServicePoint | None:
    if ppe is None:
        return None
    found = ServicePoint.objects.select_related("customer").filter(ppe=ppe).first()
    if found is None:
        raise InputRefused("ppe", "There is no such service point.")
    return found


def _moment(reported_at: datetime) -> datetime:
    try:
        return exact(reported_at, "reportedAt")
    except GraphQLError as error:
        raise InputRefused("reportedAt", error.message) from error


def _key(token: ApiToken, key: str) -> str:
    """The key as the register keeps it: two systems that choose the same one do not meet."""
    if not 1 <= len(key) <= 100:
        raise InputRefused("idempotencyKey", "Give 1 to 100 characters.")
    return f"api:{hashlib.sha256(f'{token.pk}:{key}'.encode()).hexdigest()[:56]}"


def _refused(errors: Sequence[InputError]) -> RegisterTicketPayload:
    return RegisterTicketPayload(ticket=None, outage=None, is_repeat=False, errors=list(errors))
