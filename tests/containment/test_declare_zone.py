from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.containment.actions import declare_zone, open_zone
from fangxian.response.containment.models import Zone
from fangxian.response.containment.queries import zones_as_of
from fangxian.response.ledger.models import FactRow, TaskRow
from tests import factories
from tests.factories import NOON, TAIPING


def kinds_of(zone):
    return list(FactRow.objects.filter(subject=zone.subject).order_by("at", "seq").values_list("kind", flat=True))


def test_a_zone_whose_hour_has_come_is_signed_and_in_force(draw):
    zone = draw()

    assert kinds_of(zone) == ["zone.signed", "zone.opened"]
    opened = FactRow.objects.get(kind="zone.opened")
    assert opened.at == NOON - timedelta(hours=3)
    assert opened.attributes["level"] == "medium"
    assert opened.attributes["unit"] == "village"


def test_a_zone_in_force_owes_a_notice_reviews_and_its_lifting(draw):
    zone = draw()

    owed = set(TaskRow.objects.filter(subject=zone.subject, state="open").values_list("clause", flat=True))
    assert {"zone.notice", "zone.review", "zone.lift"} <= owed


def test_a_zone_signed_for_a_later_hour_waits_for_it(draw, outbreak, clock_at):
    later = NOON + timedelta(hours=9)
    zone = draw(effective_from=later)
    assert kinds_of(zone) == ["zone.signed"]
    assert zones_as_of(outbreak.id, NOON) == []
    with pytest.raises(Invalid) as refused:
        open_zone(zone)
    assert refused.value.code == "time.future"

    clock_at(later)
    open_zone(zone, unit="village")

    assert kinds_of(zone) == ["zone.signed", "zone.opened"]
    assert [view.in_force for view in zones_as_of(outbreak.id, later)] == [True]


def test_sending_the_same_zone_twice_declares_one(draw):
    id_ = uuid4()
    assert draw(id=id_) == draw(id=id_)
    assert Zone.objects.count() == 1
    assert FactRow.objects.filter(kind="zone.opened").count() == 1


def test_the_id_of_another_zone_is_refused(draw):
    id_ = uuid4()
    draw(id=id_)
    with pytest.raises(Conflict) as refused:
        draw(id=id_, area="510117006009")
    assert refused.value.code == "zone.id_taken"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "sealed"}, "zone.kind"),
        ({"kind": "low", "unit": "county"}, "zone.kind"),
        ({"unit": "galaxy"}, "zone.unit"),
        ({"signed_by": "  "}, "zone.unsigned"),
        ({"signed_at": NOON + timedelta(days=1)}, "time.future"),
    ],
)
def test_what_the_rulebook_does_not_know_is_refused(draw, changes, code):
    with pytest.raises(Invalid) as refused:
        draw(**changes)
    assert refused.value.code == code
    assert Zone.objects.count() == 0


def test_only_a_director_of_the_area_signs(draw, outbreak):
    with pytest.raises(NotAllowed):
        draw(by=factories.post("510117", duty="epidemiologist"))
    with pytest.raises(NotAllowed):
        draw(by=factories.post("510108", duty="director"))
    assert draw(by=factories.post("510117", duty="director"), without_opinion="急").area == TAIPING


def test_without_a_rulebook_no_zone_is_declared(outbreak):
    other = factories.incident("other")
    with pytest.raises(Invalid) as refused:
        declare_zone(other, name="x", kind="medium", unit="village", area=TAIPING, effective_from=NOON, signed_by="y")
    assert refused.value.code == "zone.kind"
