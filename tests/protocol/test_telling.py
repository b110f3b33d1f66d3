"""Every reason of the machine can be told, in both languages."""

from __future__ import annotations

import pytest

from fangxian.protocol.evaluate import PackTimeline
from fangxian.protocol.telling import WHY, tell, tell_lapse
from tests.protocol.cast import (
    BOB_TO_ALICE,
    CAROL_TO_ALICE,
    CHENGDU,
    CONTACT_TESTS,
    at,
    exposure,
    fact,
    pack,
    sample,
    tasks,
    uid,
)

FIRST = pack(CONTACT_TESTS, "test-1")
SECOND = pack(
    CONTACT_TESTS.replace("[1, 4, 7, 14]", "[1, 2, 7, 14]").replace("last_exposure", "first_exposure"), "test-2"
)


def whys():
    """Every reason the evaluator can give, from one long story."""
    wrong = sample("2020-12-05T09:00")
    exposed = exposure("2020-12-07T16:00", "2020-12-04T20:00", by=BOB_TO_ALICE)
    story = [
        exposed,
        exposure("2020-12-07T16:00", "2020-12-05T20:00", by=BOB_TO_ALICE, corrects=exposed),
        sample("2020-12-06T10:00"),
        exposure("2020-12-08T09:00", "2020-12-08T08:00", by=CAROL_TO_ALICE),
        exposure("2020-12-08T10:00", "2020-12-08T09:00", by=DAVE_TO_ALICE),
        fact("exposure.voided", "2020-12-08T12:00", relationship=DAVE_TO_ALICE),
        wrong,
        fact("fact.voided", "2020-12-08T13:00", corrects=wrong),
        fact("fact.voided", "2020-12-08T14:00", corrects=sample("2020-12-01T09:00")),
    ]
    timeline = PackTimeline([(FIRST, at("2020-12-01T00:00"), False), (SECOND, at("2020-12-10T00:00"), True)])
    found = [*tasks(FIRST, *story).values(), *tasks(timeline, *story).values()]
    return {why.code: why for task in found for why in task.why}


DAVE_TO_ALICE = uid("dave exposed alice")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_reason_has_a_sentence_without_gaps(language):
    found = whys()
    assert set(found) <= set(WHY)
    assert {"anchor_moved", "opening_retired", "corrected", "owed_again", "pack_changed", "anchor_missing"} <= set(
        found
    )
    for why in found.values():
        sentence = tell(why.code, why.params, language, CHENGDU)
        assert "{" not in sentence
        assert sentence.endswith("." if language == "en" else "。")


def test_times_are_told_on_the_local_clock():
    told = tell("anchor_moved", {"from": "2020-12-05T12:00:00+00:00", "to": "2020-12-08T00:00:00+00:00"}, "zh", CHENGDU)
    assert told == "起算时间由 2020-12-05 20:00 改为 2020-12-08 08:00。"


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        ("quarantine.released", "Quarantine released", "解除隔离"),
        ("pack_changed", "The new rulebook no longer asks for it.", "新方案不再要求。"),
        ("due_before_opening", "It was already due when it could first have been done.", "可以开始办理时已经到期。"),
    ],
)
def test_a_lapse_is_told(reason, english, chinese):
    assert (tell_lapse(reason, "en"), tell_lapse(reason, "zh")) == (english, chinese)
