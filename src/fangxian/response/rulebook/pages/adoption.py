"""Adopt a rulebook: first see what it would change for whom, then sign."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError, NotFound
from fangxian.protocol.rulebook import Adoption
from fangxian.response.information.queries.labels import labels_of
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import clauses, clock, packs
from fangxian.response.ledger.language import say
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.incidents import chosen_incident
from fangxian.response.rulebook.actions.adopt_pack import adopt_pack
from fangxian.response.rulebook.forms import AdoptionForm, SignatureForm
from fangxian.response.rulebook.queries.preview import Preview, preview

CHANGES = {
    "added": _("owed anew"),
    "removed": _("never owed"),
    "ended": _("lapses"),
    "moved": _("another due time"),
    "reopened": _("owed again"),
}
"""How a step can be owed otherwise."""


@login_required
def adopt(request: HttpRequest) -> HttpResponse:
    """Choose and preview (GET), sign (POST)."""
    post = request.post  # type: ignore[attr-defined]
    incident = chosen_incident(request.GET.get("incident", ""))
    if incident is None:
        raise NotFound("incident.none", _("No incident has been opened."), remedy=_("Open an incident first."))
    policies.require(post, "pack.adopt", incident.area)
    if request.method == "POST":
        return _sign(request, incident)
    form = AdoptionForm(request.GET if "pack" in request.GET else None, initial={"in_force_from": clock.now()})
    found = _preview(incident, form) if form.is_bound and form.is_valid() else None
    return _page(request, incident, form, found, SignatureForm(initial=form.cleaned_data) if found else None)


def _sign(request: HttpRequest, incident: Incident) -> HttpResponse:
    form = SignatureForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            adopt_pack(
                incident=incident,
                pack=said["pack"],
                in_force_from=said["in_force_from"],
                applies_to_open=said["applies_to_open"],
                signed_by=said["signed_by"],
                by=request.post,  # type: ignore[attr-defined]
            )
        except FangxianError as error:
            form.add_error(
                error.context.get("field") if error.context.get("field") in form.fields else None, str(error)
            )
        else:
            messages.success(request, _("%(pack)s is in force.") % {"pack": said["pack"]})
            return redirect(f"{reverse('rulebook:coverage')}?incident={incident.id}")
    return _page(request, incident, form, _preview(incident, form) if "pack" in form.cleaned_data else None, form)


def _preview(incident: Incident, form: AdoptionForm) -> Preview:
    said = form.cleaned_data
    since = said.get("in_force_from") or clock.now()
    adoption = Adoption(packs.pack(said["pack"]), since, said.get("applies_to_open", False))
    return preview(incident.id, adoption, clock.now())


def _page(
    request: HttpRequest, incident: Incident, form: AdoptionForm, found: Preview | None, signature: SignatureForm | None
) -> HttpResponse:
    labels = labels_of(found.shown) if found else {}
    chosen = form.cleaned_data.get("pack", "") if form.is_bound else ""
    context = {
        "incident": incident,
        "adoptions": incident.adoptions.order_by("in_force_from"),
        "form": form,
        "signature": signature,
        "preview": found,
        "by_clause": [
            {"clause": _title(chosen, incident, clause), "changes": [(CHANGES[key], n) for key, n in counts.items()]}
            for clause, counts in sorted(found.by_clause.items(), key=lambda item: -item[1].total())
        ]
        if found
        else [],
        "subjects": [
            {
                "label": labels.get(subject, subject),
                "rows": [
                    {"title": _title(chosen, incident, row.clause), "change": CHANGES[row.change], "row": row}
                    for row in rows
                ],
            }
            for subject, rows in found.shown.items()
        ]
        if found
        else [],
    }
    return render(request, "rulebook/adopt.html", context, status=200 if request.method == "GET" else 422)


def _title(pack: str, incident: Incident, clause_id: str) -> str:
    for name in (pack, *incident.adoptions.order_by("-in_force_from").values_list("pack", flat=True)):
        found = clauses.clause(name, clause_id) if name else None
        if found is not None:
            return say(found.title)
    return clause_id
