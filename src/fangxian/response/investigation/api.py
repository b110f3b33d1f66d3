"""JSON of investigation forms: ``/api/v1/cases/{id}/forms``. No answer tells who somebody is."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from fangxian.protocol.forms import missing
from fangxian.response.casework.models import Case
from fangxian.response.casework.queries.one import the_case
from fangxian.response.investigation import editions, record
from fangxian.response.investigation.actions import file_form, open_draft, save_answer
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.acting import acting_post

router = Router(tags=["forms"])


class VersionOut(Schema):
    """A version that was filed."""

    version: int
    at: datetime = Field(description="When it was investigated; for paper, when the paper was filled in.")
    filed_at: datetime = Field(description="When the system learned it.")
    paper_by: str
    reason: str
    edition: str = Field(description="Fingerprint of what the form asked.")
    answers: dict[str, Any]


class FormOut(Schema):
    """A form that the rulebook asks of a case."""

    form: str
    title_zh: str
    title_en: str
    fact: str = Field(description="Kind of fact that filing it records.")
    drafted: bool
    versions: list[VersionOut]


class DraftOut(Schema):
    """A draft with what it asks."""

    form: str
    edition: str
    definition: dict[str, Any] = Field(description="Sections and questions, as in docs/schema/form.schema.json.")
    answers: dict[str, Any]
    revision: int
    missing: list[str] = Field(description="Required questions that are asked and not answered.")


class AnswersIn(Schema):
    """Answers to save; null takes one back."""

    answers: dict[str, Any]
    seen: int | None = Field(None, description="Revision that the caller saw; a later change by others is a conflict.")


class FilingIn(Schema):
    """A draft to file."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice files once.")
    at: AwareDatetime | None = None
    paper_by: str = Field("", max_length=80)
    reason: str = Field("", max_length=300, description="Needed from the second version on.")


@router.get("/cases/{id}/forms", response=list[FormOut], summary="Investigation forms of a case")
def list_forms(request: HttpRequest, id: UUID) -> list[FormOut]:
    """The forms that the rulebook in force asks, with every version that was filed."""
    acting_post(request, "case.read")
    case = the_case(id)
    kept = list(FormAnswer.objects.filter(case=case).order_by("version"))
    return [
        FormOut(
            form=form.id,
            title_zh=form.title.zh,
            title_en=form.title.en,
            fact=form.fact,
            drafted=any(one.form == form.id and one.state == "draft" for one in kept),
            versions=[_version(one) for one in kept if one.form == form.id and one.state == "filed"],
        )
        for form in editions.asked_of(case)
    ]


@router.patch("/cases/{id}/forms/{form}", response=DraftOut, summary="Save answers of a draft")
def save(request: HttpRequest, id: UUID, form: str, said: AnswersIn) -> DraftOut:
    """Open the draft where there is none, and save the answers that are given."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    draft = open_draft(case, form, by=post)
    for name, value in said.answers.items():
        draft = save_answer(draft, name, value, seen=said.seen, by=post)
    return _draft(case, draft)


@router.post("/cases/{id}/forms/{form}/file", response=VersionOut, summary="File a form")
def file(request: HttpRequest, id: UUID, form: str, said: FilingIn) -> VersionOut:
    """File the draft as the next version; what is missing is named, question by question."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    held = FormAnswer.objects.filter(case=case, fact=said.id).first()
    draft = held or open_draft(case, form, by=post)
    return _version(file_form(draft, by=post, **said.dict()))


def _draft(case: Case, draft: FormAnswer) -> DraftOut:
    form = editions.read(draft.edition)
    return DraftOut(
        form=draft.form,
        edition=draft.edition_id,
        definition=draft.edition.definition,
        answers=draft.answers,
        revision=draft.revision,
        missing=[question.id for question in missing(form, draft.answers, record.held(case))],
    )


def _version(one: FormAnswer) -> VersionOut:
    assert one.at is not None
    assert one.filed_at is not None
    return VersionOut(
        version=one.version,
        at=one.at,
        filed_at=one.filed_at,
        paper_by=one.paper_by,
        reason=one.reason,
        edition=one.edition_id,
        answers=one.answers,
    )
