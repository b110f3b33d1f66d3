"""``/api/v1/chains``: who infected whom in an incident, as known at a moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.casework.api.common import utc
from fangxian.response.casework.queries.network import NetworkFilter, network, picture
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.queries.incidents import chosen_incident, chosen_moment

router = Router(tags=["cases"])


class ChainsAsked(Schema):
    """Which chains, and how they are drawn."""

    incident: str = Field("", description="Empty: the one opened last.")
    at: str = Field("", description="As known at this moment; empty: now.")
    layout: Literal["onset", "tree", "free"] = "onset"
    cluster: str = ""
    setting: str = ""
    area: str = ""
    generation: str = Field("", description="A number, or `none` for unlinked cases.")


class NodeOut(Schema):
    """A case."""

    id: str = Field(description="What links name: the case number, or a mark of a case outside the area.")
    label: str = Field(description="Case number; of a case outside the area, only that it lies there.")
    classification: str = Field(alias="class", description="`outside` for a case outside the area.")
    onset: date | None
    reported: date | None
    area: str
    cluster: str
    generation: int | None = Field(description="0 without an infector on record; none for unlinked cases.")
    url: str | None
    x: float = Field(description="Days since the first day along the days, else rows.")
    y: float = Field(description="Rows.")


class LinkOut(Schema):
    """An exposure of a case by a case."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    kind: str
    certainty: str
    setting: str = Field(description="In words.")
    counted: bool = Field(description="Whether generations are counted along it.")
    days: int | None = Field(description="Serial interval.")
    wrong: str = Field(description="`impossible`, `backwards` or empty.")


class ChainsOut(Schema):
    """The chains of an incident."""

    incident: UUID
    as_of: datetime
    longest_incubation: int | None = Field(description="Days, from the rulebook in force.")
    layout: str
    first_day: date | None
    width: float
    height: float
    nodes: list[NodeOut]
    links: list[LinkOut]


@router.get("/chains", response=ChainsOut, by_alias=True, url_name="chains", summary="Chains of transmission")
def get_chains(request: HttpRequest, asked: Query[ChainsAsked]) -> dict[str, object]:
    """Cases and links of an incident that the post may see, with generations and places in a picture."""
    acting_post(request, "case.read")
    incident = chosen_incident(asked.incident)
    if incident is None:
        raise NotFound("incident.none", "No incident has been opened.")
    chosen = NetworkFilter(asked.cluster, asked.setting, asked.area, asked.generation)
    shown = network(incident, chosen_moment(asked.at), chosen)
    return {
        "incident": incident.id,
        "as_of": utc(shown.at),
        "longest_incubation": shown.longest_incubation,
        **picture(shown, asked.layout),
    }
