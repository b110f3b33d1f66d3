"""Offices and posts of an area: to look at for everyone there, to manage for its administrator."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.actions.appoint import appoint as appoint_user
from fangxian.response.jurisdiction.actions.create_post import create_post
from fangxian.response.jurisdiction.actions.issue_token import issue_token
from fangxian.response.jurisdiction.actions.open_office import open_office
from fangxian.response.jurisdiction.actions.revoke_token import revoke_token
from fangxian.response.jurisdiction.actions.vacate import vacate as vacate_post
from fangxian.response.jurisdiction.codes import LEVEL_TITLES, within
from fangxian.response.jurisdiction.forms import (
    AppointForm,
    OfficeFilter,
    OfficeForm,
    PostForm,
    ReasonForm,
    TokenForm,
    attempt,
    duty_title,
    role_title,
)
from fangxian.response.jurisdiction.models import ApiToken, Office, Post
from fangxian.response.jurisdiction.queries import area_name, area_names, area_path, offices_within, users_within
from fangxian.response.ledger.language import either

PAGE_ROWS = 50


@login_required
@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """Offices of one's area and all below it."""
    post = acting_post(request)
    form = OfficeFilter(request.GET)
    chosen = {name: form.data.get(name, "") for name in ("text", "role", "level")}
    page = Paginator(offices_within(post.area, **chosen), PAGE_ROWS).get_page(request.GET.get("page"))
    names = area_names(office.area for office in page)
    rows = [
        {
            "id": office.pk,
            "name": either(office.name, office.name_en),
            "role": role_title(office.role),
            "level": LEVEL_TITLES.get(office.level, office.level),
            "area": names[office.area],
            "held": office.posts_held,  # type: ignore[attr-defined]
            "posts": office.posts_all,  # type: ignore[attr-defined]
        }
        for office in page
    ]
    context = {
        "area": area_name(post.area),
        "form": form,
        "rows": rows,
        "page": page,
        "previous_url": _page_url(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page_url(request, page.next_page_number()) if page.has_next() else "",
        "summary": _("%(count)s offices") % {"count": f"{page.paginator.count:,}"},
        "manages": policies.may(post, "user.manage", post.area),
    }
    return render(request, "jurisdiction/offices.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_office(request: HttpRequest) -> HttpResponse:
    """Open an office."""
    post = acting_post(request)
    policies.require(post, "user.manage")
    form = OfficeForm(request.POST if request.method == "POST" else None, initial={"area": post.area})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: open_office(by=post, **form.cleaned_data))
        if made is not None:
            return redirect("jurisdiction:office", made.pk)
    context = {"form": form, "title": _("Open an office"), "submit": _("Open the office")}
    return render(request, "jurisdiction/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def office(request: HttpRequest, number: int) -> HttpResponse:
    """One office: its posts, who holds them, their keys."""
    return _office_page(request, _office(request, number))


@login_required
@require_POST
def new_post(request: HttpRequest, number: int) -> HttpResponse:
    """Create a post in an office."""
    here = _office(request, number)
    form = PostForm(request.POST)
    if form.is_valid() and attempt(form, lambda: create_post(here, by=acting_post(request), **form.cleaned_data)):
        messages.success(request, _("The post was created."))
        return redirect("jurisdiction:office", number)
    return _office_page(request, here, post_form=form, status=422)


@login_required
@require_POST
def appoint(request: HttpRequest, number: int) -> HttpResponse:
    """Appoint a user to a post."""
    post = _post(request, number)
    form = AppointForm(request.POST)
    if form.is_valid():
        user = form.cleaned_data["username"]
        if attempt(form, lambda: appoint_user(post, user, by=acting_post(request))):
            messages.success(request, _("%(user)s now holds the post.") % {"user": user.get_username()})
            return redirect("jurisdiction:office", post.office_id)
    return _office_page(request, post.office, appointing=(post.pk, form), status=422)


@login_required
@require_POST
def vacate(request: HttpRequest, number: int) -> HttpResponse:
    """Take the holder off a post."""
    post = _post(request, number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        vacate_post(post, reason=form.cleaned_data["reason"], by=acting_post(request))
        messages.success(request, _("The post is vacant; its keys no longer hold."))
    return redirect("jurisdiction:office", post.office_id)


@login_required
@require_POST
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """Issue a key for a post; the page that answers is the only place where it is shown."""
    post = _post(request, number)
    form = TokenForm(request.POST)
    if form.is_valid():
        issued = attempt(form, lambda: issue_token(post, by=acting_post(request), **form.cleaned_data))
        if issued is not None:
            return _office_page(request, post.office, key=(post.pk, issued[1]))
    return _office_page(request, post.office, issuing=(post.pk, form), status=422)


@login_required
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke a key."""
    token = ApiToken.objects.select_related("post__office").filter(pk=number).first()
    if token is None or not within(token.post.area, acting_post(request).area):
        raise Http404
    revoke_token(token, by=acting_post(request))
    messages.success(request, _("The key “%(name)s” no longer holds.") % {"name": token.name})
    return redirect("jurisdiction:office", token.post.office_id)


def _office(request: HttpRequest, number: int) -> Office:
    found = Office.objects.select_related("superior").filter(pk=number).first()
    # What lies outside is not forbidden but not there: the answer tells nothing about it.
    if found is None or not within(found.area, acting_post(request).area):
        raise Http404
    return found


def _post(request: HttpRequest, number: int) -> Post:
    found = Post.objects.select_related("office").filter(pk=number).first()
    if found is None or not within(found.area, acting_post(request).area):
        raise Http404
    return found


def _office_page(
    request: HttpRequest,
    here: Office,
    *,
    post_form: PostForm | None = None,
    appointing: tuple[int, AppointForm] | None = None,
    issuing: tuple[int, TokenForm] | None = None,
    key: tuple[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    own = acting_post(request)
    manages = policies.may(own, "user.manage", here.area)
    rows = [
        {
            "post": post,
            "title": either(post.title, post.title_en),
            "duty": duty_title(post.duty),
            "holder": post.holder,
            "tokens": [token for token in post.tokens.all() if token.revoked_at is None] if manages else [],
            "appoint": appointing[1]
            if appointing and appointing[0] == post.pk
            else AppointForm(auto_id=f"a{post.pk}_%s"),
            "issue": issuing[1] if issuing and issuing[0] == post.pk else TokenForm(auto_id=f"t{post.pk}_%s"),
            "key": key[1] if key and key[0] == post.pk else "",
        }
        for post in here.posts.select_related("office", "holder").prefetch_related("tokens").order_by("id")
    ]
    superior = here.superior
    context = {
        "office": here,
        "name": either(here.name, here.name_en),
        "role": role_title(here.role),
        "level": LEVEL_TITLES.get(here.level, here.level),
        "area": area_path(here.area),
        "superior": superior,
        "superior_name": either(superior.name, superior.name_en) if superior else "",
        "superior_visible": superior is not None and within(superior.area, own.area),
        "rows": rows,
        "manages": manages,
        "post_form": post_form or PostForm(auto_id="p_%s"),
        "users": users_within(own.area)[:500] if manages else [],
    }
    return render(request, "jurisdiction/office.html", context, status=status)


def _page_url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
