"""A condition as one line of text, as a workbook's cell holds it: `${extent} = 'street' and not(${flats} > 3)`.

Pure; what is written here is read back as the same tree. Which fields there are it does not know.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any as AnyType

from django.utils.translation import gettext as _

from ticketforms.conditions import All, Any, Clause, Condition, Not

_COMPARISONS = {
    "is": "=",
    "is_not": "!=",
    "less_than": "<",
    "at_most": "<=",
    "more_than": ">",
    "at_least": ">=",
    "is_any_of": "in",
    "contains": "contains",
}
_QUESTIONS = {"is_empty": "empty", "is_filled": "filled"}
_OPERATORS = {written: operator for operator, written in _COMPARISONS.items()}
_ASKED = {written: operator for operator, written in _QUESTIONS.items()}
_CONSTANTS: dict[str, AnyType] = {"true": True, "false": False, "yes": True, "no": False, "null": None}
_DEEPEST = 40

# LibreOffice turns straight quotes into typographic ones while people type: both open and close a text.
_TOKENS = re.compile(
    r"""\s*(?:
    (?P<subject>\$\{[^{}\s]+\})
    | (?P<text>'(?:[^']|'')*' | [‘‚’][^’]*’ | [“„”][^”]*” | "[^"]*")
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z_]+)
    | (?P<sign>!=|<=|>=|[=<>(),])
    )""",
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """A line that is no condition; the message says what was expected, and where."""


def written(condition: Condition) -> str:
    """Return the condition as a line of text; raises `ExpressionError` for a value that no line can hold."""
    match condition:
        case All(parts=parts):
            return _group(parts, " and ", "all")
        case Any(parts=parts):
            return _group(parts, " or ", "any")
        case Not(part=part):
            return f"not({written(part)})"
    if condition.operator in _QUESTIONS:
        return f"{_QUESTIONS[condition.operator]}(${{{condition.subject}}})"
    return f"${{{condition.subject}}} {_COMPARISONS[condition.operator]} {_value(condition.value)}"


def _group(parts: tuple[Condition, ...], between: str, name: str) -> str:
    if len(parts) < 2:
        return f"{name}({', '.join(map(written, parts))})"
    return between.join(f"({written(part)})" if _is_joined(part) else written(part) for part in parts)


def _is_joined(part: Condition) -> bool:
    return isinstance(part, All | Any) and len(part.parts) > 1


def _value(value: AnyType) -> str:
    if isinstance(value, list | tuple):
        return f"({', '.join(map(_value, value))})"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int | float):
        return json.dumps(value)
    raise ExpressionError(_("A condition compares with texts, numbers, yes and no, and lists of them."))


def read(line: str) -> Condition:
    """Return the condition that a line says; raises `ExpressionError` with the place in the line."""
    return _Reader(line).whole()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(line: str) -> Iterator[_Token]:
    at = 0
    while line[at:].strip():
        found = _TOKENS.match(line, at)
        if not found or not found.lastgroup:
            start = at + len(line[at:]) - len(line[at:].lstrip())
            raise _at(start, _("“%(found)s” cannot be read.") % {"found": line[start : start + 12]})
        yield _Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))
        at = found.end()


def _at(position: int, message: str) -> ExpressionError:
    return ExpressionError(_("Character %(position)d: %(message)s") % {"position": position + 1, "message": message})


class _Reader:
    """Reads by descent: or, and, not, one comparison."""

    def __init__(self, line: str) -> None:
        self._rest = [*_tokens(line), _Token("end", "", len(line))]
        self._depth = 0
        self._rest.reverse()

    def whole(self) -> Condition:
        condition = self._either()
        if self._rest[-1].kind != "end":
            raise self._expected("and, or")
        return condition

    def _either(self) -> Condition:
        return self._joined("or", self._every, Any)

    def _every(self) -> Condition:
        return self._joined("and", self._one, All)

    def _joined(self, word: str, part: AnyType, group: AnyType) -> Condition:
        parts = [part()]
        while self._takes_word(word):
            parts.append(part())
        return group(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Condition:
        token = self._rest[-1]
        if token.kind == "subject":
            return self._comparison(self._next().text[2:-1])
        word = token.text.lower() if token.kind == "word" else ""
        if word in _ASKED:
            self._next()
            return self._question(_ASKED[word])
        if word == "not":
            self._next()
            return Not(self._deeper(self._one))
        if word in {"all", "any"}:
            self._next()
            parts = tuple(self._listed(self._either))
            return All(parts) if word == "all" else Any(parts)
        if token.text == "(":
            self._next()
            condition = self._deeper(self._either)
            self._sign(")")
            return condition
        raise self._expected("${field}, (, not, empty, filled, all, any")

    def _comparison(self, subject: str) -> Clause:
        operator = self._rest[-1].text.lower()
        if self._rest[-1].kind not in {"sign", "word"} or operator not in _OPERATORS:
            raise self._expected(", ".join(_OPERATORS))
        self._next()
        return Clause(subject, _OPERATORS[operator], self._value())

    def _question(self, operator: str) -> Clause:
        self._sign("(")
        if self._rest[-1].kind != "subject":
            raise self._expected("${field}")
        subject = self._next().text[2:-1]
        self._sign(")")
        return Clause(subject, operator)

    def _value(self) -> AnyType:
        token = self._rest[-1]
        if token.text == "(":
            return self._listed(self._value)
        if token.kind == "text":
            self._next()
            return token.text[1:-1].replace("''", "'") if token.text[0] == "'" else token.text[1:-1]
        if token.kind == "number" and len(token.text) <= 40:
            self._next()
            return json.loads(token.text) if not token.text.lstrip("-").startswith("00") else token.text
        if token.kind == "word" and token.text.lower() in _CONSTANTS:
            return _CONSTANTS[self._next().text.lower()]
        raise self._expected(_("a text in quotes, a number, yes, no, or a list in brackets"))

    def _listed(self, part: AnyType) -> list[AnyType]:
        self._sign("(")
        parts: list[AnyType] = []
        while self._rest[-1].text != ")":
            if parts:
                self._sign(",")
            parts.append(self._deeper(part))
        self._sign(")")
        return parts

    def _deeper(self, part: AnyType) -> AnyType:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _at(self._rest[-1].at, _("There are too many brackets inside one another."))
        result = part()
        self._depth -= 1
        return result

    def _takes_word(self, word: str) -> bool:
        token = self._rest[-1]
        if token.kind == "word" and token.text.lower() == word:
            self._next()
            return True
        return False

    def _sign(self, sign: str) -> None:
        if self._rest[-1].text != sign:
            raise self._expected(sign)
        self._next()

    def _next(self) -> _Token:
        return self._rest.pop()

    def _expected(self, what: str) -> ExpressionError:
        token = self._rest[-1]
        found = f"“{token.text}”" if token.text else _("the end of the line")
        return _at(
            token.at, _("%(expected)s was expected, but there is %(found)s.") % {"expected": what, "found": found}
        )
