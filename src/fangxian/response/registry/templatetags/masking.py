"""Template filters that mask identifying values."""

from __future__ import annotations

from django import template

from fangxian.response.registry import masking

register = template.Library()
register.filter("mask_name", masking.mask_name)
register.filter("mask_number", masking.mask_number)
register.filter("mask_phone", masking.mask_phone)
register.filter("mask_address", masking.mask_address)
