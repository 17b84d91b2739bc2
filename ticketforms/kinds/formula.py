"""Sums over the answers of a form: read from what an administrator writes, worked out exactly.

static/ticketforms/formula.js works out the same trees; tests/ticketforms/formula_vectors.json holds both together:
whatever changes here changes there. Which fields a form has is not known here.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

LONGEST = 500
MOST_PARTS = 100
MOST_PLACES = 6
_DEEPEST = 30
_TOKEN = re.compile(
    r"\s*(?:"
    r"\{(?P<braced>[A-Za-z0-9_-]+)\}"
    r"|(?P<name>[0-9]*[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)"
    r"|(?P<number>[0-9]{1,15}(?:[.,][0-9]{1,10})?)"
    r"|(?P<sign>[-+*/()×÷−])"
    r")"
)
_SAME_SIGNS = {"×": "*", "÷": "/", "−": "-"}
_GIVEN = re.compile(r"-?[0-9]{1,30}([.,][0-9]{1,30})?")
_LIMIT = 10**30

Tree = dict[str, Any]


class FormulaError(ValueError):
    """A sum that cannot be read; the message tells the administrator what to do."""


def parse(text: str) -> Tree:
    """Return the sum as plain JSON: `{op, left, right}`, `{field}` or `{number}`; raises `FormulaError`."""
    if len(text) > LONGEST:
        raise FormulaError(_("Shorten the calculation to %(longest)d characters.") % {"longest": LONGEST})
    return _Reader(_tokens(text)).whole()


def fields_of(tree: Tree) -> tuple[str, ...]:
    """Return the codes of the fields a sum looks at, each once, in the order they are written."""
    if "field" in tree:
        return (tree["field"],)
    if "number" in tree:
        return ()
    return tuple(dict.fromkeys(fields_of(tree["left"]) + fields_of(tree["right"])))


def value(tree: Tree, values: Mapping[str, Any], places: int = 2) -> str | None:
    """Return the result rounded half up to `places`, `None` if an answer is missing, zero divides or it is immense."""
    exact = _exact(tree, values)
    if exact is None or abs(exact) >= _LIMIT:
        return None
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(units).rjust(places + 1, "0")
    written = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{written}" if exact < 0 and units else written


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(
                _("“%(part)s” cannot stand in a calculation: use codes of fields, numbers, + - * / and parentheses.")
                % {"part": text[at:].split()[0][:20]}
            )
        kind = str(match.lastgroup)
        found.append(("name" if kind == "braced" else kind, match.group(kind)))
        at = match.end()
    return found


class _Reader:
    """Reads tokens from left to right; a sign between takes both its neighbours."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0
        self.parts = 0

    def whole(self) -> Tree:
        if not self.tokens:
            raise FormulaError(_("Write what to calculate, for example power * 2."))
        tree = self._sum(0)
        if self.at < len(self.tokens):
            raise FormulaError(
                _("A sign is missing before “%(part)s” in the calculation.") % {"part": self.tokens[self.at][1]}
            )
        return tree

    def _sum(self, depth: int) -> Tree:
        tree = self._product(depth)
        while (sign := self._sign("+", "-")) is not None:
            tree = self._counted({"op": sign, "left": tree, "right": self._product(depth)})
        return tree

    def _product(self, depth: int) -> Tree:
        tree = self._operand(depth)
        while (sign := self._sign("*", "/")) is not None:
            tree = self._counted({"op": sign, "left": tree, "right": self._operand(depth)})
        return tree

    def _operand(self, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise FormulaError(_("The calculation has too many parentheses: split it into two fields."))
        if self._sign("-") is not None:
            return self._counted({"op": "-", "left": {"number": "0"}, "right": self._operand(depth + 1)})
        if self._sign("(") is not None:
            inner = self._sum(depth + 1)
            if self._sign(")") is None:
                raise FormulaError(_("A parenthesis of the calculation is not closed."))
            return inner
        kind, written = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
        if kind not in ("name", "number"):
            raise FormulaError(_("Something is missing in the calculation beside a sign or a parenthesis."))
        self.at += 1
        part = {"field": written} if kind == "name" else {"number": written.replace(",", ".")}
        return self._counted(part)

    def _sign(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign":
            sign = _SAME_SIGNS.get(self.tokens[self.at][1], self.tokens[self.at][1])
            if sign in wanted:
                self.at += 1
                return sign
        return None

    def _counted(self, tree: Tree) -> Tree:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise FormulaError(_("The calculation is too long: split it into two fields."))
        return tree


def _exact(tree: Tree, values: Mapping[str, Any]) -> Fraction | None:
    if "number" in tree:
        return Fraction(tree["number"])
    if "field" in tree:
        return _number(values.get(tree["field"]))
    left, right = _exact(tree["left"], values), _exact(tree["right"], values)
    if left is None or right is None:
        return None
    match tree["op"]:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else None


def _number(answer: Any) -> Fraction | None:
    """Read an answer as conditions read numbers; a reading of a meter is a record with its value."""
    if isinstance(answer, Mapping):
        answer = answer.get("value")
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        return None
    written = str(answer)
    return Fraction(written.replace(",", ".")) if _GIVEN.fullmatch(written) else None
