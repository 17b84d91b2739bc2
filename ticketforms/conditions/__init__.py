"""The condition language: a tree of all, any and not over (subject, operator, value). Pure; it knows no database."""

from ticketforms.conditions.evaluate import evaluate
from ticketforms.conditions.tree import All, Any, Clause, Condition, ConditionError, Not, parse, plain, subjects

__all__ = ["All", "Any", "Clause", "Condition", "ConditionError", "Not", "evaluate", "parse", "plain", "subjects"]
