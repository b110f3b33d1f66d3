"""The one export that a page or an operation is about."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.interchange.models import Export
from fangxian.response.jurisdiction.models import Post


def the_export(id: UUID, post: Post) -> Export:
    """An export that the post asked for.

    Raises
    ------
    NotFound
        There is none, or another post asked for it.
    """
    held = Export.objects.filter(id=id, post=post).select_related("incident").first()
    if held is None:
        raise NotFound("export.unknown", _("Your post has asked for no such export."))
    return held
