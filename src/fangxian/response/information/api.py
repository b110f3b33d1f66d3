"""JSON of the command screen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.information.queries.area import viewed_area
from fangxian.response.information.queries.search import search
from fangxian.response.information.queries.situation import as_json, situation
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.queries.incidents import chosen_incident, chosen_moment

router = Router(tags=["situation"])


@router.get("/situation", url_name="situation", summary="The situation of an incident as of a moment")
def get_situation(request: HttpRequest, incident: str = "", at: str = "", area: str = "") -> HttpResponse:
    """Everything the command screen shows; answers 304 where nothing but the time has changed (`If-None-Match`)."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "case.read", area or None)
    found = chosen_incident(incident)
    if found is None:
        raise NotFound("incident.none", "No incident has been opened.")
    shown = as_json(situation(found, chosen_moment(at)), area or viewed_area(post.area))
    body = json.dumps(shown, ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(json.dumps(_timeless(shown)).encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Content-Language": get_language() or "zh-hans"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)


class HitOut(Schema):
    """One thing found."""

    id: str
    label: str
    detail: str = Field(description="What is said beside it; identifying values are masked.")
    url: str


class GroupOut(Schema):
    """Hits of one kind."""

    key: str = Field(examples=["people", "cases", "contacts", "places", "areas", "tasks"])
    title: str
    hits: list[HitOut]
    more: bool = Field(description="There are others; a longer question singles them out.")


class FoundOut(Schema):
    """What a question may mean, as far as the post may know."""

    text: str
    groups: list[GroupOut]
    hint: str = Field("", description="What was not looked for, and why.")


@router.get("/search", response=FoundOut, url_name="search", summary="Search people, cases, places, areas and tasks")
def get_search(request: HttpRequest, q: str = "") -> FoundOut:
    """A number, a phone or its last four digits, a masked number, pinyin or initials, a name, a place, an area."""
    found = search(q, acting_post(request))
    return FoundOut(
        text=found.text,
        hint=found.hint,
        groups=[
            GroupOut(
                key=group.key,
                title=group.title,
                more=group.more,
                hits=[HitOut(id=hit.id, label=hit.label, detail=hit.detail, url=hit.url) for hit in group.hits],
            )
            for group in found.groups
        ],
    )


def _timeless(shown: Any) -> Any:
    """The same without the moments as of which it was asked: by them alone no two answers would ever be equal."""
    if isinstance(shown, dict):
        return {name: _timeless(value) for name, value in shown.items() if name != "as_of"}
    return [_timeless(value) for value in shown] if isinstance(shown, list) else shown
