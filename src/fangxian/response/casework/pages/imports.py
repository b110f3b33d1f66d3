"""Importing a file: choose it, confirm how it is read, try it, bring it in, review what is left, take it all back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import FangxianError, NotFound
from fangxian.response.casework.actions.import_linelist import ImportResult
from fangxian.response.casework.actions.resolve_review import resolve_review
from fangxian.response.casework.actions.save_mapping import save_mapping
from fangxian.response.casework.actions.undo_import import undo_import
from fangxian.response.casework.actions.upload_linelist import (
    delivery_of,
    map_upload,
    reread_upload,
    run_upload,
    upload_linelist,
)
from fangxian.response.casework.forms import RereadForm, UploadForm, attempt
from fangxian.response.casework.linelist.formats import FORMATS, Sheet
from fangxian.response.casework.linelist.kinds import CASES, KINDS
from fangxian.response.casework.linelist.mapping import SHIPPED, guess, load_mapping
from fangxian.response.casework.linelist.messages import field_title, sentence
from fangxian.response.casework.linelist.rows import read_rows
from fangxian.response.casework.linelist.table import Table
from fangxian.response.casework.mapping_form import MappingForm
from fangxian.response.casework.models import (
    Certainty,
    Classification,
    ColumnMapping,
    ContactKind,
    LineListImport,
    Outcome,
    ReviewRow,
    Route,
    Upload,
)
from fangxian.response.casework.pages.common import rights
from fangxian.response.casework.titles import OUTCOME_TITLES, SEVERITY_TITLES
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person

AT_ONCE = 1000
"""Rows up to which an import is done while the page waits; longer ones run beside it."""

PREVIEW = 5
"""Rows shown before anything is done."""

REVIEW = 200
"""Rows for review on one page."""


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what was imported before."""
    post = acting_post(request, "case.import")
    known = [*sorted(file.stem for file in SHIPPED.glob("*.toml")), *_saved()]
    form = UploadForm(request.POST or None, request.FILES or None, mappings=known)
    if request.method == "POST" and form.is_valid():
        upload = attempt(form, lambda: _upload(form, post))
        if upload is not None:
            return redirect("casework:upload", upload.id)
    waiting = Count("review", filter=Q(review__resolved_at=None))
    imports = LineListImport.objects.select_related("incident").annotate(waiting=waiting).order_by("-imported_at")[:50]
    context = {"form": form, "imports": imports, **rights(post)}
    return render(request, "casework/import.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, id: UUID) -> HttpResponse:
    """Confirm the columns; then try the import, or do it."""
    post = acting_post(request, "case.import")
    held = _own(id, post)
    if held.state == Upload.State.DONE and held.batch_id is not None:
        return redirect("casework:batch", held.batch_id)
    if held.state == Upload.State.RUNNING:
        return _progress(request, held)
    if request.method == "POST" and "read" in request.POST:
        return _reread(request, held)
    delivery = delivery_of(held)
    data = request.POST if request.method == "POST" else None
    forms = [_mapping_form(data, sheet, alone=len(delivery.sheets) == 1) for sheet in delivery.sheets]
    result: ImportResult | None = None
    if request.method == "POST" and all(form.is_valid() for form in forms):
        map_upload(held, {form.kind.name: form.mapping() for form in forms})
        for form in forms:
            if form.cleaned_data.get("save_as"):
                save_mapping(form.cleaned_data["save_as"], form.mapping(), by=post)
        if "go" in request.POST:
            return _go(request, held)
        result = attempt(forms[0], lambda: run_upload(held, dry_run=True))
        delivery = delivery_of(held)
    page = {
        "upload": held,
        "incident": either(held.incident.title_zh, held.incident.title_en),
        "format": FORMATS[delivery.format],
        "form": forms[0] if forms else None,
        "forms": forms,
        "reread": RereadForm(initial={"format": delivery.format, "kind": next(iter(held.mapping), "cases")}),
        "left": delivery.left,
        "previews": [_preview(sheet, held) for sheet in delivery.sheets],
        "ambiguous": any(
            guess(sheet.table, sheet.kind).ambiguous and not sheet.mapping.dates for sheet in delivery.sheets
        ),
        "unclassified": any(
            sheet.kind is CASES
            and not sheet.mapping.headings("classification")
            and not sheet.mapping.defaults.get("classification")
            for sheet in delivery.sheets
        ),
        "result": result,
        "kinds": _kinds(result) if result else [],
        "problems": _problems(result) if result else [],
    }
    return render(request, "casework/upload.html", page, status=422 if any(form.errors for form in forms) else 200)


@login_required
@require_GET
def progress(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far an import is; asked again every second until it has come in."""
    held = _own(id, acting_post(request, "case.import"))
    if held.state == Upload.State.RUNNING:
        return _progress(request, held)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = request.build_absolute_uri(_after(held))
    return response


@login_required
@require_GET
def batch(request: HttpRequest, id: UUID) -> HttpResponse:
    """One import: its counts, and what waits for review."""
    acting_post(request, "case.import")
    held = LineListImport.objects.select_related("incident").filter(id=id).first()
    if held is None:
        raise NotFound("import.unknown", _("There is no such import in your area."))
    rows = held.review.order_by("resolved_at", "row", "id")
    page = {
        "batch": held,
        "incident": either(held.incident.title_zh, held.incident.title_en),
        "actor": who(held.actor),
        "format": FORMATS.get(held.format, held.format),
        "kinds": [(KINDS[kind].title, counts) for kind, counts in held.kinds.items() if kind in KINDS],
        "undone_by": who(held.undone_by) if held.undone_at else "",
        "kept": [_kept(one) for one in held.kept],
        "rows": [_review_row(row) for row in rows[:REVIEW]],
        "more": max(0, rows.count() - REVIEW),
        "waiting": held.review.filter(resolved_at=None).count(),
    }
    return render(request, "casework/batch.html", page)


@login_required
@require_POST
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Mark a row as looked at."""
    post = acting_post(request, "case.import")
    row = ReviewRow.objects.select_related("batch").filter(pk=number).first()
    if row is None:
        raise NotFound("review.unknown", _("There is no such row in your area."))
    resolve_review(row, by=post)
    if request.headers.get("HX-Request"):
        return render(request, "casework/parts/review_row.html", {"row": _review_row(row)})
    return redirect("casework:batch", row.batch_id)


@login_required
@require_POST
def undo(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take an import back, as far as nothing has been built on it."""
    post = acting_post(request, "case.import")
    held = LineListImport.objects.select_related("incident").filter(id=id).first()
    if held is None:
        raise NotFound("import.unknown", _("There is no such import in your area."))
    try:
        undone = undo_import(held, by=post)
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(undone)s rows were taken back; %(kept)s stay, because something has been built on them.")
            % {"undone": f"{undone.undone:,}", "kept": f"{len(undone.kept):,}"},
        )
    return redirect("casework:batch", id)


def _reread(request: HttpRequest, held: Upload) -> HttpResponse:
    form = RereadForm(request.POST)
    if form.is_valid():
        try:
            reread_upload(held, form.cleaned_data["format"], form.cleaned_data["kind"])
        except FangxianError as error:
            messages.error(request, str(error))
    return redirect("casework:upload", held.id)


def _mapping_form(data: Any, sheet: Sheet, *, alone: bool) -> MappingForm:
    prefix = None if alone else sheet.kind.name
    return MappingForm(data, table=sheet.table, mapping=sheet.mapping, kind=sheet.kind, prefix=prefix)


def _upload(form: UploadForm, post: Post) -> Upload:
    file = form.cleaned_data["file"]
    chosen = form.cleaned_data["mapping"]
    return upload_linelist(
        Incident.objects.get(id=form.cleaned_data["incident"]),
        file.read(),
        file.name,
        by=post,
        mapping=load_mapping(chosen) if chosen else None,
        format=form.cleaned_data["format"],
    )


def _go(request: HttpRequest, held: Upload) -> HttpResponse:
    if held.whole > AT_ONCE:
        from fangxian.response.casework.jobs import import_upload

        Upload.objects.filter(pk=held.pk).update(state=Upload.State.RUNNING, done=0)
        import_upload.defer(upload_id=str(held.id), actor=context.actor())
        return redirect("casework:upload", held.id)
    try:
        run_upload(held)
    except FangxianError as error:
        messages.error(request, str(error))
    return redirect(_after(held))


def _after(held: Upload) -> str:
    from django.urls import reverse

    if held.batch_id is not None:
        return reverse("casework:batch", args=[held.batch_id])
    return reverse("casework:upload", args=[held.id])


def _progress(request: HttpRequest, held: Upload) -> HttpResponse:
    fragment = bool(request.headers.get("HX-Request"))
    template = "casework/parts/progress.html" if fragment else "casework/progress.html"
    return render(request, template, {"upload": held})


def _own(id: UUID, post: Post) -> Upload:
    held = Upload.objects.select_related("incident", "post__office").filter(id=id, post=post).first()
    if held is None:
        raise NotFound(
            "upload.unknown",
            _("There is no such file waiting for import."),
            remedy=_("Choose the file again; one that nobody imports is erased after a day."),
        )
    return held


def _preview(sheet: Sheet, held: Upload) -> dict[str, Any]:
    """The first rows of a table as they will be read; what tells who somebody is shows only that it is there."""
    today = clock.now().astimezone(clock.zone()).date()
    table = sheet.table
    first = Table(table.headings, table.rows[:PREVIEW], table.filename, table.digest)
    personal = {field.name for field in sheet.kind.fields if field.personal}
    rows = [
        {
            "line": row.line,
            "rejected": row.rejected,
            "values": [
                (field_title(name), "●●●" if name in personal else _shown(name, value))
                for name, value in row.values.items()
            ],
            "problems": [
                (field_title(one.field), one.text, _reason(one.field, one.code, one.params)) for one in row.problems
            ],
        }
        for row in read_rows(first, sheet.mapping, root=held.incident.area, today=today, kind=sheet.kind)
    ]
    return {"title": sheet.kind.title, "whole": len(table.rows), "columns": len(table.headings), "rows": rows}


def _kinds(result: ImportResult) -> list[tuple[Any, Any]]:
    return [(KINDS[kind].title, counts) for kind, counts in result.kinds.items()]


def _kept(one: dict[str, Any]) -> dict[str, Any]:
    """A row that an undoing left, in words."""
    return {**one, "kind": KINDS[one["kind"]].title, "reason": sentence(one["code"], one.get("params", {}))}


def _shown(name: str, value: Any) -> str:
    """A value in words."""
    words: dict[str, dict[str, Any]] = {
        "classification": dict(Classification.choices),
        "route": dict(Route.choices),
        "sex": dict(Person.Sex.choices),
        "severity": SEVERITY_TITLES,
        "outcome": OUTCOME_TITLES,
        "kind": dict(ContactKind.choices),
        "certainty": dict(Certainty.choices),
        "status": dict(Outcome.choices),
    }
    if name in ("area", "place_area"):
        return area_path(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(words.get(name, {}).get(value, value))


def _reason(field: str, code: str, params: Mapping[str, Any]) -> str:
    """Why a cell was not taken, with areas and known values in words."""
    said = dict(params)
    if said.get("root"):
        said["root"] = area_path(said["root"])
    if "known" in said:
        said["known"] = either("、", ", ").join(_shown(field, value) for value in said["known"].split(", "))
    return sentence(code, said)


def _problems(result: ImportResult) -> list[dict[str, Any]]:
    return [
        {
            "line": one.line,
            "field": field_title(one.field),
            "text": one.text,
            "reason": _reason(one.field, one.code, one.params),
            "out": one.code.startswith("row."),
        }
        for one in result.problems[:REVIEW]
    ]


def _review_row(row: ReviewRow) -> dict[str, Any]:
    return {
        "id": row.pk,
        "line": row.row,
        "kind": KINDS[row.kind].title if row.kind in KINDS else "",
        "number": row.values.get("number", ""),
        "field": field_title(row.field),
        "text": row.values.get("text", ""),
        "reason": _reason(row.field, row.code, row.reason),
        "out": row.code.startswith("row."),
        "resolved_at": row.resolved_at,
    }


def _saved() -> list[str]:
    return list(ColumnMapping.objects.order_by("name").values_list("name", flat=True))
