"""Definitions as the commands export and import them; what the commands read and write, they know themselves."""

from collections.abc import Collection
from datetime import datetime

from cms.packages.files import bytes_of, document_in
from cms.packages.telling import lines_of
from cms.packages.writing import UnableToWrite
from ticketforms.package import State, UnableToImport, UnfitPackage, apply, hand_out, plan


class Refused(ValueError):
    """What could not be done; the lines say why, place by place."""


def exported(name: str, *, at: datetime) -> bytes:
    """Return every definition as a file of this name holds them, and write down that the system took them."""
    try:
        return bytes_of(hand_out(by=None, at=at), name)
    except UnableToWrite as unable:
        raise Refused(str(unable)) from unable


def imported(
    raw: bytes, name: str, *, is_dry: bool, keeps_others: bool, taking: Collection[str], at: datetime
) -> list[str]:
    """Take the file in, or only say what would happen; return it in lines. Raises `Refused` and writes nothing.

    A conflict that is not among `taking` refuses the whole file, so that nobody overlooks it.
    """
    try:
        planned = plan(document_in(raw, name), keeps_others=keeps_others)
    except UnfitPackage as unfit:
        raise Refused(str(unfit)) from unfit
    told = list(lines_of(planned))
    if is_dry:
        return told
    undecided = [step for step in planned.of(State.CONFLICTING) if step.key not in taking or not step.is_possible]
    if undecided:
        reasons = [f"{step.key}: {step.conflict}" for step in undecided]
        advice = "Nothing was written. Mend the file, or say --take KEY for each whose version in the file is right."
        raise Refused("\n".join([*reasons, advice]))
    try:
        apply(planned, taking=taking, by=None, at=at)
    except UnableToImport as unable:
        raise Refused(str(unable)) from unable
    return told
