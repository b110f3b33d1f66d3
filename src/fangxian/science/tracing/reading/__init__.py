"""Stays, points and cases from files: what was read, what was left out, and why."""

from __future__ import annotations

from fangxian.science.tracing.reading.cases import Case, Phone, read_cases
from fangxian.science.tracing.reading.places import Positions
from fangxian.science.tracing.reading.report import Report
from fangxian.science.tracing.reading.stays import Stays, read_stays

__all__ = ["Case", "Phone", "Positions", "Report", "Stays", "read_cases", "read_stays"]
