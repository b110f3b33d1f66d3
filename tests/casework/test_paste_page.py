"""Contacts pasted from a spreadsheet, in a browser's words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.casework.actions import record_visit
from fangxian.response.casework.models import Contact, Relationship
from tests import factories
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("tracer")
HOUR = timedelta(hours=1)
ROWS = "姓名\t联系电话\t末次接触时间\n王某\t13800001111\t2020-12-07 18:30\n李某\t13900002222\tsoon\n"


@pytest.fixture
def outbreak(everywhere):
    factories.workspace()
    return factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def case(outbreak):
    return factories.case(outbreak, number="PD-1")


def paste(client, case, step, query="", **fields):
    said = {"kind": "close", "certainty": "certain", "area": PIDU, "step": step, **fields}
    return client.post(f"/cases/{case.id}/contacts/paste/{query}", said)


def test_the_preview_writes_nothing_and_says_what_is_wrong(client, case):
    page = paste(client, case, "preview", text=ROWS).content.decode()
    assert "1 row cannot be taken" in page
    assert "No time; write" in page
    assert "Record 1 row" in page
    assert not Contact.objects.exists()


def test_the_preview_says_words_in_place_of_codes(client, case):
    text = "姓名\t性别\t区域\t接触类型\t末次暴露时间\n张某\t女\t郫筒街道\t密接\t2020-12-06 18:30\n"
    page = paste(client, case, "preview", text=text).content.decode()
    assert ">female<" in page
    assert ">Pitong<" in page
    assert ">close contact<" in page
    assert ">F<" not in page


def test_good_rows_are_written_and_the_others_stay_in_the_box(client, case):
    page = paste(client, case, "save", text=ROWS).content.decode()
    assert Contact.objects.count() == 1
    assert "13900002222" in page
    assert "13800001111" not in page


def test_a_list_without_faults_leads_to_the_contacts_of_the_case(client, case, outbreak):
    factories.contact(outbreak, number="ANOTHER", source=factories.case(outbreak).person)
    answer = paste(client, case, "save", text=ROWS.replace("soon", "12月6日"))
    page = client.get(answer.url).content.decode()
    mine = Contact.objects.exclude(number="ANOTHER").values_list("number", flat=True)
    assert len(mine) == 2
    assert all(f">{number}<" in page for number in mine)
    assert ">ANOTHER<" not in page


def test_the_seat_decides_the_kind(client, case):
    text = "姓名\t排\n甲某\t9\n乙某\t12\n丙某\t16\n"
    paste(client, case, "save", text=text, last_exposure="2020-12-07T10:00", vehicle="aircraft", case_row=12)
    assert sorted(Contact.objects.values_list("kind", flat=True)) == ["close", "close", "general"]


def test_participants_of_an_event_become_contacts_in_one_step(client, case, outbreak):
    there = {"place": "Banquet hall", "place_area": PIDU, "category": "meal"}
    event = record_visit(outbreak, person=case.person, began_at=NOON - 6 * HOUR, ended_at=NOON - 4 * HOUR, **there)
    guest, late = factories.person(), factories.person()
    present = record_visit(outbreak, person=guest, began_at=NOON - 5 * HOUR, **there)
    record_visit(outbreak, person=late, began_at=NOON - 2 * HOUR, **there)
    query = f"?visit={event.id}"
    page = client.get(f"/cases/{case.id}/contacts/paste/{query}").content.decode()
    assert str(present.id) in page
    assert page.count('type="checkbox"') == 1
    paste(
        client, case, "save", query, text="王某\t13800001111", last_exposure="2020-12-08T08:00",
        setting="Banquet hall", present=[str(present.id)],
    )  # fmt: skip
    assert Contact.objects.count() == 2
    row = Relationship.objects.get(person=guest)
    assert (row.setting, row.last_exposure) == ("Banquet hall", NOON - 4 * HOUR)


def test_an_empty_box_is_refused(client, case):
    assert paste(client, case, "save", text=" ").status_code == 422
