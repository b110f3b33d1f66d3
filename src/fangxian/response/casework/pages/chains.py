"""The chains of transmission of an incident: picture, table, figures and export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.casework.actions.record_export import record_export
from fangxian.response.casework.chain_figures import faults, figures, serial_interval
from fangxian.response.casework.chain_forms import NetworkExportForm, NetworkForm
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Certainty
from fangxian.response.casework.pages.cells import NOTHING, Makers
from fangxian.response.casework.pages.common import address, counted, rights
from fangxian.response.casework.pages.files import download
from fangxian.response.casework.queries import chain_tables
from fangxian.response.casework.queries.network import Network, network, picture
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.days import local_day
from fangxian.response.ledger.queries.incidents import chosen_incident, chosen_moment, closing_moments
from fangxian.science.tracing.chains.groups import clusters, settings
from fangxian.ui.formats import day, number

CHAINS = "casework:chains"


@login_required
@require_GET
def chains(request: HttpRequest) -> HttpResponse:
    """Who infected whom, as known at any moment (`?at=`)."""
    post = acting_post(request, "case.read")
    form, shown = _asked(request, post)
    if shown is None:
        return render(request, "casework/chains.html", {"form": form, **rights(post)})
    form.offer(shown.whole)
    layout, query = form.layout_chosen(), form.chosen().as_query()
    context = {
        "form": form,
        "network": shown,
        "query": query,
        "screen": _screen(shown, layout),
        "rows": list(_rows(shown)),
        "figures": figures(shown.chains),
        "interval": serial_interval(shown.chains),
        "clusters": clusters(shown.chains),
        "settings": settings(shown.chains),
        "faults": faults(shown),
        "export_url": address("casework:chains_export", _address(request)),
        "time_zone": clock.workspace().time_zone,
        **rights(post),
    }
    return render(request, "casework/chains.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """Take the cases or the links of the network away as a table, for a stated purpose."""
    post = acting_post(request, "case.export")
    _form, shown = _asked(request, post)
    form = NetworkExportForm(request.POST if request.method == "POST" else None)
    total = 0 if shown is None else len(shown.chains.cases)
    if shown is not None and request.method == "POST" and form.is_valid():
        what, purpose = form.cleaned_data["what"], form.cleaned_data["purpose"]
        rows = total if what == "cases" else len(shown.chains.links)
        if attempt(form, lambda: record_export(purpose=purpose, rows=rows, by=post) or True):
            return download(chain_tables.as_csv(shown, what), f"chains-{what}")
    context = {
        "form": form,
        "title": _("Export chains"),
        "deck": _("%(total)s cases, without anything that tells who they are. The export and its purpose are recorded.")
        % {"total": counted(total)},
        "submit": _("Export"),
        "cancel": address(CHAINS, _address(request)),
    }
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, post: Post) -> tuple[NetworkForm, Network | None]:
    """The filter and what it lets through; nothing where no incident was ever opened."""
    incident = chosen_incident(request.GET.get("incident", ""))
    at = chosen_moment(request.GET.get("at", ""))
    said = request.GET.dict() | ({"incident": str(incident.id)} if incident else {})
    form = NetworkForm(said, root=post.area)
    chosen = form.chosen()
    return form, None if incident is None else network(incident, at, chosen)


def _address(request: HttpRequest) -> dict[str, str]:
    """The filter as the page's address says it."""
    return {name: request.GET.get(name, "") for name in ("incident", "at", "cluster", "setting", "generation", "area")}


def _screen(shown: Network, layout: str) -> dict[str, Any]:
    """What the picture and the ruler of days read."""
    zone = clock.zone()
    reported = Counter(local_day(case.first_reported, zone).isoformat() for case in shown.cases.values())
    return {
        "as_of": shown.at.isoformat(),
        "days": closing_moments(shown.incident),
        "curve": {"report": [{"date": one, "confirmed": n, "asymptomatic": 0} for one, n in sorted(reported.items())]},
        "events": [],
        "network": picture(shown, layout),
    }


def _rows(shown: Network) -> Iterator[tuple[Any, ...]]:
    """Case, class, generation, infector, certainty, onset, serial interval, cluster, area."""
    made, sure = Makers(), dict(Certainty.choices)
    for id_ in shown.order():
        case, link = shown.cases.get(id_), shown.chains.infector.get(id_)
        named = shown.label(id_)
        yield (
            format_html('<a class="row-link" href="{}">{}</a>', made.case(case.id), named) if case else named,
            made.chip("case", case.classification) if case else NOTHING,
            number(shown.chains.generation.get(id_)),
            _named(shown, link.source, made) if link else NOTHING,
            sure.get(link.certainty, link.certainty) if link else NOTHING,
            day(shown.chains.cases[id_].onset),
            number(shown.chains.interval(link)) if link else NOTHING,
            shown.chains.cases[id_].cluster or NOTHING,
            shown.area(id_) or NOTHING,
        )


def _named(shown: Network, id_: str, made: Makers) -> str:
    case = shown.cases.get(id_)
    return format_html('<a href="{}">{}</a>', made.case(case.id), case.number) if case else shown.label(id_)
