"""Crews of the demo with their people, vehicles and telephones."""

from random import Random

from cms.demo import identifiers, words
from outages.models import Crew, CrewMember

_POSTS = ("Łąkowa", "Kolonia", "Parcele")
_CREWS_A_POST = 2


def hire(rng: Random) -> list[Crew]:
    """Write the crews that are missing and return all of them; a crew that is there keeps its people."""
    crews = []
    for number, post in enumerate((post for post in _POSTS for _ in range(_CREWS_A_POST)), start=1):
        crew, is_new = Crew.objects.get_or_create(
            name=f"PE-{number} {post}",
            defaults={"vehicle": f"WPL {rng.randrange(10_000, 99_999)}", "phone": identifiers.mobile(rng)},
        )
        names = [f"{rng.choice(words.SURNAMES)} {rng.choice(words.MALE_NAMES)}" for _ in range(3)]
        if is_new:
            CrewMember.objects.bulk_create(
                CrewMember(crew=crew, name=name, is_foreman=place == 0) for place, name in enumerate(names)
            )
        crews.append(crew)
    return crews
