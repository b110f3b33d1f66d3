"""The door of the record: what is no fact of the vocabulary is refused, with code, field and rule."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.fact import Fact, moment, plain
from fangxian.protocol.vocabulary import VOCABULARY, check_fact, refuse
from tests.protocol.cast import ALICE, at, exposure, fact

GOOD = exposure("2020-12-07T16:00", "2020-12-05T20:00")


def refused(one: Fact, **options):
    return [(problem.code, problem.field) for problem in check_fact(one, **options)]


def with_(**attributes):
    return replace(GOOD, attributes={**GOOD.attributes, **attributes})


def test_a_good_fact_passes():
    assert refused(GOOD) == []
    refuse(GOOD)


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        (replace(GOOD, kind="exposure.record"), "fact.kind_unknown", "kind"),
        (replace(GOOD, id="1"), "fact.id_malformed", "id"),
        (replace(GOOD, id=GOOD.id.upper()), "fact.id_malformed", "id"),
        (replace(GOOD, corrects="x"), "fact.id_malformed", "corrects"),
        (replace(GOOD, corrects=GOOD.id), "fact.corrects_itself", "corrects"),
        (replace(GOOD, subject="person"), "fact.subject_malformed", "subject"),
        (replace(GOOD, subject="person:alice"), "fact.subject_malformed", "subject"),
        (replace(GOOD, subject=ALICE.replace("person", "zone")), "fact.subject_kind", "subject"),
        (replace(GOOD, at=at("1020-12-07T16:00")), "fact.time_absurd", "at"),
        (replace(GOOD, at=at("2020-12-07T16:06")), "fact.time_in_future", "at"),
        (replace(GOOD, attributes={}), "fact.attribute_missing", "kind"),
        (with_(colour="red"), "fact.attribute_unknown", "colour"),
        (with_(certainty="maybe"), "fact.value_not_listed", "certainty"),
        (with_(last_exposure="2020-12-05T20:00"), "fact.time_naive", "last_exposure"),
        (with_(last_exposure="yesterday"), "fact.value_type", "last_exposure"),
        (with_(last_exposure="0020-12-05T20:00+08:00"), "fact.value_type", "last_exposure"),
        (with_(kind="Close!"), "fact.value_type", "kind"),
        (with_(kind=None), "fact.attribute_missing", "kind"),
        (with_(relationship="bob"), "fact.value_type", "relationship"),
        (with_(source="tube:" + GOOD.id), "fact.value_type", "source"),
        (with_(symptomatic=1), "fact.value_type", "symptomatic"),
        (with_(area="5101 17"), "fact.value_type", "area"),
        (with_(evidence="a picture"), "fact.value_type", "evidence"),
        (fact("sample.resulted", "2020-12-07T16:00", result="positive", ct="35"), "fact.value_type", "ct"),
        (fact("sample.resulted", "2020-12-07T16:00", result="positive", ct=float("nan")), "fact.value_type", "ct"),
        (fact("case.confirmed", "2020-12-07T16:00", onset_on="2020-13-01"), "fact.value_type", "onset_on"),
        (fact("case.core_facts_filed", "2020-12-07T16:00", contacts=True), "fact.value_type", "contacts"),
        (fact("fact.voided", "2020-12-07T16:00"), "fact.voids_nothing", "corrects"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_name(bad, code, field):
    assert (code, field) in refused(bad)
    with pytest.raises(ProtocolError):
        refuse(bad)


def test_a_time_without_a_zone_cannot_even_become_a_fact():
    with pytest.raises(ProtocolError) as error:
        Fact("1", "case.confirmed", ALICE, datetime(2020, 12, 7), at("2020-12-07T16:00"))  # noqa: DTZ001
    assert (error.value.code, error.value.problems[0].field) == ("fact.time_naive", "at")


def test_the_senders_clock_may_run_ahead_by_the_skew_only():
    early = replace(GOOD, recorded_at=GOOD.at - timedelta(minutes=10))
    assert refused(early) == [("fact.time_in_future", "at")]
    assert refused(early, skew=timedelta(minutes=10)) == []


def test_a_file_written_by_hand_may_use_short_names():
    assert refused(replace(GOOD, id="f1", subject="person:alice"), named=True) == []


def test_a_misspelt_kind_is_answered_with_the_nearest():
    (problem,) = check_fact(replace(GOOD, kind="exposure.record"))
    assert "exposure.recorded" in problem.text("en")
    assert "exposure.recorded" in problem.text("zh")


def test_voiding_may_concern_any_subject():
    assert refused(fact("fact.voided", "2020-12-07T16:00", subject="zone:" + GOOD.id, corrects=GOOD)) == []


def test_times_are_kept_in_utc():
    assert GOOD.at.isoformat() == "2020-12-07T08:00:00+00:00"
    assert GOOD.attributes["last_exposure"] == "2020-12-05T12:00:00+00:00"


def test_attributes_become_plain_values():
    assert plain({"span": timedelta(hours=1), "list": (at("2020-12-07T16:00"),), "none": None}) == {
        "span": 3600.0,
        "list": ["2020-12-07T08:00:00+00:00"],
    }
    with pytest.raises(ProtocolError):
        plain({"time": datetime(2020, 12, 7)})  # noqa: DTZ001


@pytest.mark.parametrize("value", [None, 3, "soon", "2020-12-07", "2020-12-07T16:00", datetime(2020, 12, 7)])  # noqa: DTZ001
def test_what_is_no_time_with_a_zone_is_no_moment(value):
    assert moment(value) is None


def test_every_word_is_well_formed():
    for word in VOCABULARY.values():
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", word.kind)
        assert all((word.subjects, word.zh, word.en)), word.kind
        names = [attribute.name for attribute in word.attributes]
        assert len(names) == len(set(names)), word.kind
        assert word.moment not in names
        for attribute in word.attributes:
            assert bool(attribute.choices) == (attribute.type in {"choice", "subject"}), (word.kind, attribute.name)
        if word.retires:
            assert word.attribute(word.retires) is not None
