"""Folds the names of entries that were written before typing was compared with them."""

import re
import unicodedata

from django.db import migrations

UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})


def _fold(text):
    plain = unicodedata.normalize("NFKD", text.lower().translate(UNDECOMPOSED))
    unaccented = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[\W_]+", " ", unaccented.lower()).strip()


def _fold_names(apps, schema_editor):
    entries = apps.get_model("ticketforms", "DictionaryEntry").objects
    batch = []
    for entry in entries.only("label_pl", "label_en").iterator(chunk_size=1000):
        entry.folded = "".join(f" {_fold(label)}" for label in (entry.label_pl, entry.label_en) if label)
        batch.append(entry)
        if len(batch) == 1000:
            entries.bulk_update(batch, ["folded"])
            batch = []
    entries.bulk_update(batch, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("ticketforms", "0006_dictionaries_that_grow")]

    operations = [migrations.RunPython(_fold_names, migrations.RunPython.noop)]
