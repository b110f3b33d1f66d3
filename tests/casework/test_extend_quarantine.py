"""Quarantine beyond the rule's last day takes a signature; another way of it takes one too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.casework.actions import (
    control_contact,
    except_contact,
    extend_quarantine,
    record_relationship,
    release_contact,
)
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from tests import factories
from tests.casework.ledger import kinds, said
from tests.factories import NOON, PIDU

DAY = timedelta(days=1)
RULE = date(2020, 12, 20)
"""Fourteen days after the last exposure of 6 December."""


@pytest.fixture
def contact(everywhere):
    """A close contact under the 8th edition, in quarantine."""
    factories.workspace()
    outbreak = factories.incident("eighth", pack="covid19-cn-8")
    source = factories.case(outbreak).person
    record_relationship(outbreak, source=source, person=factories.person(), last_exposure=NOON - 2 * DAY, at=NOON - DAY)
    found = Contact.objects.get()
    control_contact(found, at=NOON - DAY)
    return found


def extend(contact, until=date(2020, 12, 23), **more):
    extend_quarantine(contact, until, **{"signer": "李局长", "reason": "第 13 天检测存疑", **more})


def test_a_signed_extension_moves_the_last_day(contact):
    assert Courses().of(contact).quarantine_ends == RULE
    extend(contact)
    course = Courses().of(Contact.objects.get())
    assert (course.quarantine_ends, course.extended) == (date(2020, 12, 23), True)
    assert course.follow_up_ends == date(2020, 12, 27)
    fact = said(contact.subject, "quarantine.extended")
    assert (fact["signer"], fact["reason"]) == ("李局长", "第 13 天检测存疑")


def test_a_release_before_the_extended_day_needs_a_signer_again(contact):
    extend(contact)
    with pytest.raises(Invalid) as caught:
        release_contact(contact, at=NOON)
    assert caught.value.context["day"] == "2020-12-23"


@pytest.mark.parametrize("missing", [{"signer": " "}, {"reason": ""}, {"until": RULE}])
def test_signer_reason_and_a_later_day_are_needed(contact, missing):
    with pytest.raises(Invalid):
        extend(contact, **missing)
    assert "quarantine.extended" not in kinds(contact.subject)


def test_nobody_outside_quarantine_is_extended(contact):
    release_contact(contact, at=NOON, signer="李局长", reason="排除")
    with pytest.raises(Conflict):
        extend(contact)


def test_the_same_request_twice_extends_once(contact):
    same = uuid4()
    for _ in range(2):
        extend(contact, id=same)
    assert kinds(contact.subject).count("quarantine.extended") == 1


def test_no_order_runs_longer_than_the_rule_by_itself(contact):
    with pytest.raises(Invalid) as caught:
        control_contact(contact, at=NOON, until=NOON + 30 * DAY)
    assert caught.value.code == "quarantine.long"
    midnight = datetime.combine(RULE + DAY, time(), ZoneInfo("Asia/Shanghai"))
    control_contact(contact, at=NOON, until=midnight)
    control_contact(contact, at=NOON, until=NOON + 5 * DAY)


def test_an_exception_of_the_rulebook_is_signed_and_says_its_rule(contact):
    except_contact(contact, "child", "home", signer="李局长")
    fact = said(contact.subject, "quarantine.moved")
    assert (fact["group"], fact["mode"], fact["signer"]) == ("child", "home", "李局长")
    assert fact["reason"]


def test_what_the_rulebook_does_not_except_needs_a_reason(contact):
    with pytest.raises(Invalid) as caught:
        except_contact(contact, "pregnant", "home", signer="李局长")
    assert caught.value.code == "exception.no_rule"
    except_contact(contact, "pregnant", "home", signer="李局长", reason="孕 36 周，医嘱居家")
    with pytest.raises(Invalid):
        except_contact(contact, "child", "home", signer="")


def test_other_areas_are_refused(contact):
    stranger = factories.post("510108")
    with pytest.raises(NotAllowed):
        extend(contact, by=stranger)
    with pytest.raises(NotAllowed):
        except_contact(contact, "child", "home", signer="李", by=stranger)


def test_both_are_reached_from_the_contact_s_page(contact, client):
    factories.areas()
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    client.cookies["django_language"] = "en"
    page = client.get(f"/contacts/{contact.id}/").content.decode()
    assert f"/contacts/{contact.id}/quarantine/extend/" in page
    sent = {"until": "2020-12-23", "signer": "李局长", "reason": "存疑", "at": "2020-12-08T11:00"}
    assert client.post(f"/contacts/{contact.id}/quarantine/extend/", sent).status_code == 302
    refused = client.post(f"/contacts/{contact.id}/quarantine/extend/", sent)
    assert "until" in refused.context["form"].errors
    assert "extended, signed" in client.get(f"/contacts/{contact.id}/").content.decode()
    sent = {"group": "child", "mode": "home", "signer": "李局长", "at": "2020-12-08T11:00"}
    assert "14" in client.get(f"/contacts/{contact.id}/quarantine/exception/").content.decode()
    assert client.post(f"/contacts/{contact.id}/quarantine/exception/", sent).status_code == 302
