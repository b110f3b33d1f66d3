"""A bulletin is drafted: counted from what was on record at its cut-off."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.queries import texts
from fangxian.response.casework.actions.report_case import report_case
from fangxian.response.ledger import clock
from fangxian.response.registry.actions.merge_persons import merge_persons
from fangxian.response.registry.models import Person
from tests import factories
from tests.bulletins.conftest import NAMES, Press, hours


def test_it_counts_what_was_on_record_then_and_says_it_in_both_languages(press: Press) -> None:
    made = press.draft(as_of=hours(24))
    assert made.figures == {"confirmed": 1, "asymptomatic": 1, "contacts": 1, "zones": 0, "sampled": 5000}
    said = texts(made)
    assert "截至2020年12月8日9时，成都市本起疫情累计报告确诊病例1例，无症状感染者1例。" in said["zh"]
    assert "By 09:00 on 8 December 2020, 1 confirmed cases and 1 asymptomatic infections" in said["en"]
    assert press.facts("bulletin.drafted")[0].subject == made.subject


def test_what_is_learned_after_the_cut_off_changes_nothing(press: Press) -> None:
    before = press.draft(as_of=hours(36)).figures
    clock.advance(hours(40))
    report_case(press.incident, number="A-9", classification="confirmed", at=hours(20), area=factories.TAIPING)
    assert press.draft(as_of=hours(36)).figures == before
    assert press.draft(as_of=hours(40)).figures["confirmed"] == before["confirmed"] + 1


def test_the_same_id_drafts_once(press: Press) -> None:
    number = uuid4()
    assert press.draft(id=number) == press.draft(id=number)
    assert Bulletin.objects.count() == len(press.facts("bulletin.drafted")) == 1


def test_only_whoever_answers_for_the_whole_area_drafts(press: Press) -> None:
    for post in (factories.post("510117", "information_officer"), factories.post("5101", "epidemiologist")):
        with pytest.raises(NotAllowed):
            press.draft(by=post)


def test_a_field_that_breaks_its_rule_is_named(press: Press) -> None:
    for name, value, code in (
        ("as_of", hours(48), "time.future"), ("signer", " ", "value.missing"), ("help_line", "", "value.missing"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            press.draft(**{name: value})
        assert (refused.value.code, refused.value.context["field"]) == (code, name)


def test_it_never_ends_before_the_last_one_published(press: Press) -> None:
    press.publish(as_of=hours(30))
    with pytest.raises(Invalid) as refused:
        press.draft(as_of=hours(29))
    assert refused.value.code == "bulletin.backwards"
    assert press.draft(as_of=hours(30)).before is not None


def test_a_correction_names_what_it_replaces_and_why(press: Press) -> None:
    draft = press.draft()
    with pytest.raises(Conflict) as refused:
        press.draft(replaces=draft, reason="区名有误")
    assert refused.value.code == "bulletin.not_published"
    wrong = press.publish()
    with pytest.raises(Invalid):
        press.draft(replaces=wrong, reason=" ")
    made = press.draft(replaces=wrong, reason="区名有误")
    assert (made.kind, made.replaces, made.reason, made.before) == ("correction", wrong, "区名有误", wrong)


def test_without_a_rulebook_there_are_no_words(press: Press) -> None:
    press.incident = factories.incident(area="5101")
    with pytest.raises(Conflict) as refused:
        press.draft(**NAMES)
    assert refused.value.code == "bulletin.no_rule"


def test_two_who_are_found_to_be_one_are_counted_once(press: Press) -> None:
    contact = Person.objects.get(label="密接-1")
    twin = factories.person("重名", area=factories.TAIPING)
    report_case(press.incident, number="A-3", classification="confirmed", at=hours(35), area=twin.area, person=twin)
    apart = press.draft().figures
    clock.advance(hours(37))
    merge_persons(contact, twin)
    together = press.draft().figures
    assert (apart["confirmed"], apart["contacts"]) == (3, 1)
    assert (together["confirmed"], together["contacts"]) == (3, 0)
    assert press.draft(as_of=hours(36)).figures == apart
