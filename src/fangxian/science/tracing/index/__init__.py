"""The interval index: who was where, by day and cell and by person, mapped into memory."""

from __future__ import annotations

from fangxian.science.tracing.index.build import Builder
from fangxian.science.tracing.index.store import Day, Index

__all__ = ["Builder", "Day", "Index"]
