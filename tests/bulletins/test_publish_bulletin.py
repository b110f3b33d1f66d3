"""A bulletin is published: it has its number, meets its clock, and a correction meets none."""

from __future__ import annotations

import pytest

from fangxian.drill.evaluation.bulletins import stated
from fangxian.drill.evaluation.material import Material, Note
from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.bulletins.actions import approve_bulletin, drop_bulletin, publish_bulletin
from fangxian.response.casework.models import Case
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.registry.actions.set_identity import set_identities
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.bulletins.conftest import Press, hours
from tests.bulletins.test_rewrite_bulletin import FRAME, rewritten


def test_it_has_the_next_number_and_the_fact_bears_its_figures(press: Press) -> None:
    first = press.publish(as_of=hours(30))
    second = press.publish()
    assert (first.number, second.number, second.before) == (1, 2, first)
    said = press.facts("bulletin.published")[0]
    assert {name: said.attributes[name] for name in first.figures} == first.figures
    assert said.attributes["bulletin"] == str(first.id)
    assert said.subject == f"incident:{press.incident.id}"


def test_it_meets_the_daily_clock_and_its_correction_meets_none(press: Press) -> None:
    owed = TaskRow.objects.filter(clause="bulletin.daily", state="discharged")
    wrong = press.publish()
    met = list(owed.values_list("id", flat=True))
    assert met
    clock.advance(hours(50))
    press.publish(replaces=wrong, reason="漏计一例")
    assert list(owed.values_list("id", flat=True)) == met
    said = press.facts("bulletin.published")[1]
    assert (said.attributes["kind"], said.attributes["replaces"]) == ("correction", str(wrong.id))


def test_an_evaluator_who_counts_the_record_finds_the_same_figures(press: Press) -> None:
    press.publish(as_of=hours(20))
    press.publish()
    rows = FactRow.objects.filter(incident=press.incident).order_by("at", "kind", "id")
    notes = [Note(r.kind, r.subject, r.at, r.area, r.attributes, str(r.id), r.recorded_at) for r in rows]
    found = stated(Material(hours(0), clock.now(), notes, [], []))
    assert len(found) == 10
    assert all(one.agrees for one in found)


def test_it_is_published_once(press: Press) -> None:
    made = press.publish()
    assert publish_bulletin(made, by=press.officer).number == 1
    assert len(press.facts("bulletin.published")) == 1


def test_nothing_is_published_that_nobody_else_has_read(press: Press) -> None:
    with pytest.raises(Conflict) as refused:
        publish_bulletin(press.draft(), by=press.officer)
    assert refused.value.code == "bulletin.unapproved"


def test_one_that_another_overtook_is_counted_again_first(press: Press) -> None:
    slow = approve_bulletin(press.draft(), by=press.director)
    press.publish()
    with pytest.raises(Conflict) as refused:
        publish_bulletin(slow, by=press.officer)
    assert refused.value.code == "bulletin.overtaken"
    again = approve_bulletin(rewritten(press, slow), by=press.director)
    assert publish_bulletin(again, by=press.officer).number == 2


def test_whoever_became_a_case_since_is_not_named_either(press: Press) -> None:
    made = approve_bulletin(rewritten(press, press.draft(), words_zh=FRAME + "赵雨晴"), by=press.director)
    set_identities({Case.objects.get(number="A-2").person: IdentityCard(name="赵雨晴")})
    with pytest.raises(Invalid) as refused:
        publish_bulletin(made, by=press.officer)
    assert refused.value.code == "bulletin.identifying"


def test_a_dropped_one_is_not_published_and_a_director_of_a_district_publishes_none(press: Press) -> None:
    made = approve_bulletin(press.draft(), by=press.director)
    with pytest.raises(NotAllowed):
        publish_bulletin(made, by=factories.post("510117", "director"))
    drop_bulletin(made, by=press.officer)
    with pytest.raises(Conflict) as refused:
        publish_bulletin(made, by=press.officer)
    assert refused.value.code == "bulletin.closed"
