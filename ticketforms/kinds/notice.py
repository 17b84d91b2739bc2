"""Lines of the conversation that ask for no answer."""

from django.utils.translation import gettext as _

from ticketforms.kinds.base import AnswerError, FieldKind, Settings


class NoticeKind(FieldKind):
    """A line to say, to ask or to act on (`tone`: say, ask, do); nothing is kept of it."""

    name = "notice"
    template = "ticketforms/fields/notice.html"
    is_question = False
    operators = ()

    def clean(self, raw: object, settings: Settings) -> None:
        if raw not in ("", None):
            raise AnswerError(_("This line takes no answer."))
