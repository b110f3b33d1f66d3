"""``/api/v1/photos``: the photos of a record in scope."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.photos.models import Photo
from fangxian.response.photos.policies import READ
from fangxian.response.photos.queries import photos_of, the_photo

router = Router(tags=["photos"])


class PhotoOut(Schema):
    """A photo, without its file."""

    id: UUID
    caption: str
    sent_at: datetime
    sent_by: str = Field(description="The post; empty for the system.")
    digest: str = Field(description="SHA-256 of the file.")


@router.get("/photos", response=list[PhotoOut], summary="Photos of a record")
def listed(request: HttpRequest, kind: Literal["disinfection", "check", "receipt"], record: UUID) -> list[Photo]:
    """Photos of a disinfection, a site check or a receipt of goods, the first first."""
    acting_post(request, READ[kind])
    return list(photos_of(kind, record))


@router.get("/photos/{id}", response={200: None}, summary="A photo as JPEG")
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """The file of a photo, with the line that says when and by whom it was sent."""
    return HttpResponse(bytes(the_photo(id, acting_post(request)).file), content_type="image/jpeg")
