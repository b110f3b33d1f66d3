"""Photos of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.photos.models import Photo
from fangxian.response.photos.policies import READ


def photos_of(kind: str, record: UUID) -> QuerySet[Photo]:
    """Photos of a record in scope, without their files, the first first."""
    return Photo.objects.filter(kind=kind, record=record).defer("file", "small").order_by("sent_at", "id")


def photos_by_record(kind: str, records: Iterable[UUID]) -> dict[UUID, list[Photo]]:
    """Photos of several records, each with its own."""
    found: defaultdict[UUID, list[Photo]] = defaultdict(list)
    for one in Photo.objects.filter(kind=kind, record__in=list(records)).defer("file", "small").order_by("sent_at"):
        found[one.record].append(one)
    return dict(found)


def the_photo(id: UUID, post: Post) -> Photo:
    """A photo in scope, for a post that may see the record it belongs to.

    Raises
    ------
    NotAllowed
        The post may not see such records.
    NotFound
        There is none, or it lies outside.
    """
    found = Photo.objects.filter(id=id).first()
    if found is None:
        raise NotFound("photo.unknown", _("There is no such photo in your area."))
    require(post, READ[found.kind])
    return found
