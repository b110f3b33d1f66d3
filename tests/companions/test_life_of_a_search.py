"""Whatever happens to a search in whatever order: hits only above a line, counts that agree, erased is erased."""

from __future__ import annotations

import hashlib
from uuid import uuid4

import msgspec
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, FangxianError
from fangxian.response.companions import pseudonyms, stays
from fangxian.response.companions.actions import (
    accept_hits,
    answer_search,
    cancel_search,
    draw_line,
    erase_search,
    reject_hits,
    request_search,
    sign_search,
    take_back,
    take_hits,
)
from fangxian.response.companions.models import Hit, Search
from fangxian.response.ledger.models import FactRow
from tests.casework.ledger import said
from tests.companions.conftest import CASE, FRIEND, GUEST, NEIGHBOUR, STRANGER, wish
from tests.factories import PIDU

PHONES = (CASE, FRIEND, GUEST, NEIGHBOUR, STRANGER)


def _first(search: Search, *decisions: str) -> list:
    found = Hit.objects.filter(search=search, decision__in=decisions).order_by("rank").values_list("id", flat=True)
    return list(found[:1])


STEPS = {
    "sign": lambda s, asker, signer: sign_search(s, signed_by="Wang", by=signer),
    "run": lambda s, asker, signer: answer_search(s),
    "line": lambda s, asker, signer: draw_line(s, tier=1, reason="near", signed_by="Wang", by=signer),
    "take": lambda s, asker, signer: take_hits(s),
    "accept": lambda s, asker, signer: accept_hits(s, _first(s, "waiting", "rejected"), by=asker),
    "reject": lambda s, asker, signer: reject_hits(s, _first(s, "waiting"), reason="apart", by=asker),
    "back": lambda s, asker, signer: take_back(s, _first(s, "accepted", "rejected"), by=asker),
    "cancel": lambda s, asker, signer: cancel_search(s, by=asker),
    "erase": lambda s, asker, signer: erase_search(s, signed_by="Wang", by=signer),
}
HAPPY = ("sign", "run", "line", "take")


def _promises_hold(search: Search) -> None:
    hits = Hit.objects.filter(search=search)
    facts = set(FactRow.objects.filter(subject=search.subject).values_list("kind", flat=True))
    if search.signed_at is None:
        assert "search.signed" not in facts
        assert search.answer == {}
    if search.line is None or search.state == "erased":
        assert not hits.exists()
    assert search.accepted == hits.filter(decision="accepted").count() or search.state == "erased"
    assert search.rejected == hits.filter(decision="rejected").count() or search.state == "erased"
    kept = msgspec.json.encode([search.people, search.answer]).decode()
    for phone, pseudonym in zip(PHONES, pseudonyms.of([f"phone:{phone}" for phone in PHONES]), strict=True):
        assert phone not in kept
        assert pseudonym not in kept
    if search.state == "erased":
        assert search.people == []
        assert said(search.subject, "record.erased")["proof"] == search.proof
    if search.state in ("cancelled", "review"):
        assert not stays.answer_file(search.id).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.integers(0, 4).flatmap(
        lambda n: st.lists(st.sampled_from(sorted(STEPS)), max_size=7).map(lambda rest: [*HAPPY[:n], *rest])
    )
)
def test_in_whatever_order_things_happen_the_promises_hold(case, layer, asker, signer, steps):
    point = transaction.savepoint()
    search = request_search(case.incident, wish(), area=PIDU, id=uuid4(), by=asker)
    for step in steps:
        inner = transaction.savepoint()
        try:
            STEPS[step](search, asker, signer)
            transaction.savepoint_commit(inner)
        except FangxianError:
            transaction.savepoint_rollback(inner)
        search.refresh_from_db()
        _promises_hold(search)
    stays.answer_file(search.id).unlink(missing_ok=True)
    transaction.savepoint_rollback(point)


def test_the_proof_can_be_computed_again_from_a_copy(review, signer):
    copy = [str(review.id), review.people, review.answer]
    rows = list(Hit.objects.order_by("rank").values_list("id", "pseudonym", "dose", "evidence"))
    erased = erase_search(review, signed_by="Wang", by=signer)
    digest = hashlib.sha256(msgspec.json.encode(copy, order="deterministic"))
    for row in rows:
        digest.update(msgspec.json.encode([str(row[0]), *row[1:]], order="deterministic"))
    assert digest.hexdigest() == erased.proof


def test_a_search_whose_hits_partly_came_in_cannot_be_cancelled_only_erased(answered, asker, signer):
    drawn = draw_line(answered, tier=1, reason="near", signed_by="Wang", by=signer)
    stays.answer_file(drawn.id).unlink()
    with pytest.raises(FileNotFoundError):
        take_hits(drawn)
    drawn.refresh_from_db()
    assert drawn.state == "failed"
    with pytest.raises(Conflict) as refused:
        cancel_search(drawn, by=asker)
    assert refused.value.code == "search.line_drawn"
    assert erase_search(drawn, signed_by="Wang", by=signer).proof


def test_hits_that_could_not_be_taken_in_are_taken_in_again(answered, signer, monkeypatch):
    from fangxian.response.companions import running

    evidence = running.evidence

    def broken(*args):
        raise OSError("disk")

    drawn = draw_line(answered, tier=1, reason="near", signed_by="Wang", by=signer)
    monkeypatch.setattr(running, "evidence", broken)
    with pytest.raises(OSError, match="disk"):
        take_hits(drawn)
    monkeypatch.setattr(running, "evidence", evidence)
    again = draw_line(drawn, tier=1, reason="near", signed_by="Wang", by=signer)
    assert take_hits(again).state == "review"
    assert Hit.objects.count() == again.line_persons


def test_nothing_comes_in_after_a_search_was_erased(answered, signer, monkeypatch):
    from fangxian.response.companions import running

    evidence = running.evidence

    def erased_meanwhile(*args):
        erase_search(answered, signed_by="Wang", by=signer)
        return evidence(*args)

    draw_line(answered, tier=1, reason="near", signed_by="Wang", by=signer)
    monkeypatch.setattr(running, "evidence", erased_meanwhile)
    assert take_hits(answered).state == "erased"
    assert not Hit.objects.exists()


def test_a_hit_that_nothing_shows_cannot_be_accepted(review, asker):
    Hit.objects.update(evidence=[])
    with pytest.raises(Conflict) as refused:
        accept_hits(review, [Hit.objects.first().id], by=asker)
    assert refused.value.code == "hit.no_evidence"
