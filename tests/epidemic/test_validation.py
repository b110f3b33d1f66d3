"""The engine agrees with theory and with what was published; the theory with cases done by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fangxian.science.epidemic.validation import CHECKS, Line, Report, check, theory


@pytest.mark.parametrize("name", CHECKS)
def test_the_check_passes(name: str, tmp_path: Path) -> None:
    report = check(name)
    failed = [(line.figure, line.expected_text, line.found) for line in report.lines if not line.passes]
    assert failed == []
    report.draw(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 5_000


@pytest.mark.parametrize(("reproduction", "size"), [(1.5, 0.583), (2.5, 0.893)])
def test_final_sizes_are_those_of_the_books(reproduction: float, size: float) -> None:
    assert theory.final_size(reproduction) == pytest.approx(size, abs=0.001)


def test_the_smallest_households_by_hand() -> None:
    assert theory.household_sizes(1, 0.7) == pytest.approx([0.7, 0.3])
    # of two others: both escape; one is infected (two ways) and the other escapes both cases; the rest
    assert theory.household_sizes(2, 0.7) == pytest.approx([0.49, 2 * 0.3 * 0.7**2, 1 - 0.49 - 2 * 0.3 * 0.7**2])


def test_chains_of_one_child_each_never_grow() -> None:
    assert theory.extinction(3.0, 1.0) == pytest.approx(1 / 3, abs=1e-6)  # geometric offspring: 1 / R


def test_a_fifth_gives_a_fifth_where_all_are_alike() -> None:
    assert theory.top_share(50.0, 1e7) == pytest.approx(0.24, abs=0.02)
    assert theory.top_share(1.0, 0.1) > 0.95


def test_a_report_passes_only_if_every_line_does() -> None:
    lines = (Line("a", 1, 0, 2, 1, "x"), Line("b", 1, 0, 2, 3, "x"))
    assert Report("r", lines[:1]).passes
    assert not Report("r", lines).passes
    assert np.isclose(lines[1].found, 3)
