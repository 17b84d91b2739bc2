"""What frames the questions: headings, and what the agent is told but not asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, ChoiceBlock

from ticketforms.kinds import groups
from ticketforms.kinds.base import AnswerError, DictionaryChoices, FieldKind, Settings


class FrameKind(FieldKind):
    """A part of the form that takes no answer."""

    label: str | Promise
    group = groups.FRAME
    is_question = False
    reading = "nothing"
    operators = ()

    def clean(self, raw: object, settings: Settings) -> None:
        if raw not in ("", None):
            raise AnswerError(_("This line takes no answer."))


class SectionKind(FrameKind):
    """A heading over the fields up to the next one; while it is hidden, so are they."""

    name = "section"
    label = gettext_lazy("section")
    icon = "h2"
    template = "ticketforms/fields/section.html"


class NoticeKind(FrameKind):
    """A line to say, to ask or to act on (`tone`: say, ask, do)."""

    name = "notice"
    label = gettext_lazy("line of the conversation")
    icon = "openquote"
    template = "ticketforms/fields/notice.html"

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        tones = [("say", gettext_lazy("Say")), ("ask", gettext_lazy("Ask")), ("do", gettext_lazy("Do"))]
        return {"tone": ChoiceBlock(choices=tones, default="say", label=gettext_lazy("The agent is to"))}


class InfoKind(FrameKind):
    """Something for the agent to know, or to beware of (`tone`: info, warn)."""

    name = "info"
    label = gettext_lazy("information for the agent")
    icon = "info-circle"
    template = "ticketforms/fields/info.html"

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        tones = [("info", gettext_lazy("to know")), ("warn", gettext_lazy("to beware of"))]
        return {"tone": ChoiceBlock(choices=tones, default="info", label=gettext_lazy("It is"))}
