"""Notices 提醒: what one was told, and when one wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.errors import FangxianError
from fangxian.response.information.forms import Wishes
from fangxian.response.jurisdiction.models import User
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions.mark_read import mark_read
from fangxian.response.ledger.actions.set_preference import set_preference
from fangxian.response.ledger.digest import wishes_of
from fangxian.response.ledger.models import Workspace
from fangxian.response.ledger.queries import notices as queries


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """The last notices of the signed-in person, and their wishes."""
    user = _user(request)
    form = Wishes(request.POST if request.method == "POST" else None, initial=_initial(user))
    if request.method == "POST" and form.is_valid():
        try:
            set_preference(user, **form.cleaned_data)
        except FangxianError as refusal:
            form.add_error(str(refusal.context.get("field")), str(refusal))
        else:
            messages.success(request, _("Your wishes are kept."))
            return redirect("information:notices")
    found = queries.of_user(user)
    context = {
        "notices": [{"notice": one, "text": queries.text(one)} for one in found],
        "unread": queries.unread(user),
        "form": form,
        "live": clock.workspace().kind == Workspace.Kind.LIVE,
    }
    return render(request, "information/notices.html", context)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark notices as read: those named, or all of them."""
    named = [int(one) for one in request.POST.getlist("id") if one.isdecimal()]
    mark_read(_user(request), named or None)
    return redirect("information:notices")


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def _initial(user: User) -> dict[str, object]:
    wishes = wishes_of(user)
    start, end = wishes.quiet or (None, None)
    return {
        "email": wishes.email,
        "address": user.email,
        "digest_times": ", ".join(f"{at:%H:%M}" for at in wishes.times),
        "quiet_from": start,
        "quiet_to": end,
    }
