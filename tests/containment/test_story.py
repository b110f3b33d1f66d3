"""The time line of a zone speaks in words, in the language of the reader."""

from __future__ import annotations

import pytest
from django.utils import translation

from fangxian.response.containment.actions import give_opinion, open_service_point, review_zone
from fangxian.response.containment.queries.story import timeline
from tests.factories import NOON


@pytest.fixture
def told(draw):
    zone = draw()
    give_opinion(zone, "change", expert="张专家", text="缩小")
    review_zone(zone, "keep", at=NOON)
    open_service_point(zone, "medical", "东门")
    return zone


def details(zone, language):
    with translation.override(language):
        return {event["kind"]: event["detail"] for event in timeline(zone)}


def test_every_code_has_its_word(told):
    said = details(told, "en")
    assert "would change it" in said["zone.commented"]
    assert "keep it as it is" in said["zone.reviewed"]
    assert "medical help" in said["zone.service_opened"]
    assert "a community or village" in said["zone.opened"]
    for kind in ("zone.opened", "zone.signed"):
        assert ": medium ·" not in f"{said[kind]} ·", "the rulebook's name of the kind, not its key"


def test_the_rulebooks_own_name_of_the_kind_is_used(told):
    assert "中风险" in details(told, "zh-hans")["zone.opened"]
    assert "edium" in details(told, "en")["zone.opened"]
