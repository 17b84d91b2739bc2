"""An instruction that comes before everything else; the agent says that it was carried out before going on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, ChoiceBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, FieldKind, Option, Settings
from ticketforms.labels import in_language

_ACKNOWLEDGED = {
    "told": ("Powiedziano dzwoniącemu", "I have told the caller"),
    "done": ("Zrobione", "Done"),
    "called": ("Wezwano pomoc", "I have called for help"),
}
_SPOKEN = {"true": True, "yes": True, "1": True, "false": None, "no": None, "0": None, "": None}


class EmergencyKind(FieldKind):
    """While it is shown and not acknowledged, the fields after it wait; the acknowledgement is kept as the answer."""

    name = "emergency"
    label = gettext_lazy("emergency instruction")
    group = groups.FRAME
    icon = "warning"
    template = "ticketforms/fields/emergency.html"
    reading = "flag"
    operators = ("is_filled", "is_empty")

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        words = [
            ("told", gettext_lazy("I have told the caller")),
            ("done", gettext_lazy("Done")),
            ("called", gettext_lazy("I have called for help")),
        ]
        return {
            "acknowledged_by": ChoiceBlock(choices=words, default="told", label=gettext_lazy("The agent confirms by"))
        }

    def clean(self, raw: object, settings: Settings) -> bool | None:
        known = raw if isinstance(raw, bool) else raw.lower() if isinstance(raw, str) else None
        if isinstance(known, bool):
            return known or None
        if known not in _SPOKEN:
            raise AnswerError(_("Confirm that the instruction was carried out."))
        return _SPOKEN[known]

    def show(self, value: bool, settings: Settings, language: str) -> str:
        return in_language(*_ACKNOWLEDGED[settings.get("acknowledged_by") or "told"], language)

    def written(self, answer: object) -> str:
        return "true" if answer is True or answer == "true" else ""

    def options(self, settings: Settings, language: str) -> tuple[Option, ...]:
        return (Option("true", self.show(True, settings, language)),)
