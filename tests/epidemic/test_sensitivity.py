"""Every assumption can be halved and doubled, and only what it is about changes."""

from __future__ import annotations

import pytest

from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.law import calibrated
from fangxian.science.epidemic.rates import mixing
from fangxian.science.epidemic.validation import sensitivity
from fangxian.science.epidemic.validation.sensitivity import ASSUMPTIONS, Variant


@pytest.fixture(scope="module")
def shipped(city: object) -> Variant:
    return Variant(city, mixing(), load_disease("covid19-delta"))


@pytest.mark.parametrize("name", ASSUMPTIONS)
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_an_assumption_can_be_scaled(
    shipped: Variant, name: str, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensitivity, "PEOPLE", 1000)
    changed = ASSUMPTIONS[name](shipped, factor)
    same = (
        changed.city.fingerprint == shipped.city.fingerprint,
        changed.mixing == shipped.mixing,
        changed.disease == shipped.disease,
    )
    assert sum(same) == 2


def test_every_assumption_has_a_name_in_both_languages() -> None:
    assert set(sensitivity.CHINESE) == set(ASSUMPTIONS)


def test_mixing_keeps_the_disease_s_own_figures(shipped: Variant) -> None:
    changed = ASSUMPTIONS["intensity at every venue"](shipped, 2.0)
    one, other = (calibrated(v.city, v.disease, v.mixing).rates for v in (shipped, changed))
    assert sum(one.reproduction.values()) == pytest.approx(sum(other.reproduction.values()), rel=1e-6)
    assert one.rate[0] == pytest.approx(other.rate[0], rel=1e-6)
    assert other.reproduction["market"] > one.reproduction["market"]


def test_ratios_stand_beside_the_shipped_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "PEOPLE", 3000)
    monkeypatch.setattr(sensitivity, "DAYS", 6)
    monkeypatch.setattr(
        sensitivity, "ASSUMPTIONS", {name: ASSUMPTIONS[name] for name in ("share that lingers", "unevenness k")}
    )
    told: list[tuple[int, int]] = []
    rows = sensitivity.sensitivity(0.2, lambda done, total: told.append((done, total)))
    assert [(row.assumption, row.factor) for row in rows][:2] == [
        ("share that lingers", 0.5),
        ("share that lingers", 2.0),
    ]
    assert told[-1] == (4, 4)
    assert all(row.reproduction == pytest.approx(1.0, rel=1e-6) and row.unhindered > 0 for row in rows)
