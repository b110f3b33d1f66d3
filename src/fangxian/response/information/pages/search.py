"""The search box of the masthead: one question over everything the post may see."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fangxian.errors import NotAllowed
from fangxian.response.information.queries.search import LONGEST, Found
from fangxian.response.information.queries.search import search as find
from fangxian.response.jurisdiction.models import Post


@login_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by group; the question stays in the box."""
    found = answer(request, request.GET.get("q", ""))
    return render(request, "information/search.html", {"found": found, "longest": LONGEST})


def answer(request: HttpRequest, text: str) -> Found:
    """What the request's post may find.

    Raises
    ------
    NotAllowed
        The account holds no post.
    """
    post: Post | None = getattr(request, "post", None)
    if post is None:
        raise NotAllowed(
            "post.none",
            _("Your account holds no post, so nothing is visible to it."),
            remedy=_("Ask the administrator of your area to appoint you."),
        )
    return find(text, post)
