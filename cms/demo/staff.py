"""Who works in the demo, by the keys that rows need."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User

from outages.models import Crew


@dataclass(frozen=True)
class Staff:
    """Agents, the dispatcher and the crews."""

    agents: tuple[User, ...]
    dispatcher: User
    crews: tuple[Crew, ...]

    @classmethod
    def of(cls, people: Mapping[str, User], crews: list[Crew]) -> "Staff":
        return cls((people["agent"], people["agent2"]), people["dispatcher"], tuple(crews))
