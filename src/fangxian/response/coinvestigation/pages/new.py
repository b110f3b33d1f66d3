"""Ask other places for contacts: choose them, see where each is, send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Contact
from fangxian.response.casework.queries.one import the_case
from fangxian.response.coinvestigation import queries
from fangxian.response.coinvestigation.actions import send_sheets
from fangxian.response.coinvestigation.destinations import destinations, find_area, sender, whereabouts
from fangxian.response.coinvestigation.forms import LetterForm
from fangxian.response.coinvestigation.models import Sheet
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger import clock

_MOST = 500
"""Contacts that one page shows; more are sent in several steps."""


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Contacts ticked in the list, or all of one case; one sheet for each office that is asked."""
    post = acting_post(request, "case.write")
    said = request.POST if request.method == "POST" else request.GET
    case = the_case(UUID(said["case"])) if _is_uuid(said.get("case", "")) else None
    contacts = queries.contacts_of(case.person_id, case.incident_id) if case else _chosen(said.getlist("contact"))
    rows = _rows(request, contacts, post)
    form = LetterForm(request.POST if request.method == "POST" else None, initial=_initial(post))
    if request.method == "POST" and "send" in request.POST and form.is_valid():
        sheets = _send(request, form, rows, post)
        if sheets:
            text = ngettext("%(n)d sheet was sent.", "%(n)d sheets were sent.", len(sheets)) % {"n": len(sheets)}
            messages.success(request, text)
            one = len(sheets) == 1
            return redirect(
                reverse("coinvestigation:sheet", args=[sheets[0].id]) if one else reverse("coinvestigation:list")
            )
    context = {
        "case": case,
        "rows": rows,
        "groups": _groups(rows),
        "form": form,
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "coinvestigation/new.html", context, status=422 if form.errors else 200)


def _rows(request: HttpRequest, contacts: Sequence[Contact], post: Post) -> list[dict[str, Any]]:
    """Each contact with where it is, as the register or the form says, and who would be asked."""
    posted = request.method == "POST"
    ticked = set(request.POST.getlist("ask"))
    everybody = request.POST.get("stay", "").strip()
    senders = {area: sender(area, post) for area in {contact.area for contact in contacts}}
    rows: list[dict[str, Any]] = []
    find, path = cache(find_area), cache(area_path)  # hundreds may be staying in one place
    for contact in contacts:
        text = request.POST.get(f"area-{contact.id}", "").strip() or (everybody if str(contact.id) in ticked else "")
        code = find(text) if text else ("" if posted else whereabouts(contact.person))
        office = senders[contact.area]
        own = code is not None and code.startswith(contact.area[:6] if office is None else office.area)
        rows.append(
            {
                "contact": contact,
                "code": "" if own else code,
                "area": text or ("" if own or not code else path(code)),
                "unknown": code is None,
                "own": own and bool(text),
                "ticked": str(contact.id) in ticked if posted else bool(code) and not own,
            }
        )
    to = destinations({row["code"] for row in rows if row["code"]})
    for row in rows:
        row["to"] = to.get(row["code"]) if row["code"] else None
    return rows


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, bool, int]]:
    """Offices that the ticked contacts would be asked of: name, whether they have this system, how many people."""
    counts = Counter((row["to"].name, row["to"].office is not None) for row in rows if row["ticked"] and row["to"])
    return [(name, inside, n) for (name, inside), n in counts.most_common()]


def _send(request: HttpRequest, form: LetterForm, rows: list[dict[str, Any]], post: Post) -> list[Sheet]:
    chosen = [row for row in rows if row["ticked"]]
    lost = [row["contact"].number for row in chosen if row["to"] is None]
    if lost:
        form.add_error(
            None, _("Where are they staying? Give an area outside yours: %(who)s.") % {"who": ", ".join(lost)}
        )
        return []
    stays = {row["contact"].id: row["code"] for row in chosen}
    letter = form.letter(request_id(request))
    found = attempt(form, lambda: send_sheets([row["contact"] for row in chosen], letter, stays=stays, by=post))
    return found or []


def _chosen(ids: list[str]) -> list[Contact]:
    wanted = [UUID(text) for text in ids[:_MOST] if _is_uuid(text)]
    return list(Contact.objects.select_related("person", "incident").filter(id__in=wanted).order_by("number"))


def _initial(post: Post) -> dict[str, Any]:
    holder = post.holder
    return {
        "letter_on": clock.now().astimezone(clock.zone()).date(),
        "signer": holder.get_full_name() if holder is not None else "",
    }


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
