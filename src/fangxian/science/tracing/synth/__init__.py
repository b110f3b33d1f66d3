"""Honest synthetic stays: people who sleep at home, work, ride and meet, drawn from a seed."""

from __future__ import annotations

from fangxian.science.tracing.synth.city import City
from fangxian.science.tracing.synth.files import write

__all__ = ["City", "write"]
