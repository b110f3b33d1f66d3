"""Running: only under a signature, with tiers that weigh, and not one id of anybody in the database."""

from __future__ import annotations

import json

import pytest

from fangxian.errors import Conflict
from fangxian.response.companions import pseudonyms, stays
from fangxian.response.companions.actions import answer_search, cancel_search, sign_search
from fangxian.response.companions.models import Hit, Search
from fangxian.science.tracing.index.journal import entries
from tests.casework.ledger import said
from tests.companions.conftest import FRIEND


def test_it_does_not_run_without_a_signature(asked):
    with pytest.raises(Conflict):
        answer_search(asked)


def test_it_finds_those_who_were_there_and_weighs_the_tiers(answered):
    assert answered.state == "answered"
    assert answered.answer["persons"] == 3
    tiers = answered.answer["tiers"]
    assert tiers[-1]["so_far"] == 3
    assert sum(tier["infections"] for tier in tiers) == pytest.approx(1.0)
    assert sum(tier["person_days"] for tier in tiers) == 9.0


def test_the_journal_of_the_stays_has_it_and_the_fact_its_hash(answered, layer):
    (line,) = entries(layer.index_folder / "searches.jsonl")
    assert (line["purpose"], line["signer"], line["cases"]) == ("source of C1", "Director Wang", ["C1"])
    assert said(answered.subject, "search.answered") == {"persons": 3, "proof": line["hash"]}


def test_the_database_holds_figures_and_nobody(answered):
    kept = json.dumps(Search.objects.values("answer", "people").get(), default=str)
    (friend,) = pseudonyms.of([f"phone:{FRIEND}"])
    assert friend not in kept
    assert not Hit.objects.exists()
    assert stays.answer_file(answered.id).exists()


def test_cells_of_another_kind_are_left_out_on_request(case, layer, asker, signer):
    from uuid import uuid4

    from fangxian.response.companions.actions import request_search
    from tests.companions.conftest import wish

    search = request_search(case.incident, wish(only="vehicle"), area="510117", id=uuid4(), by=asker)
    assert answer_search(sign_search(search, signed_by="W", by=signer)).answer["persons"] == 2


def test_one_that_was_cancelled_while_it_ran_leaves_nothing(asked, signer, monkeypatch):
    from fangxian.response.companions import running

    search = sign_search(asked, signed_by="W", by=signer)
    asks = running.ask

    def cancelled(held, *args):
        cancel_search(held, by=signer)
        return asks(held, *args)

    monkeypatch.setattr(running, "ask", cancelled)
    assert answer_search(search).state == "cancelled"
    assert not stays.answer_file(search.id).exists()


def test_stays_that_are_gone_make_it_fail_with_the_reason(asked, signer):
    import shutil

    search = sign_search(asked, signed_by="W", by=signer)
    shutil.rmtree(stays.folder() / "venues")
    failed = answer_search(search)
    assert failed.state == "failed"
    assert "venues" in failed.error


def test_a_case_without_a_phone_on_record_is_said_to_have_no_stay(case, layer, asker, signer):
    from uuid import uuid4

    from fangxian.response.companions.actions import request_search
    from tests import factories
    from tests.companions.conftest import wish

    factories.case(case.incident, number="C2")
    search = request_search(case.incident, wish(numbers=["C1", "C2"]), area="510117", id=uuid4(), by=asker)
    assert answer_search(sign_search(search, signed_by="W", by=signer)).answer["unknown"] == ["C2"]


def test_all_cases_as_one_and_companions_of_companions_are_figures(case, layer, asker, signer):
    from uuid import uuid4

    from fangxian.response.companions.actions import request_search
    from tests.companions.conftest import wish

    pairs, union = (
        answer_search(sign_search(held, signed_by="W", by=signer))
        for held in (
            request_search(case.incident, wish(second=2, union=union), area="510117", id=uuid4(), by=asker)
            for union in (False, True)
        )
    )
    assert pairs.answer["persons"] == union.answer["persons"] == 3
    assert (pairs.answer["by_case"], union.answer["by_case"]) == ({"C1": 3}, {})
    assert pairs.answer["second"] == union.answer["second"] == {"followed": 2, "persons": 1}
    assert pairs.answer["chance"]["share"] is not None
    assert "union=True" in " ".join(said(union.subject, "search.signed")["parameters"])


def test_rows_of_a_vehicle_are_asked_under_the_rulebooks_seats(outbreak, case, asker, signer):
    from uuid import uuid4

    from fangxian.response.companions.actions import draw_line, request_search, take_hits
    from fangxian.response.companions.rules import definitions
    from tests.companions.conftest import seats, wish

    seats(outbreak)
    (aircraft,) = (one for one in definitions(outbreak, {"row"}) if one.clause.endswith(".aircraft"))
    assert (aircraft.kind, aircraft.values["front"], aircraft.mark) == ("close", 3, "V2")
    question = wish(layer="seats", clause=aircraft.clause, kind="close", **aircraft.values)
    asked = request_search(outbreak, question, area="510117", id=uuid4(), by=asker)
    assert (asked.same, asked.clause) == ("row", aircraft.clause)
    answered = answer_search(sign_search(asked, signed_by="W", by=signer))
    assert answered.answer["persons"] == 1
    last = answered.answer["tiers"][-1]["number"]
    take_hits(draw_line(answered, tier=last, reason="all", signed_by="W", by=signer))
    (hit,) = Hit.objects.all()
    assert (hit.clause, hit.evidence[0]["overlaps"][0]["place"]) == (aircraft.clause, "CA1 · 13")
