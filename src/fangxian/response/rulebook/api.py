"""JSON of rulebooks and coverage."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import clock, packs
from fangxian.response.rulebook.queries import coverage
from fangxian.response.rulebook.queries.one import incident_of

router = Router(tags=["rulebook"])


@router.get("/packs", summary="Every shipped rulebook")
def list_packs(request: HttpRequest) -> list[dict[str, Any]]:
    """Id, disease, title, period and mark of each."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    return [
        {
            "id": pack.id,
            "disease": pack.disease,
            "title": pack.title.model_dump(),
            "valid_from": str(pack.valid_from),
            "valid_to": str(pack.valid_to) if pack.valid_to else None,
            "mark": pack.source_mark,
            "clauses": len(pack.clauses),
        }
        for pack in packs.shipped()
    ]


@router.get("/packs/{id}", summary="One rulebook whole")
def get_pack(request: HttpRequest, id: str) -> dict[str, Any]:
    """The pack as its schema says it (`docs/schema/pack.schema.json`)."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    return packs.by_id(id).model_dump(mode="json", by_alias=True, exclude_none=True)


@router.get("/coverage", summary="Clauses and how many each covers")
def list_coverage(request: HttpRequest, incident: str = "") -> list[dict[str, Any]]:
    """Counts by state of every clause that covers somebody in the area of the post."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    return [asdict(row) for row in coverage.by_clause(incident_of(incident).id, clock.now())]


@router.get("/coverage/{clause}", summary="The covered, by name")
def list_names(
    request: HttpRequest, clause: str, incident: str = "", state: str = "", after: str = ""
) -> dict[str, Any]:
    """A page of covered subjects with how each stands; `next` is the key of the page after."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    found = coverage.names(incident_of(incident).id, clause, clock.now(), state=state, after=after)
    return {
        "rows": [asdict(row) for row in found],
        "next": found[-1].key if len(found) == coverage.PAGE else None,
    }
