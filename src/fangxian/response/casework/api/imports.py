"""``/api/v1/imports``: files that bring cases, contacts and what belongs to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.casework.actions.import_linelist import ImportResult, import_delivery
from fangxian.response.casework.actions.undo_import import undo_import
from fangxian.response.casework.api.common import the_incident
from fangxian.response.casework.linelist.formats import one_table, read_delivery
from fangxian.response.casework.linelist.mapping import load_mapping
from fangxian.response.casework.linelist.messages import sentence
from fangxian.response.casework.linelist.table import read_bytes
from fangxian.response.casework.models import LineListImport
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
    reviewed: int = Field(description="Rows that came in with something left for review.")
    links: int
    unlinked: int
    kinds: dict[str, dict[str, int]] = Field(description="The same counts by kind of row.")
    left: dict[str, int] = Field(description="What the file held beside, which does not come in.")
    review: list[ReviewOut]


class KeptOut(Schema):
    """A row that stays when an import is taken back."""

    kind: str
    number: str
    line: int
    code: str
    reason: str


class UndoneOut(Schema):
    """What came of taking an import back."""

    undone: int = Field(description="Rows that are as if they had never come in.")
    kept: list[KeptOut]


@router.post("/imports", response=ImportOut, summary="Import a file")
def create_import(
    request: HttpRequest,
    file: File[UploadedFile],
    incident: Form[UUID],
    mapping: Form[str] = "",
    format: Form[str] = "",
    dry_run: Form[bool] = False,
) -> ImportOut:
    """Cases, contacts and what belongs to them, as CSV, XLSX or JSON; the format is found out where it is not given.

    `mapping` is the name of a shipped or saved mapping of a list of cases; guessed where empty.
    """
    post = acting_post(request, "case.import")
    data, name = file.read(), file.name or "upload"
    if mapping and not mapping.endswith(".toml"):
        delivery = one_table(read_bytes(data, name), load_mapping(mapping))
    else:
        delivery = read_delivery(data, name, format)
    return _import(import_delivery(the_incident(incident), delivery, dry_run=dry_run, by=post))


@router.post("/imports/{id}/undo", response=UndoneOut, summary="Take a whole import back")
def undo(request: HttpRequest, id: UUID) -> UndoneOut:
    """Void its facts, as far as nothing has been built on them since; doing it again changes nothing."""
    post = acting_post(request, "case.import")
    held = LineListImport.objects.filter(id=id).first()
    if held is None:
        raise NotFound("import.unknown", "There is no such import in your area.")
    undone = undo_import(held, by=post)
    return UndoneOut(
        undone=undone.undone, kept=[KeptOut(**one, reason=sentence(one["code"], {})) for one in undone.kept]
    )


def _import(result: ImportResult) -> ImportOut:
    return ImportOut(
        id=result.batch,
        rows=result.rows,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=result.rejected,
        reviewed=result.reviewed,
        links=result.links,
        unlinked=result.unlinked,
        kinds={kind: counts.as_dict() for kind, counts in result.kinds.items()},
        left=result.left,
        review=[
            ReviewOut(row=p.line, field=p.field, code=p.code, text=p.text, reason=sentence(p.code, p.params))
            for p in result.problems
        ],
    )
