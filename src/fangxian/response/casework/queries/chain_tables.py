"""The network of an incident as two tables: its cases and its links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fangxian.response.casework.queries.export import csv_lines
from fangxian.response.casework.queries.network import Network

CASES: Final = (
    "case_id", "classification", "date_of_onset", "date_of_first_report", "generation", "chain", "infector",
    "infector_certainty", "serial_interval_days", "cluster", "area_code", "area",
)  # fmt: skip
LINKS: Final = (
    "source_case_id", "target_case_id", "kind", "certainty", "setting", "serial_interval_days",
    "generation_counted_along", "wrong",
)  # fmt: skip


def as_csv(shown: Network, what: str) -> Iterator[bytes]:
    """``cases`` or ``links`` as the lines of a CSV file."""
    return csv_lines(LINKS, _links(shown)) if what == "links" else csv_lines(CASES, _cases(shown))


def _cases(shown: Network) -> Iterator[tuple[Any, ...]]:
    chains = shown.chains
    for id_ in shown.order():
        case, link = shown.cases.get(id_), chains.infector.get(id_)
        yield (
            shown.label(id_),
            case.classification if case else "",
            chains.cases[id_].onset,
            chains.cases[id_].reported,
            chains.generation.get(id_),
            None if id_ not in chains.chain else chains.chain[id_] + 1,
            shown.label(link.source) if link else "",
            link.certainty if link else "",
            chains.interval(link) if link else None,
            chains.cases[id_].cluster,
            case.area if case else "",
            shown.area(id_),
        )


def _links(shown: Network) -> Iterator[tuple[Any, ...]]:
    chains = shown.chains
    wrong = shown.wrong
    for link in chains.links:
        pair = (link.source, link.target)
        yield (
            shown.label(link.source),
            shown.label(link.target),
            shown.kinds.get(pair, ""),
            link.certainty,
            link.setting,
            chains.interval(link),
            "yes" if chains.infector.get(link.target) == link else "",
            wrong.get(pair, ""),
        )
