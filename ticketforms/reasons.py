"""Knows why a field is asked, demanded, fixed, filled in or narrowed: the rules that touch it, told as sentences. Pure.

Which of them hold at this moment, and the answers they saw, the browser adds (static/ticketforms/why.js).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext, override

from ticketforms.conditions import parse, subjects
from ticketforms.conditions.sentences import sentence
from ticketforms.definition import Definition, sections
from ticketforms.kinds import Given
from ticketforms.labels import in_language
from ticketforms.naming import FormNames
from ticketforms.resolving import may


def reasons(definition: Definition, given: Given, language: str) -> dict[str, Any]:
    """Return what stands behind each field of an `upgraded` form, as plain data for the browser.

    `fields` has for each touched field what is said and the rule it hangs on ("" for what always holds where the field
    is seen); `names` and `facts` say what the subjects are called and what is known of the surroundings among them.
    """
    spoken = "en" if language.startswith("en") else "pl"
    names = FormNames(definition["fields"], spoken)
    hidden = {field["code"] for field in definition["fields"] if not may(field, "seen_by", given.roles)}
    with override(spoken):
        whole = _told(definition, given, names, spoken)
        told = {code: [_discreet(one, hidden) for one in each] for code, each in whole.items() if code not in hidden}
        words = {"why": gettext("Why is this so?"), "saw": gettext("Seen:"), "nothing": gettext("no answer")}
    looked_at = sorted({subject for each in told.values() for one in each for subject in one["looks_at"]})
    return {
        "fields": told,
        "names": {subject: names.subject(subject) for subject in looked_at},
        "facts": {name: _fact(name, given, names) for name in looked_at if "." in name},
        "words": words,
    }


def _told(definition: Definition, given: Given, names: FormNames, language: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    own = {field["code"]: field["visible_when"] for field in definition["fields"]}
    for field, section in sections(definition):
        for code in (section, field["code"]):
            if code and own[code]:
                one = _reason("", gettext("Asked only when"), own[code], names, language)
                found.setdefault(field["code"], []).append(one)
        if not may(field, "edited_by", given.roles):
            said = {"rule": "", "said": gettext("Your role may not answer it."), "looks_at": []}
            found.setdefault(field["code"], []).append(said)
    for rule, effect, code in _effects(definition):
        one = _reason(rule["code"], _because(effect), rule["when"], names, language)
        described = in_language(rule["description_pl"], rule["description_en"], language)
        if described:
            one["said"] += f" ({described})"
        found.setdefault(code, []).append(one)
    return found


def _discreet(reason: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    """The reason without what it says of fields that this person may not see: neither what they ask nor the answer."""
    plain = {name: reason[name] for name in ("rule", "said", "looks_at")}
    if not hidden & set(reason["looks_at"]):
        return plain
    said = gettext("an answer that your role may not see")
    return {**plain, "said": f"{reason['because']}: {said}", "looks_at": []}


def _effects(definition: Definition) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], str]]:
    for rule in definition["rules"]:
        for effect in rule["effects"]:
            for code in effect.get("fields") or ([effect["field"]] if "field" in effect else []):
                yield rule, effect, code


def _reason(rule: str, because: str, when: Any, names: FormNames, language: str) -> dict[str, Any]:
    looks_at = sorted(subjects(parse(when))) if when else []
    said = f"{because}: {sentence(when, names, language)}"
    return {"rule": rule, "because": because, "said": said, "looks_at": looks_at}


def _because(effect: Mapping[str, Any]) -> str:
    match effect["effect"]:
        case "show":
            return gettext("Shown because")
        case "read_only":
            return gettext("Cannot be changed because")
        case "set_if_empty":
            return gettext("Filled in because")
        case "restrict":
            return gettext("Fewer choices because")
    match effect["level"]:
        case "soft":
            return gettext("Wants an answer or a reason because")
        case "close":
            return gettext("Must be answered before closing because")
    return gettext("Must be answered because")


def _fact(name: str, given: Given, names: FormNames) -> str:
    value = given.surroundings.get(name)
    listed = value if isinstance(value, list | tuple | frozenset | set) else [value]
    return ", ".join(filter(None, (names.value(name, one) for one in listed)))
