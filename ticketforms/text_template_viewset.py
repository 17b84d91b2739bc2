"""Where administrators keep prepared texts; the variables that may stand in them are listed beside."""

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from ticketforms.forms import CodedForm
from ticketforms.models import TextTemplate
from ticketforms.text_variables import VARIABLES
from ticketforms.viewsets import MENU, CountsNoPages, code_panel


def _variables() -> SafeString:
    named = [(name, what) for name, what in VARIABLES.items()]
    named.append(("answer.…", _("an answer, by the code of its question")))
    return format_html_join("", "<div><code>{{{}}}</code> {}</div>", named)


class TextTemplateViewSet(CountsNoPages, SnippetViewSet):
    """Prepared texts."""

    model = TextTemplate
    icon = "doc-full-inverse"
    menu_label = _("Text templates")
    menu_name = "text-templates"
    menu_hook = MENU
    menu_order = 130
    base_url_path = "text-templates"
    list_display = [
        "__str__",
        Column("get_place_display", label=_("Used in")),
        Column("ticket_type", label=_("Type")),
        Column("code", label=_("Code"), sort_key="code"),
    ]
    list_filter = ["place", "ticket_type", "category"]
    search_fields = ["label_pl", "label_en", "code", "text_pl"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("label_pl"), FieldPanel("label_en")]),
                    FieldRowPanel([FieldPanel("place", widget=forms.Select), FieldPanel("sort_order"), code_panel()]),
                    FieldRowPanel(
                        [
                            FieldPanel("ticket_type", widget=forms.Select),
                            FieldPanel("category", widget=forms.Select),
                        ]
                    ),
                ],
                heading=_("Name and use"),
                icon="tag",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("text_pl"), FieldPanel("text_en")]),
                    HelpPanel(content=lazy(_variables, str)(), heading=_("Variables")),
                ],
                heading=_("Text"),
                icon="doc-full",
            ),
        ],
        base_form_class=CodedForm,
    )
