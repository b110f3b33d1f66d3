"""The file of an export as the answer to a request."""

from __future__ import annotations

from django.http import FileResponse
from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.interchange.actions.run_export import file_of
from fangxian.response.interchange.models import Export


def saved(held: Export) -> FileResponse:
    """The file to save; nothing on the way keeps a copy.

    Raises
    ------
    NotFound
        It is not written yet, or erased already.
    """
    path = file_of(held)
    if held.state != Export.State.DONE or not path.exists():
        raise NotFound("export.gone", _("This file is not there any more."), remedy=_("Ask for the export again."))
    response = FileResponse(path.open("rb"), as_attachment=True, filename=held.filename)
    response["Cache-Control"] = "no-store"
    return response
