"""Companions of cases: found, ranked, explained, and weighed against what acting on them costs."""

from __future__ import annotations

from fangxian.science.tracing.search.apart import groups_of
from fangxian.science.tracing.search.chance import Chance, chance
from fangxian.science.tracing.search.companions import CaseHits, Search
from fangxian.science.tracing.search.dose import DoseRule
from fangxian.science.tracing.search.evidence import Finding, Overlap, evidence, finding
from fangxian.science.tracing.search.hits import Hits
from fangxian.science.tracing.search.people import People
from fangxian.science.tracing.search.second import second_order
from fangxian.science.tracing.search.tiers import Tier, tiers
from fangxian.science.tracing.search.warrant import Warrant

__all__ = [
    "CaseHits",
    "Chance",
    "DoseRule",
    "Finding",
    "Hits",
    "Overlap",
    "People",
    "Search",
    "Tier",
    "Warrant",
    "chance",
    "evidence",
    "finding",
    "groups_of",
    "second_order",
    "tiers",
]
