"""The laboratory's pages: what waits, plates, results, release."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.testing.actions import enter_results, lay_plate, open_laboratory, release_results
from fangxian.response.testing.actions.lay_plate import POSITIONS
from fangxian.response.testing.forms import LaboratoryForm, NameForm, PlateForm, ResultsForm
from fangxian.response.testing.models import Handover, Laboratory, Plate, Round, Tube
from fangxian.response.testing.policies import LAB, PLAN, READ
from fangxian.response.testing.queries.accession import PAGE, accession, mark, places
from fangxian.response.testing.queries.rounds import the_round
from fangxian.response.testing.results import read_results


@login_required
@require_http_methods(["GET", "POST"])
def bench(request: HttpRequest, id: UUID) -> HttpResponse:
    """A round in the laboratory: boxes to take over, tubes that wait, plates."""
    post = acting_post(request, READ)
    of = the_round(id)
    form = PlateForm(request.POST or None, area=post.area)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _lay(of, form, request, post))
        if made is not None:
            messages.success(request, _("The plate is laid out; print it and pipette."))
            return redirect("testing:plate", made.id)
    waiting = Tube.objects.filter(round=of.serial, result="", lab_area__startswith=post.area).exclude(received_at=None)
    page = {
        "round": of,
        "form": form,
        "waiting": waiting.count(),
        "first": waiting.order_by("received_at").values_list("received_at", flat=True).first(),
        "boxes": Handover.objects.filter(round=of, leg=Handover.Leg.LABORATORY, taken_at=None).order_by("given_at")[
            :50
        ],
        "plates": Plate.objects.filter(round=of).select_related("laboratory").order_by("-made_at")[:100],
        "laboratories": Laboratory.objects.filter(area__startswith=post.area, closed_at=None).order_by("name"),
        "may_lab": may(post, LAB, post.area),
        "may_plan": may(post, PLAN, post.area),
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "testing/laboratory.html", page, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a laboratory."""
    post = acting_post(request, PLAN)
    form = LaboratoryForm(request.POST or None, root=post.area)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: open_laboratory(**form.cleaned_data, by=post, id=request_id(request)))
        if made is not None:
            messages.success(request, _("%(name)s takes tubes now.") % {"name": made.name})
            return redirect("testing:list")
    page = {"form": form, "request_id": request.POST.get("request_id") or uuid4()}
    return render(request, "testing/new_laboratory.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def accession_list(request: HttpRequest, id: UUID, laboratory: UUID) -> HttpResponse:
    """The tubes that a laboratory took over in a round, and where each is."""
    post = acting_post(request, READ)
    of, held = the_round(id), get_object_or_404(Laboratory, id=laboratory, area__startswith=post.area)
    try:
        rows = accession(of, held, after=request.GET.get("after", ""), limit=PAGE + 1)
    except ValueError as error:
        raise Http404 from error
    shown = rows[:PAGE]
    page = {
        "round": of,
        "laboratory": held,
        "rows": shown,
        "places": places(of, held),
        "next_url": f"?{urlencode({'after': mark(shown[-1])})}" if len(rows) > PAGE else "",
        "first_url": request.path if request.GET.get("after") else "",
    }
    return render(request, "testing/accession.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def plate(request: HttpRequest, id: UUID) -> HttpResponse:
    """A plate as it lies on the table; its results are sent as a file."""
    post = acting_post(request, READ)
    held = _plate(id)
    form = ResultsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = form.cleaned_data["entered_by"]
        done = attempt(
            form,
            lambda: enter_results(held, read_results(file.read(), file.name, held), entered_by=name, by=post),
        )
        if done is not None:
            messages.success(request, _("Entered. Somebody else must check and release them."))
            return redirect("testing:plate", held.id)
    return _show(request, held, post, form=form)


@login_required
@require_POST
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    """Release a plate."""
    post = acting_post(request, LAB)
    held, form = _plate(id), NameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["name"]
        if attempt(form, lambda: release_results(held, released_by=name, by=post)) is not None:
            messages.success(request, _("Released. Positive and grey tubes have called for their re-tests."))
            return redirect("testing:plate", held.id)
    return _show(request, held, post, release_form=form)


def _show(
    request: HttpRequest,
    held: Plate,
    post: Post,
    *,
    form: ResultsForm | None = None,
    release_form: NameForm | None = None,
) -> HttpResponse:
    wells = {well.position: well for well in held.wells.all()}
    refused = any(one is not None and one.errors for one in (form, release_form))
    page = {
        "plate": held,
        "columns": range(1, 13),
        "rows": [(row, [wells.get(f"{row}{column}") for column in range(1, 13)]) for row in "ABCDEFGH"],
        "wells": [wells[at] for at in POSITIONS if at in wells],
        "tubes": sum(bool(well.tube) for well in wells.values()),
        "form": form or ResultsForm(),
        "release_form": release_form or NameForm(),
        "may_lab": may(post, LAB, held.area),
    }
    return render(request, "testing/plate.html", page, status=422 if refused else 200)


def _plate(id: UUID) -> Plate:
    return get_object_or_404(Plate.objects.select_related("round", "laboratory"), id=id)


def _lay(of: Round, form: PlateForm, request: HttpRequest, post: Post) -> Plate:
    laboratory = Laboratory.objects.get(id=form.cleaned_data["laboratory"])
    return lay_plate(of, laboratory, name=form.cleaned_data["name"], id=request_id(request), by=post)
