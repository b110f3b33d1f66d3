"""A clause that was changed after an exercise names the finding that asked for it; that alone needs no new source."""

from __future__ import annotations

from pathlib import Path

from fangxian.protocol.diff import diff
from fangxian.protocol.pack import load_pack
from tests.protocol_packs.folder import load
from tests.protocol_packs.test_overlay_limits import city

FINDING = "unknown-origin-18d 2021-09-01: clause.case.core_facts"
CHANGE = f"""
[[change]]
of = "clause"
id = "case.core_facts"
set = {{ asked_by = ["{FINDING}"] }}
"""


def test_a_changed_clause_says_which_finding_asked_for_it(tmp_path: Path) -> None:
    city(tmp_path, CHANGE)
    held = load(tmp_path, "city-order").clause("case.core_facts")
    before = load_pack("covid19-cn-8").clause("case.core_facts")
    assert held.asked_by == (FINDING,)
    assert held.model_copy(update={"asked_by": ()}) == before


def test_two_editions_side_by_side_show_it(tmp_path: Path) -> None:
    city(tmp_path, CHANGE)
    shown = repr(diff(load_pack("covid19-cn-8"), load(tmp_path, "city-order")))
    assert FINDING in shown
