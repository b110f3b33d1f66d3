"""Stores: the list, one with its shelf, and what is booked there; the catalogue of goods."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fangxian.response.containment.pages.common import command, posted
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.registry.models import Place
from fangxian.response.resources.actions import (
    add_item,
    close_store,
    count_stock,
    open_store,
    receive_goods,
    reverse_voucher,
    use_goods,
    write_off,
)
from fangxian.response.resources.forms import (
    CountForm,
    ItemForm,
    ReasonForm,
    ReceiveGoodsForm,
    StoreForm,
    UseForm,
    WriteOffForm,
)
from fangxian.response.resources.models import Item, Store
from fangxian.response.resources.policies import PLAN, READ, RUN
from fangxian.response.resources.queries import stock
from fangxian.response.resources.queries.one import the_item, the_lot, the_store, the_voucher
from fangxian.response.resources.queries.requests import asked

PAGE = 30
"""Stores of a page of the list; goods and lots of one store that its page shows unless asked for all."""


@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Every store with what runs out there first."""
    post = acting_post(request, READ)
    every = Store.objects.filter(closed_at=None).order_by("area", "name", "id")
    stores = Paginator(every, PAGE).get_page(request.GET.get("page"))
    names = area_names({one.area for one in stores})
    first: dict[UUID, stock.Line] = {}
    goods: dict[UUID, int] = {}
    for line in stock.overview():
        first.setdefault(line.store.id, line)
        goods[line.store.id] = goods.get(line.store.id, 0) + bool(line.usable)
    context = {
        "rows": [
            {"store": one, "area": names[one.area], "first": first.get(one.id), "goods": goods.get(one.id, 0)}
            for one in stores
        ],
        "next_url": f"?page={stores.next_page_number()}" if stores.has_next() else "",
        "previous_url": f"?page={stores.previous_page_number()}" if stores.has_previous() else "",
        "may_plan": may(post, PLAN, post.area),
    }
    return render(request, "resources/stores.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a store."""
    post = acting_post(request, PLAN)
    form = StoreForm(posted(request), root=post.area, initial={"area": post.area, "site": request.GET.get("site", "")})

    def run(said: dict[str, Any]) -> Store:
        site = said.pop("site")
        place = Place.objects.filter(id=site).first() if site else None
        return open_store(**said, place=place, id=request_id(request), by=post)

    return command(
        request, form, run, title=_("Open a store"), submit=_("Open"), back=reverse("resources:stores"),
        done=_("The store is open; book what is in it."), onwards=_page,
    )  # fmt: skip


@login_required
@require_GET
def store(request: HttpRequest, id: UUID) -> HttpResponse:
    """One store: what runs out first, its lots, its requests, its last bookings."""
    post = acting_post(request, READ)
    held = the_store(id)
    lines, shelf = stock.runway([held]), stock.shelf(held)
    shown = None if request.GET.get("all") else PAGE
    context = {
        "store": held,
        "area": area_path(held.area),
        "lines": lines[:shown],
        "lines_hidden": len(lines[PAGE:]) if shown else 0,
        "shelf": shelf[:shown],
        "shelf_hidden": len(shelf[PAGE:]) if shown else 0,
        "bookings": stock.bookings(held),
        "asked": asked(held.requests.order_by("state", "-asked_at")[:10]),
        "may_run": may(post, RUN, held.area) and held.closed_at is None,
        "may_plan": may(post, PLAN, held.area) and held.closed_at is None,
        "lacking": any(line.wanted for line in lines),
        "empty": not any(line.usable + line.expired + line.aside for line in lines),
    }
    return render(request, "resources/store.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, id: UUID, what: str) -> HttpResponse:
    """Book goods that came from outside, or that were used."""
    post = acting_post(request, RUN)
    held = the_store(id)
    kinds: dict[str, Any] = {
        "receive": (ReceiveGoodsForm, receive_goods, _("Received from outside")),
        "use": (UseForm, use_goods, _("Used")),
    }
    if what not in kinds:
        raise Http404
    kind, run, title = kinds[what]
    form = kind(posted(request), initial={"item": request.GET.get("item", "")})

    def do(said: dict[str, Any]) -> Any:
        item = the_item(said.pop("item"))
        return run(held, item, said.pop("quantity"), **said, id=request_id(request), by=post)

    return _command(request, held, form, do, title)


@login_required
@require_http_methods(["GET", "POST"])
def lose(request: HttpRequest, id: UUID, lot: UUID) -> HttpResponse:
    """Write goods of a lot off."""
    post = acting_post(request, RUN)
    held, one = the_store(id), the_lot(lot)
    form = WriteOffForm(posted(request))
    return _command(
        request, held, form,
        lambda said: write_off(held, one, **said, id=request_id(request), by=post),
        _("Write off"), f"{one.item} {one.number}",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, id: UUID, item: UUID) -> HttpResponse:
    """Count a shelf."""
    post = acting_post(request, RUN)
    held, goods = the_store(id), the_item(item)
    form = CountForm(posted(request), shelf=stock.shelf(held, goods))
    return _command(
        request, held, form,
        lambda said: count_stock(held, goods, form.counted(), reason=said["reason"], id=request_id(request), by=post),
        _("Count"), f"{goods.code} {goods.name}",
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def reverse_booking(request: HttpRequest, id: UUID) -> HttpResponse:
    """Reverse a booking."""
    post = acting_post(request, RUN)
    voucher = the_voucher(id)
    held = get_object_or_404(Store, id=voucher.store_id)
    return _command(
        request, held, ReasonForm(posted(request)),
        lambda said: reverse_voucher(voucher, **said, id=request_id(request), by=post),
        _("Reverse the booking"), str(voucher.get_kind_display()), confirm=_("Reverse this booking?"),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close a store."""
    post = acting_post(request, PLAN)
    held = the_store(id)
    return command(
        request, Form(posted(request)), lambda said: close_store(held, by=post), title=_("Close the store"),
        submit=_("Close"), back=_page(held), done=_("The store is closed."), deck=held.name,
        confirm=_("Close this store? Nothing can be booked there from then on."),
        onwards=lambda made: reverse("resources:stores"),
    )  # fmt: skip


@login_required
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The catalogue."""
    post = acting_post(request, READ)
    context = {"items": Item.objects.order_by("category", "code"), "may_plan": may(post, PLAN)}
    return render(request, "resources/items.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest) -> HttpResponse:
    """Add goods to the catalogue."""
    post = acting_post(request, PLAN)
    return command(
        request, ItemForm(posted(request)), lambda said: add_item(**said, id=request_id(request), by=post),
        title=_("Add goods"), submit=_("Add"), back=reverse("resources:items"),
        done=_("The goods are in the catalogue."),
    )  # fmt: skip


def _page(held: Store) -> str:
    return reverse("resources:store", args=[held.id])


def _command(
    request: HttpRequest, held: Store, form: Any, run: Any, title: str, what: str = "", confirm: str = ""
) -> HttpResponse:
    deck = " · ".join(filter(None, [held.name, what]))
    return command(
        request, form, run, title=title, submit=_("Book"), back=_page(held), done=_("It is booked."), deck=deck,
        confirm=confirm,
    )  # fmt: skip
