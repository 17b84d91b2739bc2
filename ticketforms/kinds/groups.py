"""The shelves that the editor's chooser lays the kinds out on."""

from django.utils.translation import gettext_lazy as _

TEXT = _("Text")
NUMBERS = _("Numbers")
CHOICES = _("Choices")
TIME = _("Time")
PEOPLE = _("People and identifiers")
PLACES = _("Places and meters")
RECORDS = _("Records of this house")
FILES = _("Files")
FRAME = _("Frame of the conversation")
