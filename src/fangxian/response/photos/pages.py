"""A photo, as it is kept and as lists show it; the page on which one is added to a record."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fangxian.response.casework.forms import attempt
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.photos.actions import keep_photo
from fangxian.response.photos.forms import PhotoForm
from fangxian.response.photos.queries import the_photo


@login_required
@require_GET
def photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """A photo as it is kept."""
    return _picture(bytes(the_photo(id, acting_post(request)).file))


@login_required
@require_GET
def small(request: HttpRequest, id: UUID) -> HttpResponse:
    """A photo as lists show it."""
    return _picture(bytes(the_photo(id, acting_post(request)).small))


def add_page(
    request: HttpRequest, kind: str, record: UUID, *, area: str, also_area: str = "", back: str, deck: str
) -> HttpResponse:
    """The page on which a photo is added to a record; the record's own page decides who comes here.

    Parameters
    ----------
    back : str
        Address of the record.
    deck : str
        What the record is called.
    """
    post = acting_post(request)
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: keep_photo(
                kind, record, form.cleaned_data["file"].read(), area=area, also_area=also_area,
                caption=form.cleaned_data["caption"], id=request_id(request), by=post,
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("The photo is kept."))
            return redirect(back)
    context = {
        "form": form, "title": _("Add a photo"), "deck": deck, "submit": _("Keep the photo"), "cancel": back,
        "request_id": request.POST.get("request_id") or uuid4(),
    }  # fmt: skip
    return render(request, "casework/form.html", context, status=422 if form.errors else 200)


def _picture(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
