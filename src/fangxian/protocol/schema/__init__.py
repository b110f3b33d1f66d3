"""The schema of a pack, one file a concept. `PackSections` gathers them; `Pack` inherits it."""

from __future__ import annotations

from fangxian.protocol.schema.base import Mark, Section, Sourced, Text
from fangxian.protocol.schema.condition import Condition, Criterion, all_hold, any_holds
from fangxian.protocol.schema.report import ReportRule, report_limit
from fangxian.protocol.schema.sections import PackSections

__all__ = [
    "Condition",
    "Criterion",
    "Mark",
    "PackSections",
    "ReportRule",
    "Section",
    "Sourced",
    "Text",
    "all_hold",
    "any_holds",
    "report_limit",
]
