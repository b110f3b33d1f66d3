"""Opening an incident: the first page of a response."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fangxian.response.casework.actions import open_incident
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.incident_forms import IncidentForm
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an incident, and go on to its first case; whoever records none goes on to the command screen."""
    post = acting_post(request, "pack.adopt")
    form = IncidentForm(
        request.POST if request.method == "POST" else None,
        initial={"at": clock.now(), "area": post.area},
        root=post.area,
    )
    if request.method == "POST" and form.is_valid():
        said = form.opened()
        incident = attempt(form, lambda: open_incident(**said, id=request_id(request), by=post))
        if incident is not None:
            title = either(incident.title_zh, incident.title_en)
            messages.success(request, _("“%(title)s” is open: its first case can be recorded.") % {"title": title})
            onwards = "casework:new" if may(post, "case.write", post.area) else "information:wall"
            return redirect(f"{reverse(onwards)}?incident={incident.id}")
    context = {
        "form": form,
        "title": _("Open an incident"),
        "deck": _("Cases, contacts, zones and orders belong to an incident, and its rulebook says what they call for."),
        "submit": _("Open the incident"),
        "cancel": reverse("casework:list"),
        "confirm": _("Open this incident? It stays on record."),
        "request_id": request_id(request),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)
