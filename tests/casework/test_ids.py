"""An id that follows from what it stands for is the standard's, so that other programs can make the same."""

from __future__ import annotations

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.casework.ids import derived

NAMESPACE = UUID("6f1c9a52-4b55-5d0e-9c3b-0f0a3a7d7e11")


@given(st.lists(st.one_of(st.text(), st.integers(), st.uuids()), min_size=1, max_size=4))
def test_an_id_is_the_name_based_one_of_its_parts(parts):
    assert derived(*parts) == uuid5(NAMESPACE, "|".join(map(str, parts)))
