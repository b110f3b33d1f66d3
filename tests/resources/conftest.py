"""Goods and teams play at noon of 8 December 2020 in Pidu, under the 8th edition, seeing every area."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.resources.actions import add_item, allot, ask, open_store, receive, receive_goods, send
from fangxian.response.resources.models import Balance, Item, Request, RequestLine, Shipment, Store
from tests import factories
from tests.factories import CHENGDU, NOON, PIDU

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def outbreak(db: None) -> Iterator[Incident]:
    """An incident under the 8th edition, seeing every area."""
    with access.everywhere():
        factories.workspace()
        factories.areas()
        yield factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def masks(outbreak: Incident) -> Item:
    """Masks, fifty in a package."""
    return add_item(code="N95-1", name="N95口罩", unit="只", category="ppe", pack=50)


@pytest.fixture
def gowns(outbreak: Incident) -> Item:
    """Gowns, ten in a package."""
    return add_item(code="GOWN-1", name="防护服", unit="件", category="ppe", pack=10)


@pytest.fixture
def depot(outbreak: Incident) -> Store:
    """The city's depot."""
    return open_store(name="市级储备库", area=CHENGDU, kind="depot", lon=104.06, lat=30.66)


@pytest.fixture
def clinic(outbreak: Incident) -> Store:
    """A store of the district."""
    return open_store(name="郫都区物资点", area=PIDU, kind="depot", lon=103.89, lat=30.80)


def stocked(store: Store, item: Item, quantity: int, lot: str = "", expires_on: date | None = None, **said) -> Store:
    """A store with goods from outside."""
    receive_goods(store, item, quantity, origin="采购", lot=lot, expires_on=expires_on, **said)
    return store


def wish(store: Store, item: Item, quantity: int = 100, *others: tuple[Item, int], **said) -> Request:
    """A request of a store, needed in a day."""
    told = {"needed_by": NOON + DAY, **said}
    goods = [(item, quantity), *others]
    return ask(store, goods, incident=told.pop("incident", None) or Incident.objects.get(), **told)


def lines_of(request: Request) -> list[RequestLine]:
    """Its lines by the code of the goods."""
    return list(request.lines.select_related("item", "request").order_by("item__code"))


def give(request: Request, source: Store, *quantities: int, **said) -> Shipment:
    """A shipment with so much of each line, by the code of the goods; of lines with 0 nothing."""
    given = {line.id: number for line, number in zip(lines_of(request), quantities, strict=True) if number}
    return allot(request, source, given, **said)


def on_the_road(request: Request, source: Store, *quantities: int) -> Shipment:
    """A shipment that has left."""
    return send(give(request, source, *quantities), giver="李库管", carrier="川A12345 王师傅")


def sign(shipment: Shipment, *quantities: int, receiver: str = "赵护士", **said) -> Shipment:
    """A receipt of so much of each line, by the code of the goods."""
    lines = shipment.lines.order_by("wanted__item__code")
    arrived = {line.id: number for line, number in zip(lines, quantities, strict=True)}
    return receive(shipment, arrived, receiver=receiver, **said)


def held(store: Store, kind: str = "shelf", item: Item | None = None) -> int:
    """Units that a store's accounts of one kind hold, of all goods or of one."""
    rows = Balance.objects.filter(account__store=store, account__kind=kind)
    return sum((rows if item is None else rows.filter(lot__item=item)).values_list("quantity", flat=True))


def refused(command) -> str:
    """The code with which a command is refused."""
    with pytest.raises(FangxianError) as error:
        command()
    return error.value.code
