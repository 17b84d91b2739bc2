"""Takes from the network's operation (SCADA, meters) whether a device has power."""

from collections.abc import Mapping
from typing import Any

import graphene
from graphql import GraphQLError, GraphQLResolveInfo

from graphql_api.asking import asking
from graphql_api.moments import exact
from graphql_api.mutations.errors import InputError
from graphql_api.types.outage import DeviceNode, Energisation
from outages.models import Device
from outages.network.operations import UnableToReportState, report_state


class ReportDeviceStateInput(graphene.InputObjectType):
    """A device's state since a moment."""

    device_code = graphene.String(required=True)
    energisation = graphene.Field(Energisation, required=True)
    since = graphene.DateTime(required=True, description="An older report never replaces a newer one.")


class ReportDeviceStatePayload(graphene.ObjectType):
    """The device as it is known now, or what is wrong with the input."""

    device = graphene.Field(DeviceNode)
    errors = graphene.List(graphene.NonNull(InputError), required=True)


class ReportDeviceState(graphene.ObjectType):
    """Reporting devices' states."""

    report_device_state = graphene.Field(
        ReportDeviceStatePayload,
        required=True,
        input=graphene.Argument(ReportDeviceStateInput, required=True),
        description="Say whether a device has power: no outage is predicted above one that has. Scope network:write.",
    )

    @staticmethod
    def resolve_report_device_state(root: None, info: GraphQLResolveInfo, input: Mapping[str, Any]) -> Any:
        context = asking(info)
        context.require("network:write")
        device = Device.objects.filter(code=input["device_code"]).first()
        if device is None:
            return _refused("deviceCode", "There is no such device.")
        try:
            known = report_state(
                device=device,
                energisation=input["energisation"].value,
                since=exact(input["since"], "since"),
                by=context.token.account,
                at=context.at,
            )
        except UnableToReportState as refusal:
            return _refused("since", str(refusal))
        except GraphQLError as refusal:
            return _refused("since", refusal.message)
        known.refresh_from_db()
        context.loaders.keep([known])
        return ReportDeviceStatePayload(device=known, errors=[])


def _refused(field: str, message: str) -> ReportDeviceStatePayload:
    return ReportDeviceStatePayload(device=None, errors=[InputError(field=field, message=message)])
