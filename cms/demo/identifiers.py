"""Makes Polish identifiers that pass every check; pure arithmetic, and whose they are is somebody else's business."""

from datetime import date
from random import Random

# Polish GS1 prefix and an operator's number that no operator bears.
_PPE_PREFIX = "590999"
_MOBILE_PREFIXES = ("501", "510", "515", "530", "570", "600", "605", "660", "665", "690", "695", "730", "785", "880")


def ppe(serial: int) -> str:
    """Return the 18 digits of a service point: prefix, serial number, GS1 check digit."""
    body = f"{_PPE_PREFIX}{serial:011d}"
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return f"{body}{-weighted % 10}"


def pesel(born: date, *, is_woman: bool, rng: Random) -> str:
    """Return a PESEL of somebody born on that day, in the 20th or 21st century."""
    month = born.month + (20 if born.year >= 2000 else 0)
    sex = rng.choice("02468" if is_woman else "13579")
    body = f"{born.year % 100:02d}{month:02d}{born.day:02d}{rng.randrange(1000):03d}{sex}"
    weighted = sum(int(digit) * weight for digit, weight in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return f"{body}{-weighted % 10}"


def nip(rng: Random) -> str:
    """Return a tax number; a body whose check would be 10 is not given to anybody."""
    while True:
        body = f"{rng.randrange(101, 999)}{rng.randrange(1_000_000):06d}"
        check = sum(int(d) * weight for d, weight in zip(body, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
        if check != 10 and "0" not in body[:3]:
            return f"{body}{check}"


def regon(rng: Random) -> str:
    """Return a nine-digit business register number."""
    body = f"{rng.randrange(1, 98):02d}{rng.randrange(1_000_000):06d}"
    check = sum(int(d) * weight for d, weight in zip(body, (8, 9, 2, 3, 4, 5, 6, 7), strict=True)) % 11 % 10
    return f"{body}{check}"


def bank_account(serial: int) -> str:
    """Return the 26 digits of the account a customer pays into, at a bank that does not exist."""
    body = f"99999999{serial:016d}"
    return f"{98 - int(f'{body}252100') % 97:02d}{body}"


def mobile(rng: Random) -> str:
    """Return a Polish mobile number in E.164."""
    return f"+48{rng.choice(_MOBILE_PREFIXES)}{rng.randrange(1_000_000):06d}"


def landline(rng: Random) -> str:
    """Return a number of the Płock numbering area in E.164."""
    return f"+48242{rng.randrange(1_000_000):06d}"


def spoken(e164: str) -> str:
    """Return a Polish number the way people write it down."""
    national = e164.removeprefix("+48")
    return f"{national[:3]} {national[3:6]} {national[6:]}"
