"""The editor's own checks: what would stop a form from being published is shown at its field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from ticketforms.blocks import plain_fields
from ticketforms.catalogue import entries_of
from ticketforms.compiling import Trouble, compile_form
from ticketforms.publishing import published_code
from ticketforms.renaming import renamed
from ticketforms.rule_blocks import plain_rules
from ticketforms.stage_blocks import plain_stages
from ticketforms.stage_rules import stage_troubles


class CodedForm(WagtailAdminModelForm):
    """Something with a Polish label and a code."""

    class Media:
        js = ["ticketforms/code.js"]
        css = {"all": ["ticketforms/editor.css"]}


class TicketTypeForm(CodedForm):
    """A draft may be unfinished; what is published may not."""

    class Media:
        js = [
            f"ticketforms/editor/{name}.js"
            for name in (
                "parts",
                "walking",
                "tree",
                "draft",
                "values",
                "groups",
                "clauses",
                "held",
                "condition",
                "effect_controls",
                "effects",
                "default",
                "earlier",
                "lines",
                "adding",
                "moves",
            )
        ]
        css = {"all": ["ticketforms/lines.css", "ticketforms/rules.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_code = published_code(self.instance) if self.instance.pk else ""
        if self.kept_code and "code" in self.fields:
            self.fields["code"].widget.attrs["readonly"] = True
            self.fields["code"].help_text = _("Tickets and interfaces know this type by its code: it stays.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.kept_code and cleaned.get("code", self.kept_code) != self.kept_code:
            self.add_error("code", _("The code of a published type stays “%(code)s”.") % {"code": self.kept_code})
        fields = cleaned.get("fields")
        if isinstance(fields, StreamValue) and not self.is_deferred_validation:
            rules = cleaned.get("rules")
            drafted_rules = plain_rules(rules) if isinstance(rules, StreamValue) else []
            found = compile_form(plain_fields(fields), entries_of, drafted_rules).troubles
            troubles = [*found, *renamed(self.instance, fields)]
            for place in ("fields", "rules"):
                if there := tuple(trouble for trouble in troubles if trouble.place == place):
                    self.add_error(place, _at_their_blocks(there))
        stages = cleaned.get("stages")
        is_checked = isinstance(stages, StreamValue) and not self.is_deferred_validation
        if is_checked and (unfit := stage_troubles(plain_stages(stages))):
            told = (Trouble(index, "", part, message, "stages") for index, part, message in unfit)
            self.add_error("stages", _at_their_blocks(tuple(told)))
        return cleaned


def _at_their_blocks(troubles: tuple[Trouble, ...]) -> StreamBlockValidationError:
    return StreamBlockValidationError(
        block_errors={
            trouble.index: StructBlockValidationError(block_errors={trouble.part: ValidationError(trouble.message)})
            for trouble in troubles
        }
    )
