"""JSON of documents: ``/api/v1/documents``. Files are masked: who somebody is leaves by the page, with a purpose."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from fangxian.response.documents.actions import issue_document, take_out
from fangxian.response.documents.models import Issued
from fangxian.response.documents.queries import the_document, the_subject
from fangxian.response.documents.saving import answer
from fangxian.response.jurisdiction.acting import acting_post

router = Router(tags=["documents"])

Issuable = Literal["quarantine_notice", "release_certificate", "investigation_report", "search_notice"]


class DocumentOut(Schema):
    """A document that was issued."""

    id: UUID
    kind: str
    serial: str
    subject: str
    issued_at: datetime
    signer: str
    purpose: str
    revoked_at: datetime | None


class DocumentIn(Schema):
    """A document to issue."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice issues one.")
    kind: Issuable
    about: UUID = Field(description="The contact, the case, or the visit.")
    signer: str = Field(max_length=120)
    purpose: str = Field(max_length=200)
    said: dict[str, str] = Field(default_factory=dict, description="help_line, legal_basis, where, summary, advice.")


@router.post("/documents", response={201: DocumentOut}, summary="Issue a document")
def create_document(request: HttpRequest, said: DocumentIn) -> Status[DocumentOut]:
    """Number it, keep what it says in both languages, record that it was issued."""
    post = acting_post(request, "case.write")
    about = the_subject(said.kind, said.about)
    made = issue_document(
        said.kind, about, signer=said.signer, purpose=said.purpose, said=said.said, id=said.id, by=post
    )
    return Status(201, _out(made))


@router.get("/documents/{id}", response=DocumentOut, summary="One document")
def get_document(request: HttpRequest, id: UUID) -> DocumentOut:
    """A document of one's area."""
    acting_post(request, "case.read")
    return _out(the_document(id))


@router.get("/documents/{id}/file", summary="A document as a file, masked")
def get_file(
    request: HttpRequest, id: UUID, language: Literal["zh", "en"] = "zh", format: Literal["docx", "pdf"] = "pdf"
) -> HttpResponse:
    """DOCX or PDF, without name and document number."""
    post = acting_post(request, "case.read")
    return answer(take_out(the_document(id), language, format, by=post), format, f"document-{str(id)[:8]}-{language}")


def _out(one: Issued) -> DocumentOut:
    return DocumentOut(
        id=one.id,
        kind=one.kind,
        serial=one.serial,
        subject=one.subject,
        issued_at=one.issued_at,
        signer=one.signer,
        purpose=one.purpose,
        revoked_at=one.revoked_at,
    )
