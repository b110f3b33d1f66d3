"""Issue documents, look at them, take them out."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Case, Visit
from fangxian.response.casework.observation import Courses
from fangxian.response.documents import contexts
from fangxian.response.documents.actions import issue_document, revoke_document, take_out
from fangxian.response.documents.forms import IssueForm, RevokeForm, TakeOutForm
from fangxian.response.documents.kinds import KINDS, LANGUAGES, Kind, Language
from fangxian.response.documents.models import Issued
from fangxian.response.documents.queries import issuable, the_document, the_subject
from fangxian.response.documents.reading import blocks
from fangxian.response.documents.saving import answer
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may, require
from fangxian.response.ledger.authors import who

SHOWN = 200
"""Documents of the list."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Documents issued in the post's area, the last first."""
    post = acting_post(request)
    manages = may(post, "form.manage", post.area)
    if not manages:
        require(post, "case.read", post.area)
    kind = request.GET.get("kind", "")
    rows = Issued.objects.filter(kind=kind) if kind in KINDS else Issued.objects.all()
    if not may(post, "case.read", post.area):
        rows = rows.none()
    context = {
        "rows": [(row, KINDS[row.kind].title) for row in rows[:SHOWN]],
        "kinds": KINDS.values(),
        "kind": kind,
        "may_manage": manages,
    }
    return render(request, "documents/list.html", context)


@login_required
@never_cache
@require_GET
def panel(request: HttpRequest, about: str, id: UUID) -> HttpResponse:
    """Documents of a contact, a case or the visits to a place, and which can be issued; for their pages."""
    post = acting_post(request, "case.read")
    rows = Issued.objects.filter(about=id)
    things: list[tuple[UUID, str]] = [(id, "")]
    if about == "place":
        visits = Visit.objects.filter(place=id, voided_at=None).order_by("-began_at")[:20]
        things = [(visit.id, f"{visit.began_at:%Y-%m-%d}") for visit in visits]
        rows = Issued.objects.filter(subject=f"place:{id}")
    wanted = "visit" if about == "place" else about
    context = {
        "rows": [(row, KINDS[row.kind].title) for row in rows[:SHOWN]],
        "offers": [(kind, thing, day) for kind in KINDS.values() if kind.about == wanted for thing, day in things],
        "may_write": may(post, "case.write", post.area),
    }
    return render(request, "documents/parts/panel.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
    """Fill in what the record does not know, see the document, issue it."""
    post = acting_post(request, "case.write")
    form_of, about = issuable(kind), the_subject(kind, id)
    posted = request.POST if request.method == "POST" else None
    form = IssueForm(posted, kind=form_of, initial=_initial(form_of, about, post))
    if posted is not None and form.is_valid():
        said = form.cleaned_data
        made = attempt(
            form,
            lambda: issue_document(
                kind, about, signer=said["signer"], purpose=said["purpose"], said=form.said(),
                id=request_id(request), by=post,
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("%(serial)s is issued.") % {"serial": made.serial})
            return redirect("documents:document", made.id)
    context = {"kind": form_of, "form": form, "about": about, "back": _back(about), "request_id": uuid4()}
    return render(request, "documents/issue.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_GET
def document(request: HttpRequest, id: UUID) -> HttpResponse:
    """One document: what it says, masked, and the ways to take it out."""
    post = acting_post(request, "case.read")
    held = the_document(id)
    language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    context = {
        "held": held,
        "kind": KINDS[held.kind],
        "who": who(held.actor),
        "blocks": list(blocks(take_out(held, language, "docx"))),
        "form": TakeOutForm(initial={"language": language, "purpose": held.purpose}),
        "files": [(key, name) for key, name in LANGUAGES.items()],
        "revoke": RevokeForm(),
        "may_write": may(post, "case.write", held.area),
        "may_name": held.person_id is not None and may(post, "identity.read", held.area),
        "back": _back_of(held),
    }
    return render(request, "documents/document.html", context)


@login_required
@never_cache
@require_POST
def file(request: HttpRequest, id: UUID) -> HttpResponse:
    """The document as a file."""
    post = acting_post(request, "case.read")
    held = the_document(id)
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        return redirect("documents:document", held.id)
    said = form.cleaned_data
    body = take_out(held, said["language"], said["format"], named=said["named"], purpose=said["purpose"], by=post)
    return answer(body, said["format"], f"{held.kind}-{held.issued_at:%Y%m%d}-{str(held.id)[:8]}-{said['language']}")


@login_required
@require_POST
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """Revoke a document."""
    post = acting_post(request, "case.write")
    held = the_document(id)
    form = RevokeForm(request.POST)
    if form.is_valid() and attempt(form, lambda: revoke_document(held, by=post, **form.cleaned_data)):
        messages.success(request, _("The document is revoked; it stays on record."))
    return redirect("documents:document", held.id)


def _initial(kind: Kind, about: Any, post: Any) -> dict[str, Any]:
    """The signer's help line of last time, and what the rulebook says."""
    last = Issued.objects.filter(actor__endswith=f"post:{post.pk}").first()
    said: dict[str, Any] = {"purpose": str(kind.title)}
    if last is not None:
        said |= {"signer": last.signer, "help_line": last.contexts.get("zh", {}).get("help_line", "").strip("—")}
    if kind.key == "quarantine_notice":
        said["legal_basis"] = contexts.basis(Courses().pack_for(about))
    return said


def _back(about: Any) -> tuple[str, UUID]:
    if isinstance(about, Visit):
        return "casework:place", about.place_id
    return ("casework:case" if isinstance(about, Case) else "casework:contact"), about.pk


def _back_of(held: Issued) -> tuple[str, UUID]:
    about = KINDS[held.kind].about
    if about == "visit":
        return "casework:place", UUID(held.subject.partition(":")[2])
    return ("containment:zone" if about == "zone" else f"casework:{about}"), held.about
