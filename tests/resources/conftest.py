"""Goods and teams play at noon of 8 December 2020 in Pidu, under the 8th edition, seeing every area."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import Incident
from fangxian.response.resources.actions import add_item, allot, ask, open_store, receive_goods, send
from fangxian.response.resources.models import Balance, Item, Request, Shipment, Store
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


def wish(store: Store, item: Item, quantity: int = 100, **said) -> Request:
    """A request of a store, needed in a day."""
    told = {"needed_by": NOON + DAY, **said}
    return ask(store, item, quantity, incident=told.pop("incident", None) or Incident.objects.get(), **told)


def on_the_road(request: Request, source: Store, quantity: int) -> Shipment:
    """A shipment that has left."""
    return send(allot(request, source, quantity), giver="李库管", carrier="川A12345 王师傅", id=uuid4())


def held(store: Store, kind: str = "shelf") -> int:
    """Units that a store's accounts of one kind hold."""
    return sum(Balance.objects.filter(account__store=store, account__kind=kind).values_list("quantity", flat=True))


def refused(command) -> str:
    """The code with which a command is refused."""
    with pytest.raises(FangxianError) as error:
        command()
    return error.value.code
