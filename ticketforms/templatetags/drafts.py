"""Draws a type's draft as agents would see it, with what stands against publishing it."""

from typing import Any

from django import template
from django.utils import timezone

from ticketforms.blocks import plain_fields
from ticketforms.building import build
from ticketforms.catalogue import entries_of
from ticketforms.changes import changes_between
from ticketforms.compiling import compile_form
from ticketforms.models import TicketType
from ticketforms.rule_blocks import plain_rules
from ticketforms.situations import Viewpoint

register = template.Library()


@register.inclusion_tag("ticketforms/drafted_form.html")
def drafted_form(ticket_type: TicketType, viewpoint: Viewpoint) -> dict[str, Any]:
    """Show the fields that can be asked; a field that cannot is named with its trouble."""
    compiled = compile_form(plain_fields(ticket_type.fields), entries_of, plain_rules(ticket_type.rules))
    given = viewpoint.given(timezone.now(), ticket_type.default_priority)
    present = ticket_type.versions.first() if ticket_type.pk else None
    return {
        "present": present,
        "changes": changes_between(present.definition, compiled.definition) if present else (),
        "troubles": [(trouble.index + 1, trouble) for trouble in compiled.troubles],
        "warnings": compiled.warnings,
        "form": build(compiled.definition, given=given, language=viewpoint.language),
    }
