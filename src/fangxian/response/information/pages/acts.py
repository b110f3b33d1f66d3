"""Acts on tasks: one form an act, for one task or many, as a page or in a dialog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as plainly
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError, Invalid, NotFound
from fangxian.response.information.acts import ACTS, Act
from fangxian.response.information.forms import ActForm
from fangxian.response.information.pages.listed import way_back
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import actions, clock
from fangxian.response.ledger.queries import held

MOST: Final = 500
"""Tasks that one form may name; Django reads a thousand fields."""

REASONS_SHOWN: Final = 4


@login_required
def act(request: HttpRequest, name: str) -> HttpResponse:
    """Ask what an act needs to know (GET), then carry it out (POST) and go back to where it came from."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    if name not in ACTS:
        raise NotFound("act.unknown", _("Tasks know no such act."))
    chosen = ACTS[name]
    said = request.POST if request.method == "POST" else request.GET
    nodes = _nodes(said.getlist("id"))
    back = way_back(request, said.get("next", ""))
    if not nodes:
        messages.warning(request, plainly("Nothing was chosen."))
        return _go(request, back)
    tasks = held.nodes(nodes, clock.now())
    form = chosen.form(said if request.method == "POST" else None, nodes=tasks, post=post) if chosen.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            outcome = chosen.run(nodes, form.cleaned_data if form else {}, post)
        except FangxianError as refusal:
            if form is None:
                raise
            form.add_error(_field(form, refusal), str(refusal))
        else:
            _tell(request, chosen, outcome)
            return _go(request, back)
    context = {
        "act": chosen,
        "name": name,
        "form": form,
        "nodes": nodes,
        "tasks": tasks[:5],
        "more": max(0, len(tasks) - 5),
        "back": back,
    }
    part = "information/parts/act.html" if _in_dialog(request) else "information/act.html"
    return render(request, part, context)


def _nodes(asked: Sequence[str]) -> list[UUID]:
    try:
        found = list(dict.fromkeys(UUID(one) for one in asked))
    except ValueError:
        raise Invalid("task.malformed", _("That is no task."), field="id") from None
    if len(found) > MOST:
        raise Invalid(
            "act.many",
            _("%(count)s tasks at once are too many."),
            remedy=_("Choose at most %(most)s."),
            field="id",
            count=len(found),
            most=MOST,
        )
    return found


def _field(form: ActForm, refusal: FangxianError) -> str | None:
    field = str(refusal.context.get("field", ""))
    return field if field in form.fields else None


def _tell(request: HttpRequest, chosen: Act, outcome: actions.Outcome) -> None:
    if outcome.done:
        count = len(outcome.done)
        messages.success(request, str(chosen.done % {"n": count}))
    elif outcome.already and not outcome.refused:
        messages.info(request, plainly("It stood so already."))
    reasons = Counter(str(one.error) for one in outcome.refused)
    for reason, count in reasons.most_common(REASONS_SHOWN):
        messages.error(request, f"{reason} (×{count})" if count > 1 else reason)


def _in_dialog(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _go(request: HttpRequest, back: str) -> HttpResponse:
    if _in_dialog(request):
        # The dialog stands on the very page to go back to.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponseRedirect(back)
