"""A laboratory knows of every tube it took over where it is: count in = count out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.ledger.models import Incident
from fangxian.response.testing.actions import open_laboratory
from fangxian.response.testing.models import Laboratory, Round
from fangxian.response.testing.queries.accession import accession, mark, places
from tests import factories
from tests.factories import PIDU
from tests.testing.conftest import Phone, make_batch, someone
from tests.testing.test_laboratory import receive, run
from tests.testing.test_pages import signed_in

CODES = [f"P-{n}" for n in range(6)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["negative", "grey", "invalid", "unrun"]), min_size=6, max_size=6))
def test_every_tube_taken_over_is_in_one_place(
    phone: Phone,
    round_: Round,
    laboratory: Laboratory,
    fates: list[str],
) -> None:
    codes = [f"{uuid4().hex[:8]}-{code}" for code in CODES]
    before = places(round_, laboratory)
    phone.send(make_batch([someone(n, code) for n, code in enumerate(codes)]))
    tested = {code: fate for code, fate in zip(codes, fates, strict=True) if fate != "unrun"}
    receive(round_, laboratory, [code for code in codes if code not in tested] or codes[:1])
    if tested:
        run(round_, laboratory, list(tested), **{code.replace("-", "_"): fate for code, fate in tested.items()})
    now = places(round_, laboratory)
    assert now.taken == now.resulted + now.on_plates + now.waiting
    assert now.taken - before.taken == len(codes)
    assert now.resulted - before.resulted == sum(fate in ("negative", "grey") for fate in fates)
    assert now.waiting - before.waiting == sum(fate in ("invalid", "unrun") for fate in fates)


def test_the_list_goes_on_where_a_page_ended(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(n, code) for n, code in enumerate(CODES)]))
    receive(round_, laboratory, [*CODES, "P-unknown"])
    first = accession(round_, laboratory, limit=4)
    rest = accession(round_, laboratory, after=mark(first[-1]))
    assert [one.tube for one in (*first, *rest)] == [*CODES, "P-unknown"]
    assert [one.people for one in rest] == [1, 1, None]


def test_the_page_shows_where_each_tube_is(phone: Phone, round_: Round, laboratory: Laboratory) -> None:
    phone.send(make_batch([someone(1, "T-1"), someone(2, "T-2"), someone(3, "T-3")]))
    run(round_, laboratory, ["T-1", "T-2"], T_1="positive", T_2="invalid")
    receive(round_, laboratory, ["T-3"])
    page = reverse("testing:accession", args=[round_.id, laboratory.id])
    shown = signed_in("laboratorian").get(page).content.decode()
    assert all(said in shown for said in ("T-1", "A1", "positive", "to be run again", "waiting"))
    assert signed_in("laboratorian").get(page + "?after=nonsense|x").status_code == 404
    assert signed_in("laboratorian", "510108").get(page).status_code == 404


def test_a_laboratory_is_entered_once(outbreak: Incident) -> None:
    request = uuid4()
    first = open_laboratory(name="检测中心", area=PIDU, tubes_a_day=900, id=request)
    assert open_laboratory(name="检测中心", area=PIDU, id=request) == first
    with pytest.raises(Conflict):
        open_laboratory(name="检测中心", area=PIDU)
    with pytest.raises(NotAllowed):
        open_laboratory(name="另一家", area=PIDU, by=factories.post(PIDU, "laboratorian"))
    said: dict[str, Any] = {"name": "第三方", "area": PIDU, "tubes_a_day": 500, "request_id": uuid4()}
    response = signed_in("director").post(reverse("testing:new_laboratory"), said)
    assert response.status_code == 302
    assert Laboratory.objects.get(name="第三方").tubes_a_day == 500
