"""The search box of the masthead: one question over everything the post may see."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fangxian.response.information.queries.search import LONGEST
from fangxian.response.information.queries.search import search as find
from fangxian.response.jurisdiction.acting import acting_post


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by group; the question stays in the box."""
    found = find(request.GET.get("q", ""), acting_post(request))
    return render(request, "information/search.html", {"found": found, "longest": LONGEST})
