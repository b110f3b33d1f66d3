"""Accounts and posts for everybody the scenario has a role card for, for a controller and for an evaluator."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from fangxian.drill.room.queries.offices import addressees
from fangxian.drill.room.queries.standing import script, the_room
from fangxian.protocol.schema.base import Text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.actions.appoint import appoint
from fangxian.response.jurisdiction.actions.create_post import create_post
from fangxian.response.jurisdiction.models import Office, Post, User

DUTIES: Final = {
    "headquarters": "director",
    "cdc": "epidemiologist",
    "tracing_team": "epidemiologist",
    "street_office": "street_officer",
    "community": "community_worker",
    "publicity": "information_officer",
    "laboratory": "laboratorian",
    "testing_team": "laboratorian",
}
"""Duty of whoever plays a role; any other is a duty officer's."""

STAFF: Final = (
    ("controller", "controller", Text(zh="导调员", en="Controller")),
    ("evaluator", "evaluator", Text(zh="评估员", en="Evaluator")),
)
"""User, duty and title of those behind the curtain; they sit in the city's headquarters."""


@transaction.atomic
def seat_people(password: str) -> list[Post]:
    """Make one user for each role card and one each for control and evaluation; again changes only what differs.

    Parameters
    ----------
    password : str
        Told to whoever opens the room, never kept in the source; the same for all.

    Raises
    ------
    NotFound
        ``room.none``.
    """
    room, (_held, package) = the_room(), script()
    hashed = _hashed(password)
    seats = [(name, duty, title, {"level": "city", "role": "headquarters"}) for name, duty, title in STAFF]
    seats += [
        (one.id, DUTIES.get(one.to.role, "duty_officer"), one.title, one.to.model_dump()) for one in package.roles
    ]
    with access.everywhere():
        return [
            _seat(name, duty, title, office, hashed)
            for name, duty, title, to in seats
            for office in Office.objects.filter(id__in=addressees([to], room.area))
        ]


def _hashed(password: str) -> str:
    held = User.objects.filter(username=STAFF[0][0]).first()
    # One salt for all: hashing is slow on purpose, and they share the password anyway.
    return held.password if held and check_password(password, held.password) else make_password(password)


def _seat(name: str, duty: str, title: Text, office: Office, hashed: str) -> Post:
    user = User.objects.filter(username=name).first() or User.objects.create(username=name, password=hashed)
    if user.password != hashed:
        user.password = hashed
        user.save(update_fields=["password"])
    held = Post.objects.filter(office=office, duty=duty, holder=user).first()
    return held or appoint(create_post(office, duty=duty, title=title.zh, title_en=title.en), user)
