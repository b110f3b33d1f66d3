"""The notice of a zone: scope, measures, end, help line, appeal and what does not change, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.containment.actions import open_service_point, publish_notice
from fangxian.response.documents.actions import take_out
from fangxian.response.documents.reading import text_of
from fangxian.response.ledger.models import FactRow, TaskRow
from tests import factories
from tests.factories import NOON, PIDU


def test_it_says_everything_in_both_languages_and_ends_both_clocks(draw):
    factories.areas()
    zone = draw()
    open_service_point(zone, "supply", "东门", phone="028-1")
    made = publish_notice(zone, signer="指挥部", help_line="028-87922345", until=NOON + timedelta(days=14))
    for language, words in {
        "zh": ("太平村", "全员核酸检测", "028-87922345", "连续 14 天", "东门", "申诉"),
        "en": ("Taiping", "everyone tested", "028-87922345", "14 days in a row", "stay as they are", "disagree"),
    }.items():
        said = text_of(take_out(made, language, "docx"))
        assert [word for word in words if word not in said] == []
        assert "2020-12-22" in said
    fact = FactRow.objects.get(kind="zone.noticed")
    assert fact.attributes["notice"] == str(made.id)
    assert TaskRow.objects.get(subject=zone.subject, clause="zone.notice").state == "discharged"
    assert "区告" in made.serial


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"help_line": " "}, "help_line"), ({"until": NOON}, "until"), ({"signer": ""}, "signer")],
)
def test_no_notice_without_a_signature_a_help_line_and_an_end_ahead(draw, changes, field):
    zone = draw()
    said = {"signer": "指挥部", "help_line": "12320", "until": NOON + timedelta(days=14), **changes}
    with pytest.raises(Invalid) as refused:
        publish_notice(zone, **said)
    assert refused.value.context["field"] == field


def test_only_who_may_sign_publishes(draw):
    with pytest.raises(NotAllowed):
        publish_notice(
            draw(), signer="x", help_line="1", until=NOON + timedelta(days=1), by=factories.post(PIDU, "epidemiologist")
        )
