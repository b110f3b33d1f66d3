"""What a search gives besides the pairs: evidence, rank, tiers, chance, the second order, the guard."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading import Case, Phone
from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search import DoseRule, Search, Warrant, chance, evidence, finding, second_order, tiers
from fangxian.science.tracing.search.tiers import infection_chance
from tests.tracing.build import index_of
from tests.tracing.oracle import Stay

MIDNIGHT = 1_635_868_800
ANN = (Case("A", (Phone("ann"),)),)


def test_a_spell_across_midnight_is_one_in_the_hits_and_in_the_evidence() -> None:
    stays = [Stay(p, "home", MIDNIGHT - 360, MIDNIGHT + 360) for p in ("ann", "bob")]
    with index_of(stays) as index:
        search = Search(index, Rule(12, 14, continuous=True))
        (found,) = search.pairs(ANN)
        assert found.hits.overlaps.tolist() == [1]
        (spell,) = evidence(search, ANN[0], "bob")
        assert (spell.place, spell.start, spell.end) == ("home", MIDNIGHT - 360, MIDNIGHT + 360)
        assert spell.minutes == 12.0


def test_a_finding_carries_the_parameters_the_overlaps_and_the_clause() -> None:
    stays = [Stay(p, "hall", MIDNIGHT, MIDNIGHT + 900) for p in ("ann", "bob")]
    with index_of(stays) as index:
        search = Search(index, Rule(10, 14, min_hours=0.1, clause="chengdu: companion"))
        found = finding(search, ANN[0], "bob")
    assert (found.case, found.person, found.clause) == ("A", "bob", "chengdu: companion")
    assert (found.parameters["min_minutes"], found.parameters["operator"]) == (10, "and")
    assert [(spell.place, spell.minutes) for spell in found.overlaps] == [("hall", 15.0)]
    assert found.window[1] == MIDNIGHT + 900


def test_the_evidence_of_a_hit_adds_up_to_the_hit() -> None:
    chance_ = np.random.default_rng(3)
    stays = [
        Stay(int(p), int(q), *(MIDNIGHT + 60 * np.sort(chance_.integers(-900, 900, 2))).tolist())
        for p, q in chance_.integers(0, 6, (80, 2))
    ]
    with index_of(stays) as index:
        search = Search(index, Rule(0, 14), detail=True)
        case = Case("c", (Phone(0, MIDNIGHT - 30_000, MIDNIGHT + 30_000),))
        (found,) = search.pairs([case])
        assert len(found.hits) > 2
        for k, person in enumerate(index.people.ids(found.hits.person).to_pylist()):
            spells = evidence(search, case, person)
            assert len(spells) == found.hits.overlaps[k]
            assert sum(spell.end - spell.start for spell in spells) == found.hits.seconds[k]
            assert len({spell.place for spell in spells}) == found.hits.places[k]


def test_an_answer_does_not_depend_on_the_threads() -> None:
    stays = [Stay(p, p % 3, MIDNIGHT + 600 * p, MIDNIGHT + 600 * p + 4_000) for p in range(30)]
    cases = [Case(str(p), (Phone(p),)) for p in range(30)]
    with index_of(stays) as index:
        one, two = (list(Search(index, Rule(1, 14), threads=t).pairs(cases)) for t in (1, 3))
        for a, b in zip(one, two, strict=True):
            assert a.case == b.case
            assert a.hits.person.tolist() == b.hits.person.tolist()
            assert a.hits.dose.tolist() == b.hits.dose.tolist()


def test_more_pairs_than_were_reserved_are_found_all_the_same() -> None:
    stays = [Stay(p, 0, MIDNIGHT, MIDNIGHT + 700) for p in range(20_000)]
    stays += [Stay(0, 1, MIDNIGHT, MIDNIGHT + 700)] + [
        Stay(p, 1, MIDNIGHT, MIDNIGHT + 700) for p in range(20_000, 40_000)
    ]
    with index_of(stays) as index:
        (found,) = Search(index, Rule(10, 14)).pairs([Case("c", (Phone(0),))])
        assert sorted(found.hits.person.tolist()) == list(range(1, 40_000))


def test_a_crowd_thins_the_dose_and_the_kind_of_place_weighs_it() -> None:
    crowd = [Stay(f"p{k}", "square", MIDNIGHT, MIDNIGHT + 3_600) for k in range(100)]
    stays = [
        *(Stay("ann", place, MIDNIGHT, MIDNIGHT + 3_600) for place in ("square", "room", "field")),
        *crowd,
        Stay("bob", "room", MIDNIGHT, MIDNIGHT + 3_600),
        Stay("cid", "field", MIDNIGHT, MIDNIGHT + 3_600),
    ]
    rule = DoseRule(5, {"cell": 1.0, "indoor": 18.7})
    with index_of(stays) as index:
        search = Search(index, Rule(10, 14), dose=rule, kinds={"room": "indoor", "nowhere": "indoor"})
        (found,) = search.pairs(ANN)
        dose = dict(zip(index.people.ids(found.hits.person).to_pylist(), found.hits.dose.tolist(), strict=True))
    assert dose["bob"] == pytest.approx(18.7)
    assert dose["cid"] == pytest.approx(1.0)
    assert dose["p0"] == pytest.approx(0.05)


def test_the_strongest_come_first_and_a_top_is_the_head_of_the_whole_list() -> None:
    stays = [Stay("ann", "x", MIDNIGHT, MIDNIGHT + 86_400)]
    stays += [Stay(f"p{k}", "x", MIDNIGHT, MIDNIGHT + 60 * (k % 7 + 10)) for k in range(40)]
    with index_of(stays) as index:
        (found,) = Search(index, Rule(10, 14)).pairs(ANN)
    ranked = found.hits.ranked()
    assert (np.diff(ranked.dose) <= 0).all()
    for top in (0, 1, 5, 39, 40, 99):
        assert found.hits.ranked(top).person.tolist() == ranked.person.tolist()[:top]


def test_second_order_follows_time() -> None:
    hour = 3_600
    stays = [
        Stay("ann", "x", MIDNIGHT + 10 * hour, MIDNIGHT + 12 * hour),
        Stay("bob", "x", MIDNIGHT + 11 * hour, MIDNIGHT + 12 * hour),
        Stay("bob", "y", MIDNIGHT + 8 * hour, MIDNIGHT + 10 * hour),
        Stay("early", "y", MIDNIGHT + 8 * hour, MIDNIGHT + 10 * hour),
        Stay("bob", "z", MIDNIGHT + 13 * hour, MIDNIGHT + 14 * hour),
        Stay("late", "z", MIDNIGHT + 13 * hour, MIDNIGHT + 14 * hour),
        Stay("ann", "z", MIDNIGHT + 13 * hour, MIDNIGHT + 14 * hour),
    ]
    with index_of(stays) as index:
        search = Search(index, Rule(10, 14))
        case = Case("A", (Phone("ann", MIDNIGHT, MIDNIGHT + 12 * hour),))
        (first,) = search.pairs([case])
        names = index.people.ids(second_order(search, (case,), first.hits).hits.person).to_pylist()
        assert names == ["late"]
        assert len(second_order(search, (case,), first.hits, latent_s=4 * hour).hits) == 0


def test_a_random_phone_in_a_full_room_hits_everybody() -> None:
    stays = [Stay(p, 0, MIDNIGHT, MIDNIGHT + 3_600) for p in range(50)]
    with index_of(stays) as index:
        search = Search(index, Rule(10, 14))
        found = chance(search, [Case("c", (Phone(7),))], phones=20, seed=1)
    assert (found.phones, found.mean, found.median) == (20, 49.0, 49.0)
    assert found.share == pytest.approx(49 / 50)
    assert found.false_share(49) == 1.0
    assert found.false_share(98) == 0.5


DOSES = st.lists(st.floats(0, 1_000), min_size=1, max_size=60)


@settings(deadline=None)
@given(DOSES, st.floats(0.001, 100))
def test_chances_of_infection_add_up_to_what_is_expected(doses: list[float], expected: float) -> None:
    dose = np.array([value if value > 1e-6 else 0.0 for value in doses])
    chances = infection_chance(dose, expected)
    assert chances.sum() == pytest.approx(min(expected, (dose > 0).sum()), rel=1e-6)
    assert ((chances >= 0) & (chances <= 1)).all()


@settings(deadline=None)
@given(DOSES.filter(lambda doses: sum(doses) > 1e-3), st.floats(0.01, 5))
def test_tiers_hold_everybody_once_and_each_costs_more_than_the_one_before(doses: list[float], expected: float) -> None:
    dose = np.array(doses)
    found = tiers(dose, dose * 60, expected=expected, restriction_days=3.0)
    assert sum(tier.persons for tier in found) == len(dose) == found[-1].persons_so_far
    assert sum(tier.dose_share for tier in found) == pytest.approx(1)
    assert sum(tier.person_days or 0 for tier in found) == 3 * len(dose)
    costs = [tier.days_per_infection for tier in found if tier.days_per_infection is not None]
    assert all(a <= b * (1 + 1e-9) for a, b in pairwise(costs))


def test_without_a_level_or_a_duration_nothing_is_made_up() -> None:
    (tier,) = tiers(np.array([1.0]), np.array([60.0]))
    assert (tier.infections, tier.person_days, tier.days_per_infection) == (None, None, None)


def test_a_warrant_needs_a_purpose_a_signer_and_a_case() -> None:
    for purpose, signer, subjects in (("", "me", {1: "case"}), ("p", " ", {1: "case"}), ("p", "me", {})):
        with pytest.raises(TracingError, match=r"search\.warrant_missing"):
            Warrant(purpose, signer, subjects)


def test_nobody_but_a_case_or_a_contact_can_be_searched_for() -> None:
    with index_of([Stay("ann", "x", MIDNIGHT, MIDNIGHT + 3_600)]) as index:
        search = Search(index, Rule(10, 14))
        warrant = Warrant("tracing", "post:7", {"bob": "case"})
        with pytest.raises(TracingError) as caught:
            list(search.pairs(ANN, warrant=warrant))
        assert caught.value.code == "search.not_authorised"
        with pytest.raises(TracingError, match=r"search\.not_authorised"):
            search.union(ANN, warrant=warrant)
        assert [found.known for found in search.pairs(ANN, warrant=Warrant.of_cases(ANN, "tracing", "post:7"))] == [
            True
        ]


def test_a_rule_is_read_from_a_packs_section() -> None:
    from fangxian.protocol.pack import load_pack

    section = load_pack("order-chengdu-companions-2021").companion
    assert section is not None
    rule = Rule.of(section, clause="chengdu")
    assert (rule.min_minutes, rule.window_days, rule.min_hours, rule.operator, rule.cell_m) == (10, 14, 30, "and", 800)
    bare = SimpleNamespace(cell_m=800, minutes=10, window_days=14, cumulative_hours=0, operator="or")
    assert Rule.of(bare).min_hours is None


@pytest.mark.parametrize(
    ("values", "code"),
    [((-1, 14), "rule.minutes"), ((10, 0), "rule.window"), ((10, 367), "rule.window"), ((10, 14, -1), "rule.hours")],
)
def test_a_rule_that_cannot_be_is_refused(values: tuple[float, ...], code: str) -> None:
    with pytest.raises(TracingError) as caught:
        Rule(*values)
    assert caught.value.code == code


def test_a_window_that_the_index_does_not_hold_is_refused() -> None:
    with (
        index_of([Stay("ann", "x", MIDNIGHT, MIDNIGHT + 3_600)]) as index,
        pytest.raises(TracingError, match=r"search\.window_empty"),
    ):
        Search(index, Rule(10, 14), until=MIDNIGHT - 90 * 86_400)
