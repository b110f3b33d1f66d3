"""Accounts of an area: its administrator makes them and resets their passwords."""

from __future__ import annotations

import secrets

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.actions.create_user import create_user
from fangxian.response.jurisdiction.actions.reset_password import reset_password
from fangxian.response.jurisdiction.forms import UserForm, attempt, duty_title
from fangxian.response.jurisdiction.models import Post, User
from fangxian.response.jurisdiction.queries import users_within
from fangxian.response.ledger.language import either

MOST_ROWS = 500


@login_required
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Accounts with a post in one's area, and those without any."""
    return _page(request)


@login_required
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """Make an account; its password is made by us and shown once."""
    post = acting_post(request)
    policies.require(post, "user.manage")
    form = UserForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        password = new_password()
        made = attempt(form, lambda: create_user(password=password, by=post, **form.cleaned_data))
        if made is not None:
            return _page(request, made=made, password=password)
    context = {"form": form, "title": _("Make an account"), "submit": _("Make the account")}
    return render(request, "jurisdiction/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Give an account a new password, shown once."""
    post = acting_post(request)
    policies.require(post, "user.manage")
    user = users_within(post.area).filter(pk=number).first()
    if user is None:
        raise Http404
    password = new_password()
    reset_password(user, password, by=post)
    return _page(request, made=user, password=password)


def new_password() -> str:
    """A password to be handed over and changed: 72 random bits, without letters that look alike."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _place in range(5)) for _group in range(3))


def _page(request: HttpRequest, *, made: User | None = None, password: str = "") -> HttpResponse:
    post = acting_post(request)
    policies.require(post, "user.manage")
    held = Prefetch("posts", Post.objects.select_related("office").order_by("id"))
    rows = [
        {
            "user": user,
            "posts": [
                {"title": either(one.title, one.title_en) or duty_title(one.duty), "office": one.office}
                for one in user.posts.all()
            ],
        }
        for user in users_within(post.area).prefetch_related(held)[:MOST_ROWS]
    ]
    return render(request, "jurisdiction/users.html", {"rows": rows, "made": made, "password": password})
