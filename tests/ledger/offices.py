"""A city's offices with one post each, and the tasks of one case: what tests of dispatch play with.

City headquarters above Pidu's headquarters above Pidu's CDC, its street office and the village below that;
Chenghua's CDC stands beside them and sees nothing of Pidu.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import HandlingRow, Incident, TaskRow
from fangxian.response.ledger.record import record
from tests import factories
from tests.factories import CHENGDU, PIDU, PITONG, TAIPING

CHENGHUA = "510108"
Say = Callable[..., Entry]


@dataclass(frozen=True)
class Cast:
    """Offices, and the post that acts for each."""

    city: Post
    headquarters: Post
    cdc: Post
    hospital: Post
    street: Post
    village: Post
    elsewhere: Post


def make_cast(incident: Incident) -> Cast:
    def office(area: str, role: str, name: str, superior: Office | None) -> Office:
        return factories.office(area, role, name=name, name_en=f"{role} {area}", superior=superior)

    def post(office: Office, duty: str, username: str) -> Post:
        return factories.post(duty=duty, office=office, title=duty, holder=factories.user(username))

    city = office(CHENGDU, "headquarters", "成都市指挥部", None)
    district = Office.objects.get(name="郫都区指挥部")
    district.superior = city
    district.save()
    cdc = office(PIDU, "cdc", "郫都区疾控", district)
    hospital = office(PIDU, "hospital", "郫都区医院", district)
    street = office(PITONG, "street_office", "郫筒街道办", district)
    village = office(TAIPING, "community", "太平村委会", street)
    elsewhere = office(CHENGHUA, "cdc", "成华区疾控", city)
    return Cast(
        city=post(city, "director", "chen"),
        headquarters=post(district, "director", "diao"),
        cdc=post(cdc, "duty_officer", "cao"),
        hospital=post(hospital, "duty_officer", "hua"),
        street=post(street, "street_officer", "shu"),
        village=post(village, "community_worker", "tai"),
        elsewhere=post(elsewhere, "duty_officer", "wai"),
    )


def open_case(say: Say, hours: float = 300) -> dict[str, TaskRow]:
    """A confirmed case in the village, twelve hours before the workspace's present; its tasks by clause."""
    person = f"person:{uuid4()}"
    record([say("case.confirmed", person, hours)])
    return {row.clause: row for row in TaskRow.objects.filter(subject=person)}


def held(node: UUID | TaskRow) -> HandlingRow:
    """How a node stands now."""
    return HandlingRow.objects.get(node=node.id if isinstance(node, TaskRow) else node)


def office_of(task: TaskRow) -> int | None:
    """The office that answers for a task, as the board shows it."""
    return TaskRow.objects.get(id=task.id).office_id
