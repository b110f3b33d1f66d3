"""``/api/v1/bulletins``: what the public is told, drafted, approved, published and corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.bulletins.actions import (
    approve_bulletin,
    draft_bulletin,
    drop_bulletin,
    publish_bulletin,
    rewrite_bulletin,
)
from fangxian.response.bulletins.checks import LONGEST
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import READ, SIGN, WRITE
from fangxian.response.bulletins.queries import in_hand, published, texts, the_bulletin
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger.queries.incidents import chosen_incident

router = Router(tags=["bulletins"])


class BulletinOut(Schema):
    """A bulletin."""

    id: UUID
    incident: UUID
    kind: str = Field(description="`daily` or `correction`.")
    state: str = Field(description="`draft`, `approved`, `published` or `dropped`.")
    number: int | None = Field(description="Of those published of the incident, from 1.")
    as_of: datetime = Field(description="The moment up to which it counts.")
    figures: dict[str, int] = Field(description="As the record had them then.")
    before: UUID | None = Field(description="The bulletin that its changes are told against.")
    replaces: UUID | None = Field(description="Of a correction: the bulletin that it stands in place of.")
    reason: str
    text_zh: str
    text_en: str
    signer: str
    published_at: datetime | None


class NamesIn(Schema):
    """Up to when it counts, and the names under it."""

    as_of: AwareDatetime
    help_line: str = Field(max_length=60)
    signer: str = Field(max_length=120)
    channel: str = Field("", max_length=60)


class DraftIn(NamesIn):
    """A new bulletin, or the correction of one."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice drafts once.")
    incident: UUID
    replaces: UUID | None = None
    reason: str = Field("", max_length=300, description="What was wrong with the one that it replaces.")


class WriteIn(NamesIn):
    """The words of a draft, with the names of figures in braces: `{confirmed}`."""

    words_zh: str = Field(max_length=LONGEST)
    words_en: str = Field(max_length=LONGEST)


class StepIn(Schema):
    """A step with a bulletin."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records once.")


@router.get("/bulletins", response=list[BulletinOut], summary="Bulletins: published, or in hand")
def list_bulletins(request: HttpRequest, drafts: bool = False) -> list[dict[str, Any]]:
    """Published ones, the latest first; with `drafts`, those not published yet in the post's area."""
    post = acting_post(request, READ)
    if drafts and not may(post, SIGN):
        acting_post(request, WRITE)
    return [_out(one) for one in (in_hand() if drafts else published())]


@router.get("/bulletins/{id}", response=BulletinOut, summary="One bulletin")
def get_bulletin(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """A bulletin in the post's area, with its texts filled in."""
    acting_post(request, READ)
    return _out(the_bulletin(id))


@router.post("/bulletins", response={201: BulletinOut}, summary="Draft a bulletin, or a correction")
def post_bulletin(request: HttpRequest, body: DraftIn) -> Status[dict[str, Any]]:
    """Counted from everything recorded by `as_of`; its words are the rulebook's."""
    post = acting_post(request, WRITE)
    about = chosen_incident(str(body.incident))
    assert about is not None  # an id that there is not is refused
    made = draft_bulletin(
        about, as_of=body.as_of, help_line=body.help_line, signer=body.signer, channel=body.channel,
        replaces=the_bulletin(body.replaces) if body.replaces is not None else None, reason=body.reason, id=body.id,
        by=post,
    )  # fmt: skip
    return Status(201, _out(made))


@router.put("/bulletins/{id}", response=BulletinOut, summary="Change a draft and count again")
def put_bulletin(request: HttpRequest, id: UUID, body: WriteIn) -> dict[str, Any]:
    """An approval of what it said before is void."""
    post = acting_post(request, WRITE)
    return _out(rewrite_bulletin(the_bulletin(id), **body.dict(), by=post))


@router.post("/bulletins/{id}/approval", response=BulletinOut, summary="Approve a draft")
def post_approval(request: HttpRequest, id: UUID, body: StepIn) -> dict[str, Any]:
    """Refused with 409 `bulletin.own` to whoever wrote it, where the rulebook asks for a second person."""
    post = acting_post(request, SIGN)
    return _out(approve_bulletin(the_bulletin(id), id=body.id, by=post))


@router.post("/bulletins/{id}/publication", response=BulletinOut, summary="Publish a bulletin")
def post_publication(request: HttpRequest, id: UUID, body: StepIn) -> dict[str, Any]:
    """It gets its number, and its text stands."""
    post = acting_post(request, WRITE)
    return _out(publish_bulletin(the_bulletin(id), id=body.id, by=post))


@router.delete("/bulletins/{id}", response=BulletinOut, summary="Drop a draft")
def delete_bulletin(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Only what was never published is dropped."""
    post = acting_post(request, WRITE)
    return _out(drop_bulletin(the_bulletin(id), by=post))


def _out(one: Bulletin) -> dict[str, Any]:
    said = texts(one)
    return {
        "id": one.id, "incident": one.incident_id, "kind": one.kind, "state": one.state, "number": one.number,
        "as_of": one.as_of, "figures": one.figures, "before": one.before_id, "replaces": one.replaces_id,
        "reason": one.reason, "text_zh": said["zh"], "text_en": said["en"], "signer": one.signer,
        "published_at": one.published_at,
    }  # fmt: skip
