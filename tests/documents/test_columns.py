"""Columns of a table: a date stays in its own, whatever stands beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.documents.columns import LINE, NARROWEST, WIDEST, weights, wide

CELLS = st.text(st.sampled_from("ab 1-中文"), max_size=60)
TABLES = st.integers(1, 7).flatmap(lambda wide: st.lists(st.lists(CELLS, min_size=wide, max_size=wide), min_size=1))


def test_a_table_that_fits_is_as_wide_as_its_cells() -> None:
    assert weights([["指标", "Value"], ["确诊病例", "1,234,567"]]) == [8, 9]


def test_a_date_between_long_texts_keeps_its_width() -> None:
    text = "密接十二小时内管控：应办未办，由区县指挥部逐项核对并说明原因"
    found = weights([[text, "2020-12-02", "2021-01-30", text, text]])
    assert found[1] == found[2] >= wide("2020-12-02") / LINE * sum(found)
    assert found[0] > 10


@given(TABLES)
def test_no_column_is_wider_than_it_may_be_nor_narrower_than_is_read(rows: list[list[str]]) -> None:
    found = weights(rows)
    assert len(found) == len(rows[0])
    assert all(NARROWEST <= one <= WIDEST for one in found)
