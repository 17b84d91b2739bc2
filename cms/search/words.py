"""The words that the criteria builder and the list speak in the browser."""

from django.utils.translation import gettext as _


def words_of_builder() -> dict[str, str]:
    """Return them in the active language."""
    return {
        "always": _("No criteria: everything is shown."),
        "add": _("Condition"),
        "add_group": _("Group of conditions"),
        "all": _("all of these hold"),
        "any": _("at least one of these holds"),
        "not_all": _("not all of these hold"),
        "not_any": _("none of these holds"),
        "match": _("Which of these must hold"),
        "of": _("Of what these must hold"),
        "of_any": _("of whatever fits"),
        "condition": _("Condition"),
        "group": _("Group of conditions"),
        "up": _("Move up"),
        "down": _("Move down"),
        "make_group": _("Put into a group"),
        "ungroup": _("Dissolve the group"),
        "remove": _("Remove"),
        "remove_group": _("Remove the group"),
        "subject": _("What to look at"),
        "choose_subject": _("type to choose what to look at"),
        "operator": _("Comparison"),
        "value": _("Value"),
        "choose": _("choose"),
        "add_value": _("another value"),
        "missing": _("not there any more"),
        "retired": _("asked by earlier forms only"),
        "unfinished": _("Not used yet: finish it."),
        "no_subject": _("Nothing is called so."),
        "yes": _("yes"),
        "no": _("no"),
        "period": _("Period"),
        "last": _("the last …"),
        "next": _("the next …"),
        "between": _("between days"),
        "day": _("a day"),
        "from": _("from"),
        "to": _("to"),
        "amount": _("How many"),
        "unit": _("Unit of time"),
        "too_deep": _("Groups cannot be nested deeper."),
        "searching": _("Searching…"),
        "failed": _("The search could not be reached. What you built is still here."),
        "signed_out": _(
            "You are signed out, or this is not for you. What you built is still here: "
            "sign in in another tab, then try again."
        ),
        "again": _("Try again"),
        "add_column": _("another column"),
        "changed": _("changed"),
        "loading": _("Loading…"),
        "selected": _("Selected: %s"),
        "ascending": _("Sorted upwards"),
        "descending": _("Sorted downwards"),
    }
