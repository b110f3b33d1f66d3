"""Masking."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.registry.masking import mask_address, mask_name, mask_number, mask_phone


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "张三丰", "张**"),
        (mask_name, "Anna Li", "A*** L*"),
        (mask_number, "11010519491231002X", "1101**********002X"),
        (mask_number, "E1234567", "******67"),
        (mask_number, "123", "***"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_address, "成都市郫都区太平村3组12号", "成都市郫都区****"),
        (mask_name, "", ""),
        (mask_number, "", ""),
    ],
)
def test_what_is_left(mask, value, shown):
    assert mask(value) == shown


@given(st.text("0123456789X", min_size=5, max_size=30))
def test_a_number_keeps_its_length_and_loses_its_middle(number):
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert masked != number
    assert sum(character != "*" for character in masked) <= 8


def test_the_filters_mask_in_templates():
    shown = Template("{% load masking %}{{ n|mask_name }} {{ p|mask_phone }}").render(
        Context({"n": "王小明", "p": "13812345678"})
    )
    assert shown == "王** 138****5678"
