"""One user a level, so that a demonstration can be looked at from every seat. Never in the live record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotFound
from fangxian.response.jurisdiction.actions.appoint import appoint
from fangxian.response.jurisdiction.actions.create_post import create_post
from fangxian.response.jurisdiction.models import Office, Post, User
from fangxian.response.ledger import clock


@dataclass(frozen=True, slots=True)
class Seat:
    """A user of the demonstration."""

    username: str
    length: int  # of the code of the area the seat answers for
    role: str
    duty: str
    title: str
    title_en: str


SEATS: Final = (
    Seat("province", 2, "headquarters", "director", "省指挥部值班主任", "Provincial duty director"),
    Seat("city", 4, "headquarters", "director", "市指挥部指挥长", "City commander"),
    Seat("district", 6, "headquarters", "director", "区指挥部指挥长", "District commander"),
    Seat("street", 9, "street_office", "street_officer", "街道防控专员", "Street officer"),
    Seat("community", 12, "community", "community_worker", "社区网格员", "Community worker"),
    Seat("epidemiologist", 6, "cdc", "epidemiologist", "区疾控流调队长", "District epidemiologist"),
    Seat("inspector", 4, "headquarters", "inspector", "市督查专员", "City inspector"),
    Seat("administrator", 4, "headquarters", "administrator", "市系统管理员", "City administrator"),
)
"""Who can sign in to a demonstration."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of the demonstration as it is told to whoever started it."""

    username: str
    title: str
    title_en: str
    office: str
    area: str
    duty: str


@transaction.atomic
def create_demo_users(home: str, password: str) -> list[DemoUser]:
    """Make one user a level around a community, all with the same password; again changes only what differs.

    Parameters
    ----------
    home : str
        Code of the community whose street, district, city and province get a user; the offices must be open.
    password : str
        Told to whoever starts the demonstration, never kept in the source.

    Raises
    ------
    Conflict
        ``workspace.live``: the live record has no demonstration users.
    NotFound
        ``office.unknown``: an office that a seat belongs to is not open.
    """
    if clock.workspace().kind == "live":
        raise Conflict(
            "workspace.live",
            _("The live record has no demonstration users."),
            remedy=_("Make real accounts with “fangxian user add”."),
        )
    known = {user.username: user for user in User.objects.filter(username__in=[seat.username for seat in SEATS])}
    sample = next(iter(known.values()), None)
    # One salt for all: hashing is slow on purpose, and they share the password anyway.
    hashed = sample.password if sample and check_password(password, sample.password) else make_password(password)
    return [_seat(seat, home[: seat.length], hashed, known.get(seat.username)) for seat in SEATS]


def _seat(seat: Seat, area: str, hashed: str, user: User | None) -> DemoUser:
    office = Office.objects.filter(area=area, role=seat.role, closed_at=None).order_by("id").first()
    if office is None:
        raise NotFound(
            "office.unknown",
            _("No office %(role)s is open in %(area)s."),
            remedy=_("Run “fangxian areas offices” for the city first."),
            role=seat.role,
            area=area,
        )
    if user is None:
        user = User.objects.create(username=seat.username, password=hashed)
    elif user.password != hashed:
        user.password = hashed
        user.save(update_fields=["password"])
    if not Post.objects.filter(office=office, duty=seat.duty, holder=user).exists():
        appoint(create_post(office, duty=seat.duty, title=seat.title, title_en=seat.title_en), user)
    return DemoUser(seat.username, seat.title, seat.title_en, office.name, area, seat.duty)
