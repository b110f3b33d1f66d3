"""``/api/v1/imports``: line lists."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from fangxian.response.casework.actions.import_linelist import ImportResult, import_linelist
from fangxian.response.casework.api.common import the_incident
from fangxian.response.casework.linelist.mapping import from_dict, guess, load_mapping
from fangxian.response.casework.linelist.messages import sentence
from fangxian.response.casework.linelist.table import read_bytes
from fangxian.response.jurisdiction.acting import acting_post

router = Router(tags=["cases"])


class ReviewOut(Schema):
    """A row for review."""

    row: int
    field: str
    code: str
    text: str
    reason: str


class ImportOut(Schema):
    """What came of an import: ``rows = created + updated + unchanged + rejected``."""

    id: UUID | None = Field(description="The import on record; null for a dry run.")
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    links: int
    unlinked: int
    review: list[ReviewOut]


@router.post("/imports", response=ImportOut, summary="Import a line list")
def create_import(
    request: HttpRequest,
    file: File[UploadedFile],
    incident: Form[UUID],
    mapping: Form[str] = "",
    dry_run: Form[bool] = False,
) -> ImportOut:
    """CSV or XLSX, one case a row. `mapping` is the name of a shipped or saved mapping; guessed where empty."""
    post = acting_post(request, "case.import")
    table = read_bytes(file.read(), file.name or "upload")
    chosen = load_mapping(mapping) if mapping and not mapping.endswith(".toml") else guess(table).mapping
    result = import_linelist(the_incident(incident), table, from_dict(chosen.as_dict()), dry_run=dry_run, by=post)
    return _import(result)


def _import(result: ImportResult) -> ImportOut:
    return ImportOut(
        id=result.batch,
        rows=result.rows,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=result.rejected,
        links=result.links,
        unlinked=result.unlinked,
        review=[
            ReviewOut(row=p.line, field=p.field, code=p.code, text=p.text, reason=sentence(p.code, p.params))
            for p in result.problems
        ],
    )
