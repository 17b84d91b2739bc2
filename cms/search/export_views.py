"""Hands out all that was asked of a list as a file, not only the page that is shown."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.search.answering import answer_to
from cms.search.asked import asked_by_browser
from cms.search.exporting import as_csv, as_workbook, rows_of, whole_of
from cms.search.places import Place, of_place
from cms.search.views import reading_of, wrong
from crm.criteria.errors import CriteriaError

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@of_place
def export(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Answer with a file of the kind that `kind` names, csv or xlsx, of what `asked` asks; 422 for wrong criteria."""
    reading = reading_of(request, place)
    try:
        answer = whole_of(answer_to(asked_by_browser(place.root, request.POST.get("asked", "").encode()), reading))
    except CriteriaError as error:
        return wrong(error)
    language = "en" if (get_language() or "pl").startswith("en") else "pl"
    pages = rows_of(answer, language)
    name = f"{_('search')}-{place.root}-{reading.at:%Y%m%d-%H%M}"
    if request.POST.get("kind") == "xlsx":
        return FileResponse(as_workbook(pages), as_attachment=True, filename=f"{name}.xlsx", content_type=_WORKBOOK)
    written = as_csv(pages, language)
    parts = _one_by_one(written) if isinstance(request, ASGIRequest) else written
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


async def _one_by_one(parts: Iterator[str]) -> AsyncIterator[str]:
    """Make a part when the one before it is sent: a whole register does not fit into memory."""
    while (part := await sync_to_async(_next)(parts)) is not None:
        yield part


def _next(parts: Iterator[str]) -> str | None:
    return next(parts, None)
