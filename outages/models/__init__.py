"""The tables of the network, outages, crews and the links between reports and outages."""

from outages.models.crew import Crew, CrewMember
from outages.models.links import OutageMerge, RepeatedReport, ReportLink
from outages.models.network import Connection, Device, keys_in
from outages.models.outage import (
    CrewAssignment,
    EstimatedRestoration,
    EstimateTold,
    Outage,
    OutageQuerySet,
    RepairProgress,
)
from outages.models.reasons import Reason, Reasoned, kept

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
    "Reason",
    "Reasoned",
    "RepairProgress",
    "RepeatedReport",
    "ReportLink",
    "kept",
    "keys_in",
]
