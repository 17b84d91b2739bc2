"""The editor's control for an entry that another belongs to or is followed by: found by typing, kept by its code."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.models import Dictionary, DictionaryEntry


class EntryBox(forms.Widget):
    """A combobox over one dictionary; started by dictionaries.js."""

    template_name = "ticketforms/dictionaries/entry_box.html"

    def __init__(self, dictionary: Dictionary, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.dictionary = dictionary
        self.labels: dict[str, str] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        code = value or ""
        return super().get_context(name, value, attrs) | {
            "code": code,
            "label": self.labels.get(code, code),
            "dictionary": self.dictionary,
            "url": reverse("ticketforms:entries"),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Take the chosen code; of what was typed and not chosen, the text, which then is refused and not lost."""
        return str(data.get(name) or data.get(f"{name}-typed") or "").strip()

    def id_for_label(self, id_: str) -> str:
        return id_


class EntryField(forms.ModelChoiceField):
    """An entry of one dictionary, or none, by its code."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("Choose one of the entries that are listed while you type.")
    }

    def __init__(self, dictionary: Dictionary, held: DictionaryEntry | None = None, **kwargs: Any) -> None:
        widget = EntryBox(dictionary)
        super().__init__(_entries(dictionary), to_field_name="code", required=False, widget=widget, **kwargs)
        self.widget.labels = {held.code: held.label} if held else {}
        self.held = held

    def prepare_value(self, value: Any) -> Any:
        """A form of a row hands over the key of what it points at."""
        if self.held is not None and value == self.held.pk:
            return self.held.code
        return value.code if isinstance(value, DictionaryEntry) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


def _entries(dictionary: Dictionary) -> QuerySet[DictionaryEntry]:
    return DictionaryEntry.objects.filter(dictionary=dictionary)


def parent_field(dictionary: Dictionary, entry: DictionaryEntry) -> EntryField:
    """Return the control for what an entry belongs to: an entry of the dictionary above, or of its own."""
    above = dictionary.parent or dictionary
    label = above.label if dictionary.parent else _("Belongs to")
    return EntryField(above, entry.parent if entry.parent_id else None, label=label)
