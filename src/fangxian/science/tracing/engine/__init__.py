"""The same question on an existing engine: one Ibis expression, on DuckDB here and on Spark in a data centre."""

from __future__ import annotations

from fangxian.science.tracing.engine import ask, connect
from fangxian.science.tracing.engine.expression import CASE_COLUMNS, STAY_COLUMNS, Question, hits_of

__all__ = ["CASE_COLUMNS", "STAY_COLUMNS", "Question", "ask", "connect", "hits_of"]
