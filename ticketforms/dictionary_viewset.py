"""Where administrators keep dictionaries: their names, what their entries say, who may see and change them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from ticketforms.dictionary_forms import DayInput, DictionaryForm, is_inline
from ticketforms.entries import tell
from ticketforms.entry_changes import Kept, changes_of, changes_of_entries, kept_of, kept_of_entry
from ticketforms.models import Dictionary, DictionaryEntry
from ticketforms.panels import EntriesPanel, MorePanel, TablePanel
from ticketforms.pictures import PICTURES
from ticketforms.viewsets import MENU, CountsNoPages, code_panel

_NAME = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("label_pl"), FieldPanel("label_en"), code_panel()])], heading=_("Name"), icon="tag"
)
_MORE = MorePanel(
    [
        FieldRowPanel([FieldPanel("abbreviation"), FieldPanel("synonyms")]),
        FieldRowPanel(
            [
                FieldPanel("colour"),
                FieldPanel("icon", widget=forms.Select(choices=[("", "–"), *PICTURES])),
                FieldPanel("valid_from", widget=DayInput),
                FieldPanel("valid_to", widget=DayInput),
            ]
        ),
    ]
)
_ENTRIES = EntriesPanel(
    "entries",
    [
        FieldRowPanel([FieldPanel("label_pl"), FieldPanel("label_en"), code_panel(), FieldPanel("is_retired")]),
        _MORE,
    ],
    heading=_("Entries"),
    label=_("Entry"),
    help_text=_("A retired entry is not offered any more; earlier answers keep it."),
    classname="tcz-entries",
    icon="list-ul",
)
_PLACE = MultiFieldPanel([FieldPanel("parent", widget=forms.Select)], heading=_("Cascade"), icon="list-ol")
_SAYS = EntriesPanel(
    "attributes",
    [FieldRowPanel([FieldPanel("label_pl"), FieldPanel("label_en"), code_panel(), FieldPanel("kind")])],
    heading=_("What else its entries say"),
    label=_("Attribute"),
    classname="tcz-entries collapsed",
    icon="list-ul",
)
_RIGHTS = MultiFieldPanel(
    [
        FieldRowPanel(
            [
                FieldPanel("seen_by", widget=forms.CheckboxSelectMultiple),
                FieldPanel("kept_by", widget=forms.CheckboxSelectMultiple),
            ]
        )
    ],
    heading=_("Who may see and change it"),
    icon="group",
    classname="collapsed",
)


def _handler(*panels: Any) -> ObjectList:
    return ObjectList(list(panels), base_form_class=DictionaryForm)


class _TellsWhatChanged:
    """Writes what was changed into the log in words; Wagtail would say only that something was."""

    @transaction.atomic
    def save_instance(self: Any) -> Dictionary:
        stored = Dictionary.objects.select_for_update().filter(pk=self.form.instance.pk or 0).first()
        before, entries_before = _kept(stored) if stored else ({}, {})
        dictionary: Dictionary = super().save_instance()  # type: ignore[misc]  # of the view it is mixed into
        after, entries_after = _kept(Dictionary.objects.get(pk=dictionary.pk))
        changes = changes_of(before, after) if stored else []
        tell(dictionary, changes + changes_of_entries(entries_before, entries_after), by=self.request.user)
        return dictionary


def _kept(dictionary: Dictionary) -> tuple[Kept, dict[int, Kept]]:
    if not is_inline(dictionary):
        return kept_of(dictionary), {}
    entries = DictionaryEntry.objects.filter(dictionary=dictionary).select_related("parent", "replaced_by")
    return kept_of(dictionary), {entry.pk: kept_of_entry(entry) for entry in entries}


class CreateDictionary(_TellsWhatChanged, CreateView):
    """A new dictionary; one that lies under another goes on to the table of its entries."""

    def get_success_url(self) -> str:
        if self.object.parent_id:
            return reverse("ticketforms:entry_table", args=[self.object.pk])
        return str(super().get_success_url())


class EditDictionary(_TellsWhatChanged, EditView):
    """A dictionary's page, for those who may change it; the entries of a long one have a table of their own."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Wagtail chooses the panel before it finds, or does not find, the dictionary.
        key = str(kwargs["pk"])
        dictionary = Dictionary.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        self.is_inline = dictionary is None or is_inline(dictionary)
        super().setup(request, *args, **kwargs)

    def get_object(self, queryset: QuerySet[Dictionary] | None = None) -> Dictionary:
        dictionary: Dictionary = super().get_object(queryset)
        allowed = Dictionary.objects.filter(pk=dictionary.pk)
        if not allowed.visible_to(self.request.user).exists():
            raise Http404
        if not allowed.changeable_by(self.request.user).exists():
            raise PermissionDenied
        return dictionary

    def get_panel(self) -> Any:
        return super().get_panel() if self.is_inline else LONG.bind_to_model(Dictionary)

    def get_form_class(self) -> type[DictionaryForm]:
        form_class: type[DictionaryForm] = self.panel.get_form_class()
        return form_class

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        places = [
            ("entry_table", _("Entries as a table"), "table"),
            ("dictionary_uses", _("Where it is used"), "link"),
        ]
        buttons = [
            HeaderButton(label, url=reverse(f"ticketforms:{name}", args=[self.object.pk]), icon_name=icon)
            for name, label, icon in places
        ]
        return [*super().header_buttons, *buttons]


class Dictionaries(IndexView):
    """The dictionaries this person may see; those they may not change lead to their entries."""

    @cached_property
    def changeable(self) -> set[int]:
        return set(Dictionary.objects.changeable_by(self.request.user).values_list("pk", flat=True))

    def get_edit_url(self, instance: Dictionary) -> str | None:
        if instance.pk in self.changeable and self.user_has_permission("change"):
            return super().get_edit_url(instance)
        return reverse("ticketforms:entry_table", args=[instance.pk])

    def get_delete_url(self, instance: Dictionary) -> str | None:
        return super().get_delete_url(instance) if instance.pk in self.changeable else None


class DictionaryViewSet(CountsNoPages, SnippetViewSet):
    """Lists of answers to choose from."""

    model = Dictionary
    icon = "list-ul"
    menu_label = _("Dictionaries")
    menu_name = "dictionaries"
    menu_hook = MENU
    menu_order = 110
    base_url_path = "dictionaries"
    index_view_class = Dictionaries
    add_view_class = CreateDictionary
    edit_view_class = EditDictionary
    list_display = [
        "__str__",
        Column("code", label=_("Code"), sort_key="code"),
        Column("parent", label=_("Lies under"), sort_key="parent__label_pl"),
        Column("entries_in_use", label=_("Entries")),
    ]
    search_fields = ["label_pl", "label_en", "code"]
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dictionary]:
        in_use = Count("entries", filter=Q(entries__is_retired=False))
        visible = Dictionary.objects.visible_to(request.user).select_related("parent")
        return visible.annotate(entries_in_use=in_use).order_by("label_pl", "pk")

    edit_handler = _handler(_NAME, _ENTRIES, _PLACE, _SAYS, _RIGHTS)


LONG = _handler(_NAME, TablePanel(heading=_("Entries"), icon="list-ul"), _PLACE, _SAYS, _RIGHTS)
