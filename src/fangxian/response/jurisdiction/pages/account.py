"""My account: the posts I hold, the keys that act for them, and switching between them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.actions.revoke_token import revoke_token
from fangxian.response.jurisdiction.actions.switch_post import switch_post
from fangxian.response.jurisdiction.forms import TokenForm, attempt, duty_title
from fangxian.response.jurisdiction.models import ApiToken, Post
from fangxian.response.jurisdiction.policies import RIGHTS, rights_of
from fangxian.response.jurisdiction.queries import area_path, posts_of
from fangxian.response.ledger.language import either


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The reader's own account."""
    return _page(request, TokenForm())


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act for another post that one holds."""
    number = request.POST.get("post", "")
    post = switch_post(request.user, int(number) if number.isdigit() else 0)  # type: ignore[arg-type]
    messages.success(request, _("You now act as: %(title)s.") % {"title": either(post.title, post.title_en)})
    return HttpResponseRedirect(_after(request))


@login_required
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a key for the post one acts for; the page that answers is the only place where it is shown."""
    post = _own(request)
    form = TokenForm(request.POST)
    if form.is_valid():
        issued = attempt(form, lambda: issue_token(post, by=post, **form.cleaned_data))
        if issued is not None:
            return _page(request, TokenForm(), key=issued[1])
    return _page(request, form, status=422)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke a key of one of one's posts."""
    token = ApiToken.objects.filter(pk=number, post__in=posts_of(request.user)).first()  # type: ignore[arg-type]
    if token is None:
        raise NotFound("token.unknown", _("There is no such key."))
    revoke_token(token, by=token.post)
    messages.success(request, _("The key “%(name)s” no longer holds.") % {"name": token.name})
    return redirect("jurisdiction:account")


def _own(request: HttpRequest) -> Post:
    post: Post | None = request.post  # type: ignore[attr-defined]
    if post is None:
        raise NotFound("post.none", _("You hold no post."), remedy=_("Ask the administrator of your area."))
    return post


def _page(request: HttpRequest, form: TokenForm, *, key: str = "", status: int = 200) -> HttpResponse:
    posts = list(posts_of(request.user))  # type: ignore[arg-type]
    current: Post | None = request.post  # type: ignore[attr-defined]
    rights = rights_of(current.duty) if current else frozenset()
    context = {
        "posts": [
            {
                "id": post.pk,
                "title": either(post.title, post.title_en),
                "duty": duty_title(post.duty),
                "office": either(post.office.name, post.office.name_en),
                "area": area_path(post.area),
                "since": post.since,
                "current": current is not None and post.pk == current.pk,
            }
            for post in posts
        ],
        "rights": [text for right, text in RIGHTS.items() if right in rights],
        "tokens": ApiToken.objects.select_related("post").filter(post__in=posts).order_by("revoked_at", "-created_at"),
        "form": form,
        "key": key,
    }
    return render(request, "jurisdiction/account.html", context, status=status)


def _after(request: HttpRequest) -> str:
    """Back to the page one came from, unless that shows one thing that the new post may not see."""
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    try:
        found = resolve(wanted.partition("?")[0])
    except Resolver404:
        return "/"
    return "/" if found.kwargs or found.args else wanted
