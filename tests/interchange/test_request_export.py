"""Asking for an export."""

from __future__ import annotations

from datetime import date

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.interchange.actions import Wish, request_export, run_export
from fangxian.response.interchange.actions.run_export import file_of
from fangxian.response.interchange.choice import Only
from fangxian.response.interchange.models import Export
from fangxian.response.ledger.models import FactRow
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from tests import factories
from tests.factories import PIDU, PITONG


def wish(**said) -> Wish:
    return Wish(**{"kinds": ("cases",), "format": "csv", "purpose": "上报市级", **said})


def text(export: Export) -> str:
    return file_of(run_export(export)).read_text("utf-8-sig")


def test_the_export_its_purpose_and_what_is_in_it_are_on_record(outbreak, tracer):
    factories.case(outbreak)
    asked = request_export(wish(kinds=("cases", "contacts")), by=tracer)
    fact = FactRow.objects.get(kind="export.made")
    assert fact.attributes == {
        "purpose": "上报市级", "rows": 1, "actor": "system", "note": "cases · contacts · csv",
    }  # fmt: skip
    assert (asked.state, asked.whole) == ("waiting", 1)


def test_sent_twice_it_is_one(outbreak, tracer):
    asked = request_export(wish(), by=tracer)
    assert request_export(wish(), by=tracer, id=asked.id) == asked
    assert FactRow.objects.filter(kind="export.made").count() == 1


def test_names_go_with_it_only_for_whoever_may_know_them_and_asks(outbreak, tracer):
    case = factories.case(outbreak)
    set_identity(case.person, IdentityCard(name="张某某", phone="13812345678"))
    assert "张某某" not in text(request_export(wish(), by=tracer))
    told = text(request_export(wish(identities=True), by=tracer))
    assert "张某某" in told
    assert "13812345678" in told
    assert FactRow.objects.filter(kind="export.made").order_by("-seq")[0].attributes["note"].endswith("identities")


def test_a_post_takes_away_what_it_sees_and_no_more(outbreak):
    factories.case(outbreak, number="P1", area=PITONG)
    factories.case(outbreak, number="P2", area=PIDU)
    street = factories.post(PITONG, "epidemiologist")
    told = text(request_export(wish(), by=street))
    assert ("P1" in told, "P2" in told) == (True, False)


def test_days_and_areas_narrow_it(outbreak, tracer):
    factories.case(outbreak, number="P1", area=PITONG)
    factories.case(outbreak, number="P2")
    assert "P2" not in text(request_export(wish(area=PITONG), by=tracer))
    assert request_export(wish(since=date(2020, 12, 9)), by=tracer).whole == 0
    assert request_export(wish(until=date(2020, 12, 8)), by=tracer).whole == 2


def test_the_filters_of_the_lists_narrow_cases_and_contacts(outbreak, tracer):
    factories.case(outbreak, number="P1", route="contact")
    factories.case(outbreak, number="P2", classification="asymptomatic")
    for number, only in (
        ("P1", Only(route="contact")), ("P2", Only(classification="asymptomatic")), ("P1", Only(q="P1")),
    ):  # fmt: skip
        taken = text(request_export(wish(only=only), by=tracer))
        assert [one in taken for one in ("P1", "P2")] == [one == number for one in ("P1", "P2")]
    assert request_export(wish(only=Only(by_date="onset"), since=date(2030, 1, 1)), by=tracer).whole == 0
    held = request_export(wish(kinds=("contacts",), only=Only(contact_kind="close", state="waiting")), by=tracer)
    assert (held.whole, held.chosen["contact_kind"], held.chosen["state"]) == (0, "close", "waiting")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"purpose": "x"}, "purpose"), ({"kinds": ()}, "kinds"), ({"kinds": ("dogs",)}, "kinds"),
     ({"format": "doc"}, "format"), ({"columns": {"cases": ["dog"]}}, "columns"), ({"area": "510108"}, "area"),
     ({"only": Only(state="x")}, "state"), ({"only": Only(classification="x")}, "classification")],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_field(outbreak, tracer, said, field):
    with pytest.raises(Invalid) as refused:
        request_export(wish(**said), by=tracer)
    assert refused.value.context["field"] == field
    assert not FactRow.objects.filter(kind="export.made").exists()


def test_without_the_right_nothing_leaves(outbreak):
    with pytest.raises(NotAllowed):
        request_export(wish(), by=factories.post(PIDU, "street_officer"))
