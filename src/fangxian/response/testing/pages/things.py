"""Swabs of surfaces and goods of a round: what they showed, and one entered by hand."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.testing.actions import enter_paper
from fangxian.response.testing.forms_paper import ThingForm
from fangxian.response.testing.lane.replies import REASONS
from fangxian.response.testing.lane.things import THINGS
from fangxian.response.testing.methods import ENVIRONMENT
from fangxian.response.testing.models import Round, Station
from fangxian.response.testing.models.laboratory import READINGS
from fangxian.response.testing.policies import READ, SAMPLE
from fangxian.response.testing.queries.rounds import the_round
from fangxian.response.testing.surroundings import things_of

SHOWN = 500
"""Samples listed on the page, the last first."""

_FIELDS = {"thing.place": "place", "thing.lot": "lot"}


@login_required
@require_http_methods(["GET", "POST"])
def things(request: HttpRequest, id: UUID) -> HttpResponse:
    """The samples of a round with their results; below, a form for one that no device registered."""
    post = acting_post(request, READ)
    of = the_round(id)
    stations = [(str(one.id), one.name) for one in Station.objects.filter(round=of).order_by("name")]
    form = ThingForm(request.POST or None, stations=stations)
    if request.method == "POST" and form.is_valid() and _enter(of, form, request, post):
        messages.success(request, _("Stored. Its tube is sealed and goes to the laboratory like any other."))
        return redirect("testing:things", of.id)
    found = things_of(of, SHOWN)
    names = area_names({row.area for row, _tube, _thing in found})
    page = {
        "round": of,
        "rows": [
            {
                "at": row.at,
                "tube": tube.code,
                "kind": THINGS[thing.kind],
                "thing": thing,
                "area": names.get(row.area, row.area),
                "result": READINGS.get(tube.result, ""),
                "positive": tube.result == "positive",
                "received": tube.received_at,
            }
            for row, tube, thing in found
        ],
        "form": form,
        "may_sample": may(post, SAMPLE, post.area) and bool(stations),
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "testing/things.html", page, status=422 if form.errors else 200)


def _enter(of: Round, form: ThingForm, request: HttpRequest, post: Post) -> bool:
    said = form.cleaned_data
    station = get_object_or_404(Station.objects.select_related("round"), id=said["station"], round=of)
    sheet = {"tube": said["tube"], "group": ENVIRONMENT, "at": said["at"], "staff": said["staff"]}
    done = attempt(form, lambda: enter_paper(station, **sheet, lines=[form.line()], id=request_id(request), by=post))
    if done is None:
        return False
    for refused in done.refused.values():
        form.add_error(_FIELDS.get(refused.code, "tube"), _(REASONS.get(refused.code, refused.code)))
    return not done.refused
