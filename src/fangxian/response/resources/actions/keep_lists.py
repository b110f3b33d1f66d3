"""Keep the catalogue of goods, and the stores."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.registry.models import Place
from fangxian.response.resources.models import Account, Balance, Item, Store
from fangxian.response.resources.policies import PLAN, require_in


@transaction.atomic
def add_item(
    *,
    code: str,
    name: str,
    unit: str,
    category: str,
    pack: int = 1,
    per: str = "",
    rate: Decimal | float = 0,
    id: UUID | None = None,
    by: Post | None = None,
) -> Item:
    """Add goods to the catalogue.

    Parameters
    ----------
    per, rate : str, number
        What its planned use follows, and how many units a day or a sample.

    Raises
    ------
    NotAllowed
        The post may not keep goods.
    Invalid
        A package has no units, or a rate is missing or of nothing.
    Conflict
        ``item.known``: the code is taken.
    """
    if by is not None:
        require(by, PLAN)
    code = check_text(code, 30, "code", needed=True).upper()
    check_choice(category, Item.Category.values, "category")
    check_choice(per, Item.Per.values, "per")
    if not 1 <= pack <= 1_000_000:
        raise Invalid("item.pack", _("A package has at least one unit."), field="pack")
    if (rate > 0) != bool(per):
        raise Invalid(
            "item.rate",
            _("A planned use needs both: what it follows, and how much."),
            remedy=_("Fill in both, or neither."),
            field="rate",
        )
    request = id or uuid4()
    held = Item.objects.filter(id=request).first()
    if held is not None:
        return held
    if Item.objects.filter(code=code).exists():
        raise Conflict("item.known", _("There are goods of the code %(code)s already."), code=code, field="code")
    return Item.objects.create(
        id=request, code=code, name=check_text(name, 80, "name", needed=True), pack=pack, category=category,
        unit=check_text(unit, 20, "unit", needed=True), per=per, rate=Decimal(str(rate)),
    )  # fmt: skip


@transaction.atomic
def open_store(
    *,
    name: str,
    area: str,
    kind: str,
    place: Place | None = None,
    lon: float | None = None,
    lat: float | None = None,
    keeper: str = "",
    phone: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Store:
    """Open a store, empty.

    Parameters
    ----------
    place : Place or None
        The place it belongs to, such as a quarantine site; its planned use follows who is there.

    Raises
    ------
    NotAllowed
        The post may not plan there.
    Conflict
        ``store.known``: the area has one of that name.
    """
    require_in(by, PLAN, area)
    name = check_text(name, 80, "name", needed=True)
    check_choice(kind, Store.Kind.values, "kind")
    if (lon is None) != (lat is None) or not (-180 <= (lon or 0) <= 180 and -90 <= (lat or 0) <= 90):
        raise Invalid("store.where", _("A point has both: longitude and latitude, in degrees."), field="lon")
    request = id or uuid4()
    held = Store.objects.filter(id=request).first()
    if held is not None:
        return held
    if Store.objects.filter(area=area, name=name).exists():
        raise Conflict("store.known", _("This area has a store of that name."), remedy=_("Use it."), field="name")
    return Store.objects.create(
        id=request, name=name, area=area, kind=kind, place=place, lon=lon, lat=lat,
        keeper=check_text(keeper, 120, "keeper"), phone=check_text(phone, 40, "phone"),
    )  # fmt: skip


@transaction.atomic
def close_store(store: Store, *, by: Post | None = None) -> Store:
    """Close a store that is empty and has nothing on the road.

    Raises
    ------
    NotAllowed
        The post may not plan there.
    Conflict
        ``store.not_empty``: goods are on its shelf, set aside, or on the road from or to it.
    """
    require_in(by, PLAN, store.area)
    with access.everywhere():
        held = Store.objects.select_for_update(no_key=True).get(id=store.id)
        if held.closed_at is not None:
            return held
        there = Balance.objects.filter(account__store=held, account__kind__in=Account.HELD, quantity__gt=0)
        if there.exists() or held.requests.filter(state="open").exists():
            raise Conflict(
                "store.not_empty",
                _("%(store)s still has goods, or asks for some."),
                remedy=_("Send them on, use them or write them off, and close its requests."),
                store=held.name,
            )
        held.closed_at = clock.now()
        held.save(update_fields=["closed_at"])
        return held
