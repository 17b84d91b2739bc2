"""What an administrator sets of any field, and how it is laid out: first what most fields need, the rest in groups."""

from django.core.validators import validate_slug
from django.forms import CheckboxSelectMultiple
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    Block,
    BlockGroup,
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    MultipleChoiceBlock,
)

from ticketforms.data_blocks import ConditionBlock, DefaultBlock
from ticketforms.port import port

_REQUIREMENTS = [
    ("none", _("no")),
    ("soft", _("yes, or a reason why not")),
    ("save", _("before saving")),
    ("close", _("before the ticket is closed")),
]
_PERSONAL = [
    ("none", _("none")),
    ("personal", _("personal")),
    ("sensitive", _("sensitive")),
]
# By the first part of the group.
_PICTURES = {
    "help_pl": "comment",
    "default": "edit",
    "seen_by": "group",
    "personal": "lock",
    "is_searchable": "search",
    "code": "tag",
}
LONGEST_RETENTION = 36_500

Parts = dict[str, Block]


class CodeBlock(CharBlock):
    """A code; `code.js` makes it from the label while it is new."""

    def __init__(self, label: str | Promise, help_text: str | Promise) -> None:
        super().__init__(max_length=50, required=False, validators=[validate_slug], label=label, help_text=help_text)
        self.field.widget.attrs["data-controller"] = "tcz-code"


class RolesBlock(MultipleChoiceBlock):
    """Roles to tick; none ticked means everybody."""

    def __init__(self, label: str | Promise) -> None:
        super().__init__(choices=_roles, required=False, widget=CheckboxSelectMultiple, label=label)


def labels() -> Parts:
    return {
        "label_pl": CharBlock(max_length=240, label=_("Polish")),
        "label_en": CharBlock(max_length=240, required=False, label=_("English")),
    }


def requirement() -> Parts:
    return {
        "requirement": ChoiceBlock(choices=_REQUIREMENTS, default="none", required=False, label=_("Must be answered"))
    }


def condition() -> Parts:
    return {"visible_when": ConditionBlock(label=_("Ask only when"))}


def details(*, is_question: bool) -> dict[str | Promise, Parts]:
    """Return the rest by groups, in the order in which they are shown."""
    words = _text("help_pl", _("Help in Polish")) | _text("help_en", _("Help in English"))
    words |= _text("say_pl", _("To say in Polish")) | _text("say_en", _("To say in English"))
    roles: Parts = {"seen_by": RolesBlock(_("Seen by"))}
    code: Parts = {
        "code": CodeBlock(
            label=_("Code"),
            help_text=_("The name in reports and interfaces; made from the label when left empty."),
        )
    }
    if not is_question:
        return {_("Words"): words, _("Roles (none ticked: everybody)"): roles, _("Code"): code}
    words |= _text("error_pl", _("Own error message in Polish")) | _text("error_en", _("Own error message in English"))
    return {
        _("Words"): words,
        _("Filled in before anybody answers"): {"default": DefaultBlock(label=_("Filled in with"))},
        _("Roles (none ticked: everybody)"): roles | {"edited_by": RolesBlock(_("Answered by"))},
        _("Personal data"): {
            "personal": ChoiceBlock(choices=_PERSONAL, default="none", required=False, label=_("Personal data")),
            "retention_days": IntegerBlock(
                required=False,
                min_value=1,
                max_value=LONGEST_RETENTION,
                label=_("Erased so many days after the ticket's end"),
            ),
        },
        _("Use"): {
            "is_searchable": BooleanBlock(required=False, label=_("Found by search")),
            "is_column": BooleanBlock(required=False, label=_("Column of lists")),
            "is_dimension": BooleanBlock(required=False, label=_("Counted in reports")),
        },
        _("Code"): code,
    }


def layout(first: Parts, groups: dict[str | Promise, Parts]) -> BlockGroup:
    """Return the first parts in the open and the groups behind the cog."""
    settings = [
        BlockGroup(
            children=list(parts),
            heading=heading,
            icon=_PICTURES.get(next(iter(parts)), "cog"),
            classname="tcz-fieldgroup tcz-fieldgroup--pairs" if "help_pl" in parts else "tcz-fieldgroup",
            label_format="",
        )
        for heading, parts in groups.items()
    ]
    return BlockGroup(children=list(first), settings=settings)


def _text(name: str, label: str | Promise) -> Parts:
    return {name: CharBlock(max_length=240, required=False, label=label)}


def _roles() -> list[tuple[str, str]]:
    return port.roles.choices()
