"""This person's case under another edition: the same facts, read under another rulebook."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.protocol.status import status
from fangxian.protocol.task import Task
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import clauses, clock, store
from fangxian.response.ledger import packs as adopted
from fangxian.response.ledger.language import say
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.ledger.queries.tasks import STATUS
from fangxian.response.registry.models import Person
from fangxian.response.rulebook.queries.preview import under


@login_required
def person(request: HttpRequest, id: UUID) -> HttpResponse:
    """Tasks of one person under two editions, side by side (`?a=`, `?b=`)."""
    policies.require(request.post, "case.read")  # type: ignore[attr-defined]
    who = Person.objects.filter(id=id).first()
    incident = chosen_incident(request.GET.get("incident", ""))
    if who is None or incident is None:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    facts = [one.fact for one in store.of_subjects([who.subject], [incident.id])]
    timeline = adopted.timeline(incident.id)
    present = timeline.adoptions[-1].pack.id if timeline else "covid19-cn-7"
    names = [request.GET.get("a") or present, request.GET.get("b") or another(present)]
    now = clock.now()
    sides = [
        {"pack": pack, "rows": [_row(task, now) for task in under(pack, facts, now)]}
        for pack in map(adopted.by_id, names)
    ]
    context = {"person": who, "incident": incident, "sides": sides, "packs": adopted.shipped(), "facts": len(facts)}
    return render(request, "rulebook/other_edition.html", context)


def another(present: str) -> str:
    """The edition that a page compares with unless it is told otherwise."""
    return "covid19-cn-9" if present != "covid19-cn-9" else "covid19-cn-8"


def _row(task: Task, now: object) -> dict[str, object]:
    clause = clauses.clause(task.pack, task.clause)
    state = status(task, now)  # type: ignore[arg-type]
    return {
        "task": task,
        "title": say(clause.title) if clause else task.clause,
        "mark": clause.mark if clause else "",
        "cite": clause.cite if clause else "",
        "state": state,
        "state_label": STATUS[state],
    }
