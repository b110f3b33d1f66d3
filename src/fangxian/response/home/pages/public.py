"""The page behind a person's link: their day, their next test, whom to call, and how they are. No sign-in, no name."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fangxian.response.casework.forms import attempt
from fangxian.response.home import limits
from fangxian.response.home.actions import send_report
from fangxian.response.home.forms import OwnReportForm
from fangxian.response.home.models import HomeStay
from fangxian.response.home.plan import plan
from fangxian.response.home.queries.public import Found, found, own_days
from fangxian.response.jurisdiction.acting import request_id


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of the link; a kind word where it leads nowhere."""
    led = found(secret)
    status = _refused(request, led)
    if led.stay is None or status:
        return _nowhere(request, led, status)
    if request.method == "GET":
        return _page(request, led.stay, OwnReportForm(), said=bool(request.GET.get("sent")))
    return _take(request, led.stay)


def _refused(request: HttpRequest, led: Found) -> int:
    """The status with which a link is turned away; 0 for one that holds."""
    if led.stay is None:
        address = str(request.META.get("REMOTE_ADDR", ""))
        return 429 if limits.too_many("wrong", address, limits.WRONG_A_MINUTE, 60) else 404
    if limits.too_many("view", str(led.stay.id), limits.VIEWS_A_MINUTE, 60):
        return 429
    return 0 if led.state == "open" else 410


def _take(request: HttpRequest, stay: HomeStay) -> HttpResponse:
    form = OwnReportForm(request.POST)
    if limits.too_many("report", str(stay.id), limits.REPORTS_AN_HOUR, 3600):
        form.add_error(None, _("You have sent many reports within the hour. If something changed, call the help line."))
        return _page(request, stay, form, status=429)
    if form.is_valid():
        made = attempt(form, lambda: send_report(stay, **form.cleaned_data, id=request_id(request)))
        if made is not None:
            return redirect(f"{request.path}?sent=1")
    return _page(request, stay, form, status=422)


def _page(
    request: HttpRequest, stay: HomeStay, form: OwnReportForm, *, said: bool = False, status: int = 200
) -> HttpResponse:
    days = own_days(stay)
    context: dict[str, Any] = {
        "days": days,
        "form": form,
        "help_line": stay.help_line,
        "fever_from": plan().fever_from,
        "ill": stay.ill_on == days.today,
        "said": said and bool(days.morning or days.afternoon),
        "request_id": uuid4(),
    }
    return _closed(render(request, "home/report.html", context, status=status))


def _nowhere(request: HttpRequest, led: Found, status: int) -> HttpResponse:
    help_line = led.stay.help_line if led.stay is not None else ""
    context = {"state": "busy" if status == 429 else led.state, "help_line": help_line}
    return _closed(render(request, "home/nowhere.html", context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    """Found by no search engine."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
