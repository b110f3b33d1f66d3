"""No one missed: a clause's covered people by name, on a page, as CSV and on paper."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.response.jurisdiction import access, policies
from fangxian.response.jurisdiction.queries import area_name, area_names
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.tasks import office_names
from fangxian.response.rulebook.present import STATE_LABELS
from fangxian.response.rulebook.queries import coverage
from fangxian.response.rulebook.queries.one import incident_of


@login_required
def clauses(request: HttpRequest) -> HttpResponse:
    """Every clause that covers somebody: counts, and the way to the names."""
    policies.require(request.post, "task.read")  # type: ignore[attr-defined]
    incident = incident_of(request.GET.get("incident", ""))
    rows = coverage.by_clause(incident.id, clock.now())
    return render(request, "rulebook/coverage.html", {"incident": incident, "rows": rows, "states": STATE_LABELS})


@login_required
def clause(request: HttpRequest, clause: str) -> HttpResponse | StreamingHttpResponse:
    """The names under one clause (`?state=`), also as CSV (`?format=csv`)."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    incident = incident_of(request.GET.get("incident", ""))
    now = clock.now()
    state = request.GET.get("state", "")
    state = state if state in (*coverage.STATES, "unfinished") else ""
    if request.GET.get("format") == "csv":
        policies.require(post, "case.export")
        return _csv(incident, clause, state, post.area)
    found = coverage.names(incident.id, clause, now, state=state, after=request.GET.get("after", ""))
    summary = next((row for row in coverage.by_clause(incident.id, now) if row.clause == clause), None)
    if summary is None:
        raise NotFound("clause.covers_nobody", _("The clause %(clause)s covers nobody in your area."), clause=clause)
    here = {"incident": str(incident.id), "state": state}
    return render(
        request,
        "rulebook/names.html",
        {
            "incident": incident,
            "summary": summary,
            "rows": found,
            "places": area_names({row.area for row in found}),
            "offices": office_names(row.office for row in found),
            "state": state,
            "tabs": [
                {
                    "label": label,
                    "url": "?" + urlencode({**here, "state": key}),
                    "current": key == state,
                    "count": _count(summary, key),
                }
                for key, label in {"": _("All"), "unfinished": _("Unfinished"), **STATE_LABELS}.items()
            ],
            "labels": STATE_LABELS,
            "next_url": "?" + urlencode({**here, "after": found[-1].key}) if len(found) == coverage.PAGE else "",
            "csv_url": "?" + urlencode({**here, "format": "csv"}),
        },
    )


def _count(summary: coverage.ClauseCoverage, key: str) -> int:
    if key == "":
        return summary.steps
    return summary.unfinished if key == "unfinished" else summary.states[key]


class _Echo:
    """A file that hands back what is written, so that rows stream."""

    def write(self, value: str) -> str:
        return value


def _csv(incident: Incident, clause: str, state: str, area: str) -> StreamingHttpResponse:
    name = f"{incident.slug}-{clause}-{state or 'all'}.csv"
    response = StreamingHttpResponse(_lines(incident, clause, state, area, context.actor()), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(incident: Incident, clause: str, state: str, area: str, who: str) -> Iterator[str]:
    # The response is read after the middleware has left the area's scope, so it is entered again.
    write = csv.writer(_Echo()).writerow
    now = clock.now()
    workspace = clock.workspace()
    yield "\ufeff"  # spreadsheets then read the Chinese as UTF-8
    if workspace.kind != "live":
        yield str(write(["演练 EXERCISE" if workspace.kind == "drill" else "示例 SAMPLE", workspace.title_zh]))
    yield str(write([_("As of"), now.isoformat(), _("Clause"), clause, _("Made by"), who]))
    yield str(
        write([
            _("Subject"), _("Area"), _("Step"), _("State"), _("Office"), _("Due"), _("Discharged"), _("Reason"),
            _("Signer"),
        ])
    )  # fmt: skip
    with access.area(area):
        for row in coverage.every_name(incident.id, clause, now, state):
            office = office_names([row.office]).get(row.office or 0, row.role)
            yield str(
                write([
                    row.label, area_name(row.area), row.step, STATE_LABELS[row.state], office, row.due_at.isoformat(),
                    row.discharged_at.isoformat() if row.discharged_at else "",
                    row.excused_reason or row.reason, row.excused_by,
                ])
            )  # fmt: skip
