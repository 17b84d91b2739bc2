"""The tables of the network, outages, crews and the links between reports and outages."""

from outages.models.crew import Crew, CrewMember
from outages.models.links import OutageMerge, ReportLink
from outages.models.network import Connection, Device
from outages.models.outage import (
    CrewAssignment,
    EstimatedRestoration,
    EstimateTold,
    Outage,
    OutageQuerySet,
    RepairProgress,
)

__all__ = [
    "Connection",
    "Crew",
    "CrewAssignment",
    "CrewMember",
    "Device",
    "EstimateTold",
    "EstimatedRestoration",
    "Outage",
    "OutageMerge",
    "OutageQuerySet",
    "RepairProgress",
    "ReportLink",
]
