"""What later parts of the demo must remember of every service point, in a few bytes: whose it is, what feeds it."""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass
class Places:
    """Service points in the order they were made; a place is a position in that order."""

    points: "array[int]" = field(default_factory=lambda: array("q"))
    customers: "array[int]" = field(default_factory=lambda: array("q"))
    phones: "array[int]" = field(default_factory=lambda: array("q"))
    special: set[int] = field(default_factory=set)
    disconnected: set[int] = field(default_factory=set)
    by_circuit: "defaultdict[int, array[int]]" = field(default_factory=lambda: defaultdict(lambda: array("q")))

    def __len__(self) -> int:
        return len(self.points)

    def add(self, *, point: int, customer: int, circuit: int, phone: str) -> int:
        """Remember a service point and return its place."""
        place = len(self.points)
        self.points.append(point)
        self.customers.append(customer)
        self.phones.append(int(phone))
        self.by_circuit[circuit].append(place)
        return place

    def phone(self, place: int) -> str:
        """The customer's main number in E.164."""
        return f"+{self.phones[place]}"
