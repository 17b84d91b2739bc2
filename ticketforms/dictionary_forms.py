"""The editor's own checks of dictionaries and their entries; what is written, `entries` decides again."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ticketforms.entries import mark_of
from ticketforms.entry_boxes import EntryField, parent_field
from ticketforms.entry_changes import kept_of, kept_of_entry
from ticketforms.forms import CodedForm
from ticketforms.labels import code_from
from ticketforms.models import Dictionary, DictionaryAttribute, DictionaryEntry
from ticketforms.pictures import PICTURES
from ticketforms.retiring import published_entries

# So many entries are written on one page; a longer dictionary has a page for each.
MOST_INLINE = 40


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


def is_inline(dictionary: Dictionary) -> bool:
    """Whether its entries are written on its own page: few, and belonging to no other dictionary's."""
    count = DictionaryEntry.objects.filter(dictionary=dictionary)[: MOST_INLINE + 1].count()
    return dictionary.parent_id is None and count <= MOST_INLINE


def mark_of_dictionary(dictionary: Dictionary, *, with_entries: bool) -> str:
    """Return a mark of a dictionary and the entries its page shows; another when anything of them was changed."""
    said: list[Any] = [kept_of(dictionary)]
    if with_entries:
        entries = DictionaryEntry.objects.filter(dictionary=dictionary).select_related("parent", "replaced_by")
        said += [kept_of_entry(entry) for entry in entries]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


class DictionaryForm(CodedForm):
    """Entries that published forms offer keep their codes; they are retired, not deleted."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Media:
        js = ["ticketforms/controls/entry.js", "ticketforms/entries.js", "ticketforms/dictionaries.js"]
        css = {"all": ["ticketforms/form.css", "ticketforms/dictionaries.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = ""
        if self.instance.pk:
            stored = Dictionary.objects.get(pk=self.instance.pk)
            self.present = mark_of_dictionary(stored, with_entries="entries" in self.formsets)
        self.initial["seen"] = self.present
        above = Dictionary.objects.visible_to(self.for_user) if self.for_user else Dictionary.objects.all()
        self.fields["parent"].queryset = above.exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance.pk:
            self._check_nobody_else_wrote(cleaned)
            self._check_the_dictionary_above(cleaned)
            self._check_what_is_published()
        return cleaned

    def _check_nobody_else_wrote(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("seen") and cleaned["seen"] != self.present:
            _say_seen(self, self.present)
            self.add_error(
                None,
                _(
                    "Somebody changed this dictionary meanwhile, and that is kept. Nothing of yours is lost: it stands "
                    "below. Look at theirs in another window, then save again."
                ),
            )

    def _check_the_dictionary_above(self, cleaned: dict[str, Any]) -> None:
        above = cleaned.get("parent")
        steps = above
        while steps is not None:
            if steps.pk == self.instance.pk:
                self.add_error("parent", _("It would come to lie under itself: choose another."))
                return
            steps = steps.parent
        if (
            "parent" in self.changed_data
            and DictionaryEntry.objects.filter(dictionary=self.instance, parent__isnull=False).exists()
        ):
            self.add_error("parent", _("Its entries belong to others already: free them first, in their table."))

    def _check_what_is_published(self) -> None:
        used = published_entries(self.initial["code"])
        if used and "code" in self.changed_data:
            self.add_error("code", _("Published forms use this dictionary: keep its code."))
        for form in self.formsets["entries"].forms if "entries" in self.formsets else []:
            kept = form.initial.get("code")
            is_changed = form[DELETION_FIELD_NAME].value() or form["code"].value() != kept
            if kept and kept in used and is_changed:
                self.add_error(
                    None, _("Published forms offer “%(entry)s”: mark it retired instead.") % {"entry": form.instance}
                )


class EntryForm(forms.ModelForm):
    """One entry with all it says; its dictionary's attributes are fields of their own."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = DictionaryEntry
        fields = [
            "label_pl",
            "label_en",
            "code",
            "abbreviation",
            "synonyms",
            "colour",
            "icon",
            "valid_from",
            "valid_to",
            "is_retired",
        ]
        widgets = {"valid_from": DayInput(), "valid_to": DayInput()}

    def __init__(self, *args: Any, dictionary: Dictionary, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry = self.instance
        self.dictionary = dictionary
        self.fields["icon"].widget = forms.Select(choices=[("", "–"), *PICTURES])
        self.fields["colour"].widget = forms.Select(choices=[("", "–"), *DictionaryEntry.Colour.choices])
        self.fields["code"].required = False
        self.fields["code"].widget.attrs["data-controller"] = "tcz-code"
        self.fields["parent"] = parent_field(dictionary, entry)
        self.fields["replaced_by"] = EntryField(
            dictionary,
            entry.replaced_by if entry.replaced_by_id else None,
            label=_("Replaced by"),
            help_text=_("Whoever still sends the retired entry is told to choose this one."),
        )
        self.initial.update({"parent": entry.parent_id, "replaced_by": entry.replaced_by_id})
        if entry.pk:
            self.initial["seen"] = mark_of(entry)
        self.said = list(dictionary.attributes.all())
        for attribute in self.said:
            field = _attribute_field(attribute)
            field.initial = entry.attributes.get(attribute.code)
            self.fields[f"attribute-{attribute.code}"] = field

    @property
    def attribute_fields(self) -> list[forms.BoundField]:
        """The fields of the dictionary's own attributes."""
        return [self[f"attribute-{attribute.code}"] for attribute in self.said]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("code") and cleaned.get("label_pl"):
            cleaned["code"] = code_from(cleaned["label_pl"])
            try:
                validate_slug(cleaned["code"])
            except ValidationError:
                self.add_error("code", _("Give the entry a code of letters and digits."))
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("It ends before it begins: choose a later day."))
        return cleaned

    def _post_clean(self) -> None:
        """Hand what is not a plain field of the row over to it."""
        super()._post_clean()  # type: ignore[misc]  # Django's own step, which its stubs leave out
        cleaned = self.cleaned_data
        self.instance.code = cleaned.get("code") or self.instance.code
        self.instance.parent, self.instance.replaced_by = cleaned.get("parent"), cleaned.get("replaced_by")
        told = {attribute.code: cleaned.get(f"attribute-{attribute.code}") for attribute in self.said}
        kept = {code: value for code, value in self.instance.attributes.items() if code not in told}
        given = {code: _plain(value) for code, value in told.items() if value not in (None, "")}
        self.instance.attributes = kept | given

    def mark_present(self) -> None:
        """Let the page be saved over what somebody else wrote meanwhile, now that it was told."""
        _say_seen(self, mark_of(DictionaryEntry.objects.get(pk=self.instance.pk)))


def _say_seen(form: Any, mark: str) -> None:
    """What is sent cannot be changed; a copy of it, shown again, can."""
    form.data = form.data.copy()
    form.data[form.add_prefix("seen")] = mark


def _attribute_field(attribute: DictionaryAttribute) -> forms.Field:
    told: dict[str, Any] = {"label": attribute.label, "required": False}
    match attribute.kind:
        case DictionaryAttribute.Kind.NUMBER:
            return forms.DecimalField(max_digits=15, decimal_places=4, **told)
        case DictionaryAttribute.Kind.DATE:
            return forms.DateField(widget=DayInput(), **told)
        case DictionaryAttribute.Kind.YES_NO:
            choices = [("", "–"), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]
            return forms.ChoiceField(choices=choices, **told)
    return forms.CharField(max_length=240, **told)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else str(value)
