"""Bulletins: the list, a draft beside the bulletin before it, approval, publication, correction; the public's pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.bulletins.actions import (
    approve_bulletin,
    draft_bulletin,
    drop_bulletin,
    publish_bulletin,
    rewrite_bulletin,
)
from fangxian.response.bulletins.forms import CorrectForm, DraftForm, WriteForm
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import READ, SIGN, WRITE, rule_of, two_persons
from fangxian.response.bulletins.queries import (
    corrected_by,
    elsewhere,
    in_hand,
    in_order,
    last_published,
    published,
    rows,
    texts,
    the_bulletin,
    the_published,
)
from fangxian.response.bulletins.texts import FIELDS
from fangxian.response.bulletins.writing import OPEN
from fangxian.response.casework.forms import attempt
from fangxian.response.containment.pages.common import at_once, command, posted
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident


def _address(one: Bulletin) -> str:
    return reverse("bulletins:bulletin", args=[one.id])


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Drafts in hand, everything published, and what the record says was published elsewhere."""
    post = acting_post(request, READ)
    incident = chosen_incident(request.GET.get("incident", ""))
    context = {
        "drafts": in_hand() if may(post, WRITE) or may(post, SIGN) else [], "published": published(),
        "elsewhere": elsewhere(incident) if incident is not None else [],
        "may_write": incident is not None and may(post, WRITE, incident.area),
    }  # fmt: skip
    return render(request, "bulletins/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a bulletin."""
    post = acting_post(request, WRITE)
    incident = chosen_incident(request.GET.get("incident", ""))
    form = DraftForm(posted(request), initial=_as_before(incident) | {"incident": incident.id if incident else None})

    def run(said: dict[str, Any]) -> Bulletin:
        about = chosen_incident(said.pop("incident"))
        assert about is not None  # the form offers incidents that there are
        return draft_bulletin(about, **said, id=request_id(request), by=post)

    return command(
        request, form, run, title=_("Draft a bulletin"), submit=_("Count and draft"), back=reverse("bulletins:list"),
        done=_("The draft is counted from the record; read it, and have it approved."), onwards=_address,
        deck=_("The figures are counted from the record, in both languages at once; the words can be changed next."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, id: UUID) -> HttpResponse:
    """Draft the correction of a bulletin that was published."""
    post = acting_post(request, WRITE)
    wrong = the_bulletin(id)
    form = CorrectForm(posted(request), initial=_as_before(wrong.incident))
    return command(
        request, form,
        lambda said: draft_bulletin(wrong.incident, **said, replaces=wrong, id=request_id(request), by=post),
        title=_("Correct a bulletin"), submit=_("Count and draft"), back=_address(wrong), deck=wrong.title,
        done=_("The correction is drafted; it names the bulletin that it replaces."), onwards=_address,
    )  # fmt: skip


def _as_before(incident: Incident | None) -> dict[str, Any]:
    """What a new one is offered: now, and the names under the last one."""
    last = last_published(incident) if incident is not None else None
    names = ("help_line", "signer", "channel")
    return {"as_of": clock.now()} | ({name: getattr(last, name) for name in names} if last is not None else {})


@login_required
@require_http_methods(["GET", "POST"])
def bulletin(request: HttpRequest, id: UUID) -> HttpResponse:
    """One bulletin: its figures beside those before, its texts, and the step that comes next."""
    post = acting_post(request, READ)
    held = the_bulletin(id)
    writes = held.state in OPEN and may(post, WRITE, held.area)
    form = None
    if writes:
        names = WriteForm.base_fields
        form = WriteForm(posted(request), initial={name: getattr(held, name) for name in names})
    if form is not None and request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: rewrite_bulletin(held, **said, by=post)) is not None:
            messages.success(request, _("Saved, and counted again."))
            return redirect(_address(held))
    second = held.state in OPEN and two_persons(rule_of(held.incident), post)
    own = second and held.writer_id == post.holder_id
    context = {
        "bulletin": held, "rows": rows(held), "texts": in_order(texts(held)), "form": form, "fields": FIELDS,
        "second": second, "corrections": corrected_by(held), "request_id": uuid4(), "own": own,
        "may_approve": held.state == Bulletin.State.DRAFT and may(post, SIGN, held.area) and not own,
        "may_publish": writes and (held.state == Bulletin.State.APPROVED or not second), "may_drop": writes,
        "may_correct": held.state == Bulletin.State.PUBLISHED and may(post, WRITE, held.area),
    }  # fmt: skip
    return render(request, "bulletins/bulletin.html", context, status=422 if form is not None and form.errors else 200)


@login_required
@require_POST
def approve(request: HttpRequest, id: UUID) -> HttpResponse:
    """Approve a draft."""
    post, held = acting_post(request, SIGN), the_bulletin(id)
    done = _("Approved; it can be published.")
    return at_once(request, lambda: approve_bulletin(held, id=request_id(request), by=post), done, _address(held))


@login_required
@require_POST
def publish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Publish a bulletin."""
    post, held = acting_post(request, WRITE), the_bulletin(id)
    done = _("Published; everybody can read it.")
    return at_once(request, lambda: publish_bulletin(held, id=request_id(request), by=post), done, _address(held))


@login_required
@require_POST
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Drop a draft."""
    post, held = acting_post(request, WRITE), the_bulletin(id)
    return at_once(request, lambda: drop_bulletin(held, by=post), _("The draft is dropped."), reverse("bulletins:list"))


@require_GET
def public_list(request: HttpRequest) -> HttpResponse:
    """Everything published, for everybody: nobody has to sign in."""
    return render(request, "bulletins/public_list.html", {"published": published()})


@require_GET
def public(request: HttpRequest, id: UUID) -> HttpResponse:
    """One bulletin as the public reads and prints it."""
    held = the_published(id)
    context = {"bulletin": held, "texts": in_order(texts(held)), "corrections": corrected_by(held)}
    return render(request, "bulletins/public.html", context)
