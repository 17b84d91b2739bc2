"""Says in words what is different about one field of two forms. Pure; fields are whole, as `definition` gives them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.blocks import Block

from ticketforms.conditions.sentences import sentence
from ticketforms.kinds import KINDS
from ticketforms.labels import in_language
from ticketforms.naming import FormNames
from ticketforms.port import port
from ticketforms.surroundings import SUBJECTS

Field = Mapping[str, Any]
# Frozen choices are told one by one; what a kind works out from its settings is not told at all.
_TOLD_APART = {"choices"}


def name_of(thing: Mapping[str, Any]) -> str:
    """Return a field's or a choice's name in the active language."""
    return in_language(thing["label_pl"], thing["label_en"])


def changes_of_field(before: Field, after: Field, names: FormNames) -> Iterator[str]:
    """Yield a sentence for each difference, from what the agent sees first to what only the program does."""
    yield from _of_words(before, after)
    yield from _of_asking(before, after, names)
    yield from _of_choices(before, after)
    yield from _of_settings(before, after)
    yield from _of_people(before, after)
    yield from _of_keeping(before, after)


def _said(pattern: str, field: Field, **more: str) -> str:
    return pattern % {"field": name_of(field), **more}


def _differ(before: Field, after: Field, *parts: str) -> bool:
    return any(before[part] != after[part] for part in parts)


def _of_words(before: Field, after: Field) -> Iterator[str]:
    if name_of(before) != name_of(after):
        yield _said(_("“%(before)s” is now “%(field)s”."), after, before=name_of(before))
    elif _differ(before, after, "label_pl", "label_en"):
        yield _said(_("“%(field)s” has another name in the other language."), after)
    if _differ(before, after, "help_pl", "help_en"):
        yield _said(_("“%(field)s” has another help text."), after)
    if _differ(before, after, "say_pl", "say_en"):
        yield _said(_("Agents say something else when they ask “%(field)s”."), after)
    if _differ(before, after, "error_pl", "error_en"):
        yield _said(_("“%(field)s” has another error message."), after)


def _of_asking(before: Field, after: Field, names: FormNames) -> Iterator[str]:
    if before["kind"] != after["kind"]:
        was, is_now = (str(KINDS[field["kind"]].label) for field in (before, after))
        yield _said(
            _("“%(field)s” is answered in another way: %(before)s → %(after)s."), after, before=was, after=is_now
        )
    if _differ(before, after, "requirement"):
        yield _said(_requirement(after["requirement"]), after)
    if before["visible_when"] and not after["visible_when"]:
        yield _said(_("“%(field)s” is always asked."), after)
    elif _differ(before, after, "visible_when"):
        condition = sentence(after["visible_when"], names, names.language)
        yield _said(_("“%(field)s” is asked only when %(condition)s."), after, condition=condition)
    if after["default"] and _differ(before, after, "default"):
        yield _said(_("“%(field)s” is filled with: %(default)s."), after, default=_filled_with(after))
    elif _differ(before, after, "default"):
        yield _said(_("“%(field)s” is not filled in beforehand any more."), after)


def _requirement(level: str) -> str:
    return {
        "none": _("“%(field)s” may be left empty."),
        "soft": _("“%(field)s” must be answered, or a reason given why not."),
        "save": _("“%(field)s” must be answered."),
        "close": _("“%(field)s” must be answered before the ticket is closed."),
    }[level]


def _filled_with(field: Field) -> str:
    match field["default"]:
        case {"from": str(subject)} if subject in SUBJECTS:
            return str(SUBJECTS[subject].label)
        case {"value": value}:
            return _shown(value, _choices(field))
    return "–"


def _of_choices(before: Field, after: Field) -> Iterator[str]:
    offered, offers = _choices(before), _choices(after)
    for code, label in offers.items():
        if code not in offered:
            yield _said(_("“%(field)s” also offers “%(choice)s”."), after, choice=label)
        elif offered[code] != label:
            yield _said(
                _("“%(field)s”: the answer “%(before)s” is now called “%(choice)s”."),
                after,
                before=offered[code],
                choice=label,
            )
    for code, label in offered.items():
        if code not in offers:
            yield _said(_("“%(field)s” no longer offers “%(choice)s”."), after, choice=label)
    if [code for code in offered if code in offers] != [code for code in offers if code in offered]:
        yield _said(_("“%(field)s” offers its answers in another order."), after)


def _choices(field: Field) -> dict[str, str]:
    return {choice["code"]: name_of(choice) for choice in field["settings"].get("choices", [])}


def _of_settings(before: Field, after: Field) -> Iterator[str]:
    """Each setting by the name that the editor gives it, with what it was and what it is."""
    if before["kind"] != after["kind"]:
        return
    blocks = KINDS[after["kind"]].setting_blocks(list)
    # A setting that an older form does not know stands as the editor would fill it in.
    usual = {name: block.get_default() for name, block in blocks.items()}
    changed = [
        (blocks.get(setting), was, is_now)
        for setting in dict.fromkeys([*before["settings"], *after["settings"]])
        if setting not in _TOLD_APART
        and (was := before["settings"].get(setting, usual.get(setting)))
        != (is_now := after["settings"].get(setting, usual.get(setting)))
    ]
    named = [(block, was, is_now) for block, was, is_now in changed if block is not None and (was or is_now)]
    for block, was, is_now in named:
        yield _said(
            _("“%(field)s”: %(setting)s %(before)s → %(after)s."),
            after,
            setting=str(block.label).lower(),
            before=_shown(was, _offered_by(block) | _choices(before)),
            after=_shown(is_now, _offered_by(block) | _choices(after)),
        )
    if changed and not named:
        yield _said(_("“%(field)s” has other settings."), after)


def _offered_by(block: Block) -> dict[str, str]:
    """What the editor's list offers for a setting, by what is kept of it."""
    choices = getattr(getattr(block, "field", None), "choices", ())
    return {str(code): str(label) for code, label in choices if isinstance(label, str | Promise)}


