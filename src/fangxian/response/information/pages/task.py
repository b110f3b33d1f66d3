"""One task or part of one: clause, clock, who answers, who has heard, its parts, and its evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as plainly
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.information.forms import post_name
from fangxian.response.information.pages.listed import listed, way_back
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.handling import number_in, subject_of
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.presence import acting_for
from fangxian.response.ledger.queries import feed, held
from fangxian.response.ledger.queries.tasks import office_names


@login_required
def task(request: HttpRequest, id: UUID) -> HttpResponse:
    """A task: its clause with citation, its clock, its handling, and the facts that opened and discharged it."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    now = clock.now()
    found = held.node(id, now)
    if found is None:
        raise _unknown(id)
    branches = held.tree(found.row.root if found.row else id, now)
    rows = {branch.task.id: branch.row for branch in branches if branch.row}
    stored = TaskRow.objects.filter(id=id).first()
    context = {
        **listed([branch.task for branch in branches] or [found.task], rows, post),
        "task": found.task,
        "row": found.row,
        "branches": branches if len(branches) > 1 else [],
        "why": stored.why if stored else [],
        "events": _evidence(stored) if stored else [],
        "handled": _handled(id),
        "here": request.path,
    }
    return render(request, "information/task.html", context)


@login_required
def acts(request: HttpRequest, id: UUID) -> HttpResponse:
    """What the reader may do with a task, for the dialog of a list; without script the task's page says it."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    found = held.node(id, clock.now())
    if found is None:
        raise _unknown(id)
    if request.headers.get("HX-Request") != "true":
        return redirect("information:task", id)
    handles = may(post, "task.handle") and found.task.office is not None
    context = {
        "task": found.task,
        "row": found.row,
        "mine": handles and bool(acting_for(post, [found.task.office or 0])),
        "may_excuse": may(post, "task.excuse", found.task.area),
        "here": way_back(request, request.GET.get("next", "")),
    }
    return render(request, "information/parts/acts_dialog.html", context)


def _unknown(id_: UUID) -> NotFound:
    return NotFound("task.unknown", _("There is no task %(id)s in your area."), id=id_)


def _evidence(row: TaskRow) -> list[dict[str, Any]]:
    """The facts of the subject, each with what it did to this task."""
    did = {
        str(row.opened_by): _("opened this task"),
        str(row.discharged_by): _("discharged it"),
        str(row.lapsed_by): _("ended it"),
    }
    return [
        {
            "at": fact.at,
            "recorded_at": fact.recorded_at,
            "title": fact.title,
            "detail": did.get(fact.id, ""),
            "reconstructed": fact.reconstructed,
        }
        for fact in feed.of_subject(row.subject)
    ]


def _handled(node: UUID) -> list[dict[str, Any]]:
    """How it was handled, act by act; what was taken back is struck out."""
    facts = feed.of_subject(subject_of(node))
    voided = {fact.corrects for fact in facts if fact.kind == "fact.voided"}
    offices = office_names(
        number_in(reference)
        for fact in facts
        for reference in (fact.attributes.get("office"), fact.attributes.get("to_office"), *_parts(fact))
    )
    posts = _posts(facts)
    return [
        {
            "at": fact.at,
            "title": fact.title,
            "detail": _detail(fact, offices),
            "by": " · ".join(filter(None, [_office(fact, "office", offices), _actor(fact, posts)])),
            "voided": fact.id in voided,
        }
        for fact in facts
    ]


def _parts(fact: feed.FactView) -> list[Any]:
    parts = fact.attributes.get("parts")
    return parts if isinstance(parts, list) else []


def _detail(fact: feed.FactView, offices: dict[int, str]) -> str:
    to = _office(fact, "to_office", offices) or _joined(offices.get(number_in(part) or 0, "") for part in _parts(fact))
    said = [f"→ {to}" if to else "", str(fact.attributes.get("reason") or "")]
    signer = str(fact.attributes.get("signer") or "")
    return " · ".join(filter(None, [*said, signer]))


def _joined(names: Any) -> str:
    return plainly(", ").join(filter(None, names))


def _office(fact: feed.FactView, name: str, offices: dict[int, str]) -> str:
    return offices.get(number_in(fact.attributes.get(name)) or 0, "")


def _posts(facts: list[feed.FactView]) -> dict[int, str]:
    wanted = {number_in(fact.attributes.get("actor")) for fact in facts}
    rows = Post.objects.select_related("holder").filter(id__in={number for number in wanted if number})
    return {post.pk: post_name(post) for post in rows}


def _actor(fact: feed.FactView, posts: dict[int, str]) -> str:
    actor = str(fact.attributes.get("actor") or "")
    return posts.get(number_in(actor) or 0, "") if actor.startswith("post:") else ""
