"""Three districts of Chengdu with a CDC each, a city far away without one, and contacts of a case of Pidu."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.utils import translation

from fangxian.response.casework.models import Case, Contact
from fangxian.response.coinvestigation.actions import Letter, send_sheets
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.factories import CHENGDU, PIDU

CHENGHUA, JINJIANG, TIANJIN = "510108", "510104", "120101"
STREET = "510108005"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in English."""
    with translation.override("en"):
        yield


def fresh(listed: Listed) -> Listed:
    """A request as it stands now, with its sheet, whoever may see them."""
    with access.everywhere():
        return Listed.objects.select_related("sheet", "person").get(id=listed.id)


@dataclass
class World:
    """The scene of these tests."""

    incident: Incident
    case: Case
    posts: dict[str, Post]
    clients: dict[str, Client] = field(default_factory=dict)

    def contact(self, stay: str = CHENGHUA, **fields: object) -> Contact:
        """A close contact of the case whom Pidu answers for and who stays elsewhere."""
        with access.everywhere():
            person = factories.person(area=PIDU, stay=stay)
            return factories.contact(self.incident, source=self.case.person, person=person, **fields)

    def send(self, *contacts: Contact, **fields: object) -> list[Sheet]:
        """Pidu asks for these contacts."""
        with access.area(PIDU):
            return send_sheets(contacts, Letter(signer="Li Hua", phone="028-87654321", **fields), by=self.posts[PIDU])

    def one(self, stay: str = CHENGHUA) -> Listed:
        """One person asked for."""
        sheet = self.send(self.contact(stay))[0]
        with access.everywhere():
            return Listed.objects.select_related("sheet", "person").get(sheet=sheet)

    def client(self, area: str) -> Client:
        """A browser signed in for the epidemiologist of an area, reading English."""
        if area not in self.clients:
            client = Client()
            client.force_login(self.posts[area].holder)
            client.cookies["django_language"] = "en"
            self.clients[area] = client
        return self.clients[area]


def build() -> World:
    """Everything that stands before the first sheet is sent."""
    factories.workspace()
    factories.areas()
    for code, name, english in (
        (JINJIANG, "锦江区", "Jinjiang"),
        (STREET, "猛追湾街道", "Mengzhuiwan"),
        (TIANJIN, "和平区", "Heping"),
    ):
        factories.area(code, name, name_en=english)
    posts = {}
    for code in (PIDU, CHENGHUA, JINJIANG):
        office = factories.office(code, "cdc", name=f"CDC {code}", name_en=f"CDC {code}")
        posts[code] = factories.post(code, "epidemiologist", office=office)
    posts[CHENGDU] = factories.post(CHENGDU, "epidemiologist")
    incident = factories.incident("sheets", pack="tests/coinvestigation/mini.toml")
    return World(incident, factories.case(incident, number="PD-1"), posts)


@pytest.fixture
def world(db: None) -> World:
    """The scene, built."""
    return build()


@pytest.fixture
def named(world: World) -> Contact:
    """A contact staying in Tianjin whose identity is held."""
    contact = world.contact(TIANJIN)
    card = IdentityCard(name="王小明", id_number="11010519491231002X", phone="13800000000", address="和平区某路1号")
    with access.everywhere():
        set_identity(contact.person, card)
    return contact