def _shown(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(_shown(one, names) for one in value)
    if isinstance(value, dict):
        return "…"
    return names.get(str(value), str(value))


def _of_people(before: Field, after: Field) -> Iterator[str]:
    if not _differ(before, after, "seen_by", "edited_by"):
        return
    roles = {code: str(label) for code, label in port.roles.choices()}

    def named(codes: list[str]) -> str:
        return ", ".join(roles.get(code, code) for code in codes) or _("everybody")

    if _differ(before, after, "seen_by"):
        yield _said(_("“%(field)s” is seen by: %(roles)s."), after, roles=named(after["seen_by"]))
    if _differ(before, after, "edited_by"):
        yield _said(_("“%(field)s” is answered by: %(roles)s."), after, roles=named(after["edited_by"]))


def _of_keeping(before: Field, after: Field) -> Iterator[str]:
    if _differ(before, after, "personal"):
        yield _said(_personal(after["personal"]), after)
    if after["retention_days"] and _differ(before, after, "retention_days"):
        yield _said(
            _("“%(field)s” is erased %(days)s days after the ticket's end."), after, days=str(after["retention_days"])
        )
    elif _differ(before, after, "retention_days"):
        yield _said(_("“%(field)s” is not erased before the ticket."), after)
    for flag, (gained, lost) in _flags().items():
        if bool(before[flag]) != bool(after[flag]):
            yield _said(gained if after[flag] else lost, after)


def _personal(level: str) -> str:
    return {
        "none": _("“%(field)s” is no longer treated as personal data."),
        "personal": _("“%(field)s” is personal data."),
        "sensitive": _("“%(field)s” is sensitive personal data."),
    }[level]


def _flags() -> dict[str, tuple[str, str]]:
    return {
        "is_searchable": (_("“%(field)s” can be found by search."), _("“%(field)s” is no longer found by search.")),
        "is_column": (_("“%(field)s” is a column of lists."), _("“%(field)s” is no longer a column of lists.")),
        "is_dimension": (_("“%(field)s” is counted in reports."), _("“%(field)s” is no longer counted in reports.")),
    }
