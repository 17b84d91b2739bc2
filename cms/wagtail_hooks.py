"""What the rooms of the roof give to Wagtail's admin: addresses, styles and icons. The menu is `cms.menus`.

A room adds its addresses in a section of its own; each view there checks its own permission.
"""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def our_look() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/tcz.css"))


# --- Desk ---


# --- Board ---


# --- Records: customers and tickets ---


@hooks.register("insert_global_admin_css")
def marks_of_tickets() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/records/mark.css"))
