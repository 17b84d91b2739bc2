"""What another form would have made of answers that were given: refused, shown otherwise, lost. Pure.

It judges what the change of form touches: an answer whose field stays as it was is not judged anew, neither by today's
dictionaries nor by records that have changed since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ticketforms.answers import Answer, AnswersRefused, check
from ticketforms.definition import Definition, upgraded
from ticketforms.kinds import KINDS, Given
from ticketforms.labels import in_language
from ticketforms.resolving import Outcome, Resolution, resolve, with_defaults

# No role is called so: what is reserved for it is kept as it is.
_NOBODY = ["–"]


@dataclass(frozen=True)
class Rehearsed:
    """What would have been different, each a sentence with the reason; all empty when nothing would."""

    refused: tuple[str, ...] = ()
    shown_otherwise: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def rehearse(old: Definition, answers: Mapping[str, Answer], new: Definition, *, given: Given) -> Rehearsed:
    """Say what the new form would have made of a ticket's kept answers, taken by the old one.

    `given` tells what was known then; roles do not matter: nothing is kept from whoever rehearses.
    """
    before, after = upgraded(old), upgraded(new)
    judged = replace(given, roles=_all_roles(before, after), kept=answers)
    raw = _raw(after, answers)
    form = _unchanged_kept(before, after, answers)
    was = resolve(before, with_defaults(before, _raw(before, answers), judged), judged)
    would_be = resolve(form, with_defaults(form, raw, judged), judged)
    return Rehearsed(
        refused=_refusals(form, raw, judged),
        shown_otherwise=(*_shown_otherwise(before, was, after, would_be), *_outcome(was.outcome, would_be.outcome)),
        lost=tuple(_lost(before, answers, after, would_be)),
    )


def _refusals(form: Definition, raw: Mapping[str, Any], given: Given) -> tuple[str, ...]:
    untouched = {
        field["code"] for field in form["fields"] if field["edited_by"] == _NOBODY or _is_erased(given, field["code"])
    }
    sent = {code: answer for code, answer in raw.items() if code not in untouched}
    try:
        check(form, sent, given=given)
    except AnswersRefused as refused:
        names = _names(form)
        # A reason may quote the answer: what is personal is not read out to whoever rehearses.
        silent = {field["code"] for field in form["fields"] if _is_personal(field) and sent.get(field["code"])}
        unsaid = _("the answer given would be refused.")
        return tuple(
            _("“%(field)s”: %(reason)s") % {"field": names[code], "reason": unsaid if code in silent else reason}
            if code in names
            else reason
            for code, reason in refused.errors.items()
            if not _is_erased(given, code)
        )
    return ()


def _shown_otherwise(before: Definition, was: Resolution, after: Definition, would_be: Resolution) -> list[str]:
    names = _names(before) | _names(after)
    asked, will_be_asked = _asked(was), _asked(would_be)
    return [
        *(_("“%(field)s” would be asked too.") % {"field": names[code]} for code in will_be_asked if code not in asked),
        *(_("“%(field)s” would not be asked.") % {"field": names[code]} for code in asked if code not in will_be_asked),
    ]


def _outcome(was: Outcome, would_be: Outcome) -> Iterable[str]:
    if was.priority != would_be.priority:
        yield _("Rules would set another priority: %(before)s → %(after)s.") % {
            "before": was.priority or "–",
            "after": would_be.priority or "–",
        }
    if was.queue != would_be.queue:
        yield _("Rules would choose another queue.")
    if was.due != would_be.due:
        yield _("Rules would set another due time.")
    if was.notices != would_be.notices:
        yield _("Rules would tell the agent something else.")
    if was.proposes_joining != would_be.proposes_joining:
        yield _("Joining an outage would be proposed otherwise.")


def _lost(before: Definition, answers: Mapping[str, Answer], after: Definition, would_be: Resolution) -> Iterable[str]:
    names, kinds = _names(before), {field["code"]: field["kind"] for field in before["fields"]}
    later = {field["code"]: field["kind"] for field in after["fields"]}
    for code, answer in answers.items():
        if answer["value"] is None or code not in names or KINDS[kinds[code]].reading in ("computed", "nothing"):
            continue
        if code not in later:
            yield _("“%(field)s” is no longer in the form.") % {"field": names[code]}
        elif not would_be.fields[code].is_asked:
            yield _("“%(field)s” would not be asked, so its answer would be dropped.") % {"field": names[code]}
        elif would_be.fields[code].value is None:
            yield _("“%(field)s”: the answer given could not be given any more.") % {"field": names[code]}


def _raw(form: Definition, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """What was answered, as a form's controls hold it; what was left empty stays so, whatever its default."""
    raw: dict[str, Any] = {}
    for field in form["fields"]:
        answer = answers.get(field["code"])
        if KINDS[field["kind"]].reading in ("computed", "nothing"):
            continue
        if answer is not None and answer["value"] is not None:
            raw[field["code"]] = answer["value"]
        else:
            raw[field["code"]] = {"skipped": answer["skipped"]} if answer and answer.get("skipped") else ""
    return raw


def _unchanged_kept(before: Definition, after: Definition, answers: Mapping[str, Answer]) -> Definition:
    """The new form, in which an answer whose field stays as it was is kept as it is."""
    same = {field["code"]: (field["kind"], field["settings"]) for field in before["fields"]}
    fields = [
        {**field, "edited_by": _NOBODY}
        if same.get(field["code"]) == (field["kind"], field["settings"])
        and (answers.get(field["code"]) or {}).get("value") is not None
        and KINDS[field["kind"]].reading != "computed"
        else field
        for field in after["fields"]
    ]
    return {**after, "fields": fields}


def _is_erased(given: Given, code: str) -> bool:
    return "erased_at" in given.kept.get(code, ())


def _is_personal(field: Mapping[str, Any]) -> bool:
    return field["personal"] != "none" or KINDS[field["kind"]].is_always_sensitive


def _asked(resolution: Resolution) -> list[str]:
    return [code for code, state in resolution.fields.items() if state.is_asked]


def _names(form: Definition) -> dict[str, str]:
    return {field["code"]: in_language(field["label_pl"], field["label_en"]) for field in form["fields"]}


def _all_roles(*forms: Definition) -> frozenset[str]:
    return frozenset(
        role for form in forms for field in form["fields"] for part in ("seen_by", "edited_by") for role in field[part]
    )
