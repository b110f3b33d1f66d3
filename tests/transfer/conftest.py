"""Transfers play at noon of 8 December 2020 in Pidu, under the 8th edition, seeing every area."""

from __future__ import annotations

from typing import Any

import pytest

from fangxian.response.casework.models import Contact
from fangxian.response.ledger.models import Incident
from fangxian.response.quarantine.models import Site
from fangxian.response.registry.models import Place
from fangxian.response.transfer.actions import Rider, allot, board, register_vehicle, request_transfer
from fangxian.response.transfer.models import Ride, Transfer, Vehicle
from tests.factories import NOON, PIDU
from tests.quarantine.conftest import _in_english, exposed, outbreak, site

__all__ = ["_in_english", "exposed", "outbreak", "site"]


@pytest.fixture
def van(outbreak: Incident) -> Vehicle:
    """A van of six seats that takes anybody, one tier at a time."""
    return make_vehicle("川A00001")


def make_vehicle(plate: str, seats: int = 6, **said: Any) -> Vehicle:
    """A vehicle of Pidu, in the middle of it."""
    return register_vehicle(
        **{"plate": plate, "area": PIDU, "kind": "van", "seats": seats, "lon": 103.9, "lat": 30.8, "crew": "王师傅"}
        | said
    )


def make_hospital() -> Place:
    """A hospital with a position."""
    return Place.objects.create(name="区医院", category="medical", area=PIDU, lon=103.92, lat=30.81, created_at=NOON)


def ask(*contacts: Contact, group: str = "", **said: Any) -> list[Transfer]:
    """Ask for a transfer of contacts who travel together."""
    riders = [Rider(one.person, group if number else "") for number, one in enumerate(contacts)]
    return request_transfer(contacts[0].incident, riders, pickup="东门", lon=103.88, lat=30.79, **said)


def send(vehicle: Vehicle, site: Site | None, *transfers: Transfer) -> Ride:
    """Allot a vehicle and a site to those who wait."""
    return allot([one.id for one in transfers], vehicle, site=site)


def carry(vehicle: Vehicle, site: Site | None, *transfers: Transfer) -> Ride:
    """Allot, and take aboard."""
    ride = send(vehicle, site, *transfers)
    return board(ride, [one.id for one in transfers], giver="网格员")
