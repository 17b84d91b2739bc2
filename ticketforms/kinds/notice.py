"""Lines of the conversation that ask for no answer."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import Block, ChoiceBlock

from ticketforms.kinds.base import AnswerError, DictionaryChoices, FieldKind, Settings


class NoticeKind(FieldKind):
    """A line to say, to ask or to act on (`tone`: say, ask, do); nothing is kept of it."""

    name = "notice"
    label = gettext_lazy("line of the conversation")
    icon = "openquote"
    template = "ticketforms/fields/notice.html"
    is_question = False
    reading = "nothing"
    operators = ()

    def setting_blocks(self, dictionaries: DictionaryChoices) -> dict[str, Block]:
        tones = [("say", gettext_lazy("Say")), ("ask", gettext_lazy("Ask")), ("do", gettext_lazy("Do"))]
        return {"tone": ChoiceBlock(choices=tones, default="say", label=gettext_lazy("The agent is to"))}

    def clean(self, raw: object, settings: Settings) -> None:
        if raw not in ("", None):
            raise AnswerError(_("This line takes no answer."))
