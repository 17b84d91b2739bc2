"""Drafted fields become the editor's blocks, in the types and in their revisions."""

import json
import uuid

import wagtail.fields
from django.db import migrations

OWN = ("code", "label_pl", "label_en", "help_pl", "help_en", "is_required", "visible_when")


def _block(field):
    if "kind" not in field:
        return field
    value = {name: field[name] for name in OWN if name in field} | (field.get("settings") or {})
    return {"type": field["kind"], "id": str(uuid.uuid5(uuid.NAMESPACE_OID, field["code"])), "value": value}


def _field(block):
    if "value" not in block:
        return block
    value = block["value"]
    own = {name: value[name] for name in OWN if name in value}
    settings = {name: setting for name, setting in value.items() if name not in OWN and setting not in (None, "")}
    return own | {"kind": block["type"], "settings": settings}


def _turn(apps, turned):
    TicketType = apps.get_model("ticketforms", "TicketType")
    for pk, fields in TicketType.objects.values_list("pk", "fields"):
        TicketType.objects.filter(pk=pk).update(fields=[turned(field) for field in fields])


def _turn_revisions(apps, turned, as_text):
    Revision = apps.get_model("wagtailcore", "Revision")
    of_types = Revision.objects.filter(content_type__app_label="ticketforms", content_type__model="tickettype")
    for revision in of_types.iterator(chunk_size=100):
        fields = revision.content.get("fields") or []
        plain = json.loads(fields) if isinstance(fields, str) else fields
        kept = [turned(field) for field in plain]
        revision.content["fields"] = json.dumps(kept) if as_text else kept
        revision.save(update_fields=["content"])


def to_blocks(apps, schema_editor):
    _turn(apps, _block)
    _turn_revisions(apps, _block, as_text=True)


def to_fields(apps, schema_editor):
    _turn(apps, _field)
    _turn_revisions(apps, _field, as_text=False)


class Migration(migrations.Migration):
    dependencies = [("ticketforms", "0001_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunPython(to_blocks, to_fields, elidable=True),
        migrations.AlterField(
            model_name="tickettype",
            name="fields",
            field=wagtail.fields.StreamField([], blank=True, default=list, verbose_name="form fields"),
        ),
    ]
