"""Isolation at home begins in a dwelling that was found fit, for those whom the rulebook lets stay there."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import control_contact, extend_quarantine
from fangxian.response.casework.models import Contact
from fangxian.response.home.actions import begin_home, check_dwelling
from fangxian.response.home.models import HomeStay
from fangxian.response.ledger.models import FactRow
from fangxian.response.quarantine.models import Stay
from tests import factories
from tests.factories import NOON
from tests.home.conftest import DAY, FIT, at_home, pass_time, tasks
from tests.quarantine.conftest import make_site, put


def refused(code: str, contact: Contact, **said) -> str:
    with pytest.raises((Conflict, Invalid)) as why:
        begin_home(contact, **said)
    assert why.value.code == code
    assert not HomeStay.objects.filter(contact=contact).exists()
    return str(why.value)


def home(contact: Contact) -> HomeStay:
    """A row written past every command."""
    said = {"incident": contact.incident, "person": contact.person, "area": contact.area}
    return HomeStay.objects.create(contact=contact, began_at=NOON, **said)


def test_it_begins_quarantine_in_the_ledger_and_discharges_its_clauses(exposed):
    contact = exposed()
    stay = at_home(contact)
    assert (stay.area, stay.fit, stay.help_line) == (contact.area, True, "028-12345")
    assert Contact.objects.get(id=contact.id).controlled_at == NOON
    assert FactRow.objects.get(kind="quarantine.started").attributes["mode"] == "home"
    assert tasks(stay, "secondary.quarantined", "discharged")
    assert tasks(stay, "home.check", "discharged")
    assert not tasks(stay, "contact.daily_check")
    assert tasks(stay, "home.daily_report")[0].role == "community"


def test_beginning_twice_begins_once(exposed):
    contact, request = exposed(), uuid4()
    check_dwelling(contact, FIT, checker="王五")
    assert begin_home(contact, id=request) == begin_home(contact, id=request)
    assert FactRow.objects.filter(kind="quarantine.started").count() == 1


def test_a_dwelling_that_nobody_looked_at_is_refused(exposed):
    assert "was not found fit" in refused("home.unchecked", exposed())


def test_a_dwelling_that_is_not_fit_is_refused(exposed):
    contact = exposed()
    check_dwelling(contact, FIT | {"own_room": "no"}, notes={"own_room": "one room for four"}, checker="王五")
    refused("home.unchecked", contact)


def test_whom_the_rulebook_sends_to_a_site_stays_at_home_only_by_signature(exposed):
    contact = exposed(kind="close")
    check_dwelling(contact, FIT, checker="王五")
    assert "at a site until 2020-12-14" in refused("home.site_first", contact)
    refused("home.site_first", contact, signer="李四")
    stay = begin_home(contact, group="child", signer="李四")
    started = FactRow.objects.get(kind="quarantine.started").attributes
    assert (started["mode"], started["group"], started["signer"]) == ("home", "child", "李四")
    assert stay.group == "child"
    assert tasks(stay, "contact.quarantined", "discharged")


def test_whom_no_rule_confines_is_not_kept(exposed):
    contact = exposed(kind="venue")
    check_dwelling(contact, FIT, checker="王五")
    refused("home.no_rule", contact)


def test_nobody_begins_beyond_the_last_day(exposed):
    contact = exposed()
    check_dwelling(contact, FIT, checker="王五")
    pass_time(8 * DAY)
    assert "ended on 2020-12-14" in refused("home.too_long", contact)


def test_a_signed_extension_lets_them_begin_later(exposed):
    contact = exposed()
    control_contact(contact, at=NOON, mode="home")
    extend_quarantine(contact, (NOON + 9 * DAY).date(), signer="李四", reason="fever in the household")
    check_dwelling(contact, FIT, checker="王五")
    pass_time(8 * DAY)
    begin_home(Contact.objects.get(id=contact.id))
    assert FactRow.objects.get(kind="quarantine.moved").attributes["mode"] == "home"


def test_who_has_a_bed_does_not_stay_at_home_too(exposed, outbreak):
    contact = exposed(kind="close")
    put(make_site(outbreak), contact)
    check_dwelling(contact, FIT, checker="王五")
    assert "郫筒酒店" in refused("home.has_bed", contact, group="child", signer="李四")


def test_the_database_refuses_a_bed_and_a_home_at_one_time(exposed, outbreak):
    contact = exposed(kind="close")
    (bed,) = put(make_site(outbreak), contact)
    point = transaction.savepoint()
    home(contact)
    with pytest.raises(IntegrityError, match="at home and in a bed"):
        connection.check_constraints()
    transaction.savepoint_rollback(point)
    Stay.objects.filter(id=bed.id).update(left_at=NOON, left_to="home")
    home(contact)
    connection.check_constraints()


def test_a_post_elsewhere_may_not(exposed):
    contact = exposed()
    with pytest.raises(NotAllowed):
        begin_home(contact, by=factories.post("510108", "community_worker"))
