"""Fills a form in as an agent would, with answers that pass the form's own check; it knows no customer.

What people say stands in `data/samples.json`, by `type.field`, or by `field` where every type says the same.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cms.demo import identifiers
from ticketforms.answers import Answer, check
from ticketforms.conditions import evaluate, parse
from ticketforms.definition import upgraded
from ticketforms.kinds import KINDS, Given
from ticketforms.models import FormVersion

SAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "samples.json").read_text(encoding="utf-8"))
_OPTIONAL_ANSWERED = 0.6


class Filling:
    """Answers of one seed; with `keeps`, a form asked more often in a day repeats answers given before."""

    def __init__(self, rng: Random, *, keeps: int = 0) -> None:
        self._rng = rng
        self._keeps = keeps
        self._kept: dict[tuple[int, int], list[dict[str, Answer]]] = {}

    def answers(self, form: FormVersion, *, at: datetime) -> dict[str, Answer]:
        """Return checked answers as a ticket keeps them."""
        if not self._keeps:
            return check(form.definition, self.raw(form, at=at), given=Given(at=at)).answers
        key = (form.pk, at.toordinal())
        if key not in self._kept:
            self._kept = {kept: drawn for kept, drawn in self._kept.items() if kept[1] >= at.toordinal() - 1}
        kept = self._kept.setdefault(key, [])
        if len(kept) >= self._keeps:
            return self._rng.choice(kept)
        kept.append(check(form.definition, self.raw(form, at=at), given=Given(at=at)).answers)
        return kept[-1]

    def raw(self, form: FormVersion, *, at: datetime, **given: object) -> dict[str, object]:
        """Return answers as a screen would send them, `given` ones as they are; what is not asked is not answered."""
        raw: dict[str, object] = {}
        for field in upgraded(form.definition)["fields"]:
            if not KINDS[field["kind"]].is_question:
                continue
            if field["visible_when"] is not None and not evaluate(parse(field["visible_when"]), raw):
                continue
            if field["code"] in given:
                raw[field["code"]] = given[field["code"]]
            elif field["kind"] == "cascade":
                raw[field["code"]] = _under(field, raw, at)
            elif field["requirement"] == "save" or self._rng.random() < _OPTIONAL_ANSWERED:
                raw[field["code"]] = self._answer(form.ticket_type.code, field, at)
        return raw

    def _answer(self, type_code: str, field: Mapping[str, Any], at: datetime) -> object:
        rng, name = self._rng, f"{type_code}.{field['code']}"
        match field["kind"]:
            case "emergency":
                return True
            case "yes_no":
                return rng.choice(SAMPLES["choices"].get(name, (True, False)))
            case "choice":
                return rng.choice(
                    SAMPLES["choices"].get(name) or [choice["code"] for choice in field["settings"]["choices"]]
                )
            case "rating":
                steps = KINDS["rating"].options(field["settings"], "en")
                # Most who answer are content.
                return steps[max(0, len(steps) - 1 - int(rng.expovariate(0.8)))].code
            case "multi_choice":
                codes = [choice["code"] for choice in field["settings"]["choices"]]
                return sorted(rng.sample(codes, rng.randint(1, min(2, len(codes)))), key=codes.index)
            case "number" | "integer":
                return str(rng.randint(*SAMPLES["numbers"][name]))
            case "date":
                return (at + timedelta(days=rng.randint(*SAMPLES["days"][name]))).date().isoformat()
            case "datetime":
                return (at - timedelta(minutes=rng.randint(3, 50))).replace(second=0).isoformat()
            case "phone":
                return identifiers.mobile(rng)
            case "email":
                return f"klient{rng.randrange(10_000)}@poczta.example"
        return rng.choice(SAMPLES["texts"].get(name) or SAMPLES["texts"][field["code"]])


def _under(field: Mapping[str, Any], raw: Mapping[str, object], at: datetime) -> str:
    """Choose by the minute an entry of what was chosen before, so that drawing other answers goes on as it would."""
    above, choices = raw.get(field["settings"]["narrowed_by"]), field["settings"]["choices"]
    under = [choice["code"] for choice in choices if choice.get("parent") == above]
    return under[at.minute % len(under)] if under else ""
