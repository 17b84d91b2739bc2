"""The editor's own checks: what would stop a form from being published is shown at its field."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from ticketforms.blocks import plain_fields
from ticketforms.catalogue import entries_of
from ticketforms.compiling import Trouble, compile_form


class TicketTypeForm(WagtailAdminModelForm):
    """A draft may be unfinished; what is published may not."""

    class Media:
        js = ["ticketforms/rule.js", "ticketforms/code.js"]
        css = {"all": ["ticketforms/editor.css"]}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        fields = cleaned.get("fields")
        if isinstance(fields, StreamValue) and not self.is_deferred_validation:
            troubles = compile_form(plain_fields(fields), entries_of).troubles
            if troubles:
                self.add_error("fields", _at_their_fields(troubles))
        return cleaned


def _at_their_fields(troubles: tuple[Trouble, ...]) -> StreamBlockValidationError:
    return StreamBlockValidationError(
        block_errors={
            trouble.index: StructBlockValidationError(block_errors={trouble.part: ValidationError(trouble.message)})
            for trouble in troubles
        }
    )
