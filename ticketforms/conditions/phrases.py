"""The words that conditions and rules are told in, Polish and English. It knows no grammar beyond plural forms.

They stand here and not with the program's other words because a sentence is also made in the language of its reader
while the screen speaks another: in histories, exports and messages.
"""

from collections.abc import Mapping

# “Is” and “is not” of each comparison: a negated clause is told by the second.
_ENGLISH = {
    "is": ("is", "is not"),
    "is_not": ("is not", "is"),
    "is_any_of": ("is one of", "is none of"),
    "contains": ("contains", "does not contain"),
    "begins_with": ("begins with", "does not begin with"),
    "within": ("is within", "is not within"),
    "is_filled": ("is answered", "is not answered"),
    "is_empty": ("is not answered", "is answered"),
    "less_than": ("is less than", "is not less than"),
    "at_most": ("is at most", "is not at most"),
    "more_than": ("is more than", "is not more than"),
    "at_least": ("is at least", "is not at least"),
}
_POLISH = {
    "is": ("to", "to nie"),
    "is_not": ("to nie", "to"),
    "is_any_of": ("to jedno z", "to żadne z"),
    "contains": ("zawiera", "nie zawiera"),
    "begins_with": ("zaczyna się od", "nie zaczyna się od"),
    "within": ("przypada w okresie", "nie przypada w okresie"),
    "is_filled": ("ma odpowiedź", "nie ma odpowiedzi"),
    "is_empty": ("nie ma odpowiedzi", "ma odpowiedź"),
    "less_than": ("jest mniejsze niż", "nie jest mniejsze niż"),
    "at_most": ("wynosi najwyżej", "nie wynosi najwyżej"),
    "more_than": ("jest większe niż", "nie jest większe niż"),
    "at_least": ("wynosi co najmniej", "nie wynosi co najmniej"),
}
_ENGLISH_MOMENTS = _ENGLISH | {
    "less_than": ("is before", "is not before"),
    "at_most": ("is at the latest", "is later than"),
    "more_than": ("is after", "is not after"),
    "at_least": ("is at the earliest", "is earlier than"),
}
_POLISH_MOMENTS = _POLISH | {
    "less_than": ("przypada przed", "nie przypada przed"),
    "at_most": ("przypada najpóźniej", "przypada później niż"),
    "more_than": ("przypada po", "nie przypada po"),
    "at_least": ("przypada najwcześniej", "przypada wcześniej niż"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "and": "and",
        "or": "or",
        "when": " when",
        "always": "always",
        "never": "never",
        "not": "it is not so that",
        "yes": "yes",
        "no": "no",
        "opening": "“",
        "closing": "”",
    },
    "pl": {
        "and": "i",
        "or": "lub",
        "when": ", gdy",
        "always": "zawsze",
        "never": "nigdy",
        "not": "nie jest tak, że",
        "yes": "tak",
        "no": "nie",
        "opening": "„",
        "closing": "”",
    },
}

EFFECTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "show": "show {fields}",
        "require soft": "ask for {fields} or for a reason",
        "require save": "require {fields}",
        "require close": "require {fields} before closing",
        "read_only": "let nobody change {fields}",
        "set_if_empty": "fill empty {field} with {value}",
        "restrict": "offer only {choices} in {field}",
        "notice say": "have the agent say {text}",
        "notice ask": "have the agent ask {text}",
        "notice do": "have the agent do {text}",
        "notice warn": "warn {text}",
        "block": "refuse to save: {text}",
        "set_priority": "set priority {priority}",
        "set_queue": "send to the queue {queue}",
        "set_due": "make it due in {time}",
        "propose_joining": "propose joining the open outage",
    },
    "pl": {
        "show": "pokaż {fields}",
        "require soft": "poproś o {fields} albo o powód",
        "require save": "wymagaj {fields}",
        "require close": "przed zamknięciem wymagaj {fields}",
        "read_only": "nie pozwól zmieniać {fields}",
        "set_if_empty": "w puste {field} wpisz {value}",
        "restrict": "w {field} daj do wyboru tylko {choices}",
        "notice say": "każ powiedzieć {text}",
        "notice ask": "każ zapytać {text}",
        "notice do": "każ zrobić {text}",
        "notice warn": "ostrzeż {text}",
        "block": "nie pozwól zapisać: {text}",
        "set_priority": "ustaw priorytet {priority}",
        "set_queue": "skieruj do kolejki {queue}",
        "set_due": "ustaw termin za {time}",
        "propose_joining": "zaproponuj dołączenie do otwartej awarii",
    },
}

# One, few (2–4), many; English has no few.
_TIMES: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "en": {
        "minutes": ("minute", "minutes", "minutes"),
        "hours": ("hour", "hours", "hours"),
        "days": ("day", "days", "days"),
        "working_days": ("working day", "working days", "working days"),
    },
    "pl": {
        "minutes": ("minutę", "minuty", "minut"),
        "hours": ("godzinę", "godziny", "godzin"),
        "days": ("dzień", "dni", "dni"),
        "working_days": ("dzień roboczy", "dni robocze", "dni roboczych"),
    },
}


def comparison(operator: str, language: str, *, is_moment: bool = False, is_negated: bool = False) -> str:
    """Return how an operator reads between its subject and its value; the operator itself when it is none of ours."""
    if language == "pl":
        words = _POLISH_MOMENTS if is_moment else _POLISH
    else:
        words = _ENGLISH_MOMENTS if is_moment else _ENGLISH
    return words[operator][is_negated] if operator in words else operator


def span_of_time(amount: object, unit: object, language: str) -> str:
    """Return an amount of minutes, hours, days or working days in words."""
    forms = _TIMES[language].get(str(unit))
    if forms is None or not isinstance(amount, int):
        return f"{'…' if amount in (None, '') else amount} {forms[2] if forms else unit}"
    is_few = amount % 10 in (2, 3, 4) and amount % 100 not in (12, 13, 14)
    return f"{amount} {forms[0] if amount == 1 else forms[1] if is_few else forms[2]}"
