"""Made-up outbreaks: any cases, any links, sense or nonsense."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from fangxian.science.tracing.chains import CERTAINTIES, Case, Link

START = date(2020, 1, 1)
NAMES = [f"c{n:02}" for n in range(24)]

days = st.none() | st.integers(0, 40).map(lambda n: START + timedelta(days=n))
cases = st.lists(
    st.builds(Case, st.sampled_from(NAMES), days, days, st.sampled_from(["", "mall", "train"])),
    unique_by=lambda case: case.id,
    max_size=24,
)
ends = st.sampled_from(NAMES)
links = st.lists(
    st.builds(Link, ends, ends, st.sampled_from([*CERTAINTIES, "hearsay"]), st.sampled_from(["", "household"])),
    max_size=60,
)
