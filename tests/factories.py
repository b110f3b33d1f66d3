"""Synthetic rows for tests: each factory fills in what its test does not care about.

They write plain rows (no facts, no tasks), whatever area the test has entered; a test that needs the ledger calls
the actions instead. Every person is invented.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from fangxian.response.casework.models import Case, CaseStatus, Contact, Relationship
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Area, Office, Post, User
from fangxian.response.ledger.models import Incident, PackAdoption, Workspace
from fangxian.response.registry.models import Person

SICHUAN = "51"
CHENGDU = "5101"
PIDU = "510117"
PITONG = "510117001"
TAIPING = "510117001218"
NOON = datetime(2020, 12, 8, 4, 0, tzinfo=UTC)
"""Noon of 8 December 2020 in Chengdu: the time at which tests play."""

_serial = count(1)
_LEVELS = {0: "nation", 2: "province", 4: "city", 6: "district", 9: "street", 12: "community"}


def workspace(*, clock: datetime | None = NOON, kind: str = "sample", **fields: Any) -> Workspace:
    """The one workspace, with its clock at `clock` (None: the real time)."""
    fields = {
        "slug": "test",
        "kind": kind,
        "title_zh": "测试",
        "title_en": "Test",
        "home": PIDU,
        "clock": clock,
        **fields,
    }
    return Workspace.objects.update_or_create(singleton=True, defaults=fields)[0]


def area(code: str = PIDU, name: str = "", **fields: Any) -> Area:
    """An area of the division tree (without those above it)."""
    parent = next((code[:length] for length in (9, 6, 4, 2) if length < len(code)), "")
    defaults = {
        "level": _LEVELS.get(len(code), "community"),
        "name": name or f"区域{code}",
        "parent": parent,
        **fields,
    }
    return Area.objects.using("default").get_or_create(code=code, defaults=defaults)[0]


def areas() -> None:
    """Sichuan, Chengdu, Pidu, one street and one village of it, and another district, with their names."""
    for code, name, english in (
        (SICHUAN, "四川省", "Sichuan"),
        (CHENGDU, "成都市", "Chengdu"),
        (PIDU, "郫都区", "Pidu"),
        (PITONG, "郫筒街道", "Pitong"),
        (TAIPING, "太平村", "Taiping"),
        ("510108", "成华区", "Chenghua"),
        ("12", "天津市", "Tianjin"),
    ):
        area(code, name, name_en=english)


def office(at: str = PIDU, role: str = "cdc", **fields: Any) -> Office:
    """An office of an area."""
    fields = {"level": _LEVELS.get(len(at), "community"), "name": f"{role} {at} {next(_serial)}", **fields}
    return Office.objects.create(area=at, role=role, **fields)


def user(username: str = "", **fields: Any) -> User:
    """Somebody who can sign in (by ``client.force_login``)."""
    return User.objects.create_user(username=username or f"user{next(_serial)}", **fields)


def post(at: str = PIDU, duty: str = "epidemiologist", **fields: Any) -> Post:
    """A post with a holder, in an office of its own unless one is given."""
    held_by = fields.pop("holder", None) or user()
    where = fields.pop("office", None) or office(at)
    fields = {"title": duty, **fields}
    return Post.objects.create(office=where, duty=duty, holder=held_by, since=NOON, **fields)


def incident(slug: str = "", *, pack: str | None = None, **fields: Any) -> Incident:
    """An incident in Pidu; with `pack`, read under that rulebook from its first day."""
    fields = {
        "slug": slug or f"incident-{next(_serial)}",
        "title_zh": "郫都疫情",
        "title_en": "Pidu outbreak",
        "disease": "covid19",
        "area": PIDU,
        "opened_at": NOON - timedelta(days=2),
        **fields,
    }
    with access.everywhere():
        made = Incident.objects.create(**fields)
        if pack:
            PackAdoption.objects.create(incident=made, pack=pack, in_force_from=made.opened_at)
    return made


def person(label: str = "", **fields: Any) -> Person:
    """An invented person who lives in Pidu."""
    fields = {"label": label or f"P-{next(_serial):04}", "area": PIDU, "created_at": NOON, **fields}
    with access.everywhere():
        return Person.objects.create(**fields)


def case(of: Incident | None = None, **fields: Any) -> Case:
    """A confirmed case with one line of history."""
    number = fields.pop("number", f"C-{next(_serial):04}")
    at = fields.pop("classified_at", NOON)
    whom = fields.pop("person", None) or person(number, area=fields.get("area", PIDU))
    fields = {
        "classification": "confirmed",
        "area": whom.area,
        "onset_on": date(2020, 12, 6),
        "reported_at": at,
        **fields,
    }
    with access.everywhere():
        made = Case.objects.create(incident=of or incident(), person=whom, number=number, classified_at=at, **fields)
        CaseStatus.objects.create(
            case=made, area=made.area, classification=made.classification, at=at, recorded_at=at, fact=uuid4()
        )
    return made


def contact(of: Incident | None = None, *, source: Person | None = None, **fields: Any) -> Contact:
    """A close contact; with `source`, also the relationship that made them one."""
    number = fields.pop("number", f"K-{next(_serial):04}")
    whom = fields.pop("person", None) or person(number, area=fields.get("area", PIDU))
    fields = {
        "kind": "close",
        "area": whom.area,
        "last_exposure": NOON - timedelta(days=2),
        "identified_at": NOON,
        **fields,
    }
    where = of or incident()
    with access.everywhere():
        made = Contact.objects.create(incident=where, person=whom, number=number, **fields)
        if source is not None:
            relationship(where, source=source, person=whom, kind=made.kind, last_exposure=made.last_exposure)
    return made


def relationship(of: Incident, **fields: Any) -> Relationship:
    """Who exposed whom."""
    fields = {"area": fields["person"].area, "kind": "close", "identified_at": NOON, "recorded_at": NOON, **fields}
    with access.everywhere():
        return Relationship.objects.create(incident=of, **fields)
