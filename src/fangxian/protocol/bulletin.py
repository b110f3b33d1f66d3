"""What a bulletin counts, from the facts of an incident. Pure.

Whoever writes a bulletin and whoever judges it afterwards count alike: both call :func:`counted`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from fangxian.protocol.fact import VOIDED

COUNTED: Final[dict[str, tuple[str, str]]] = {
    "confirmed": ("确诊病例", "confirmed cases"),
    "asymptomatic": ("无症状感染者", "asymptomatic infections"),
    "contacts": ("密切接触者", "close contacts"),
    "zones": ("风险区", "zones in force"),
    "sampled": ("已采样人次", "people sampled"),
}
"""Figures of a bulletin that the record answers for, in Chinese and in English."""

COUNTED_KINDS: Final = (
    "case.confirmed", "case.asymptomatic", "case.excluded", "exposure.recorded", "exposure.voided", "zone.opened",
    "zone.lifted", "testing.progress", VOIDED,
)  # fmt: skip
"""Kinds of fact that :func:`counted` reads."""


class Told(Protocol):
    """What of a fact is read."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def attributes(self) -> Mapping[str, Any]: ...
    @property
    def corrects(self) -> str | None: ...


def counted(facts: Iterable[Told]) -> dict[str, int]:
    """The figures of a bulletin as a record says them.

    Parameters
    ----------
    facts : iterable of Told
        What was known, in order of time. A fact that a later one corrects or voids counts as never said.

    Returns
    -------
    dict
        One count for each of :data:`COUNTED`: people by their latest class; close contacts who have not become
        cases; zones not lifted; samples as last stated for each round.
    """
    known = list(facts)
    gone = {one.corrects for one in known if one.corrects}
    classes: dict[str, str] = {}
    close: dict[str, set[str]] = defaultdict(set)
    zones: set[str] = set()
    sampled: dict[str, int] = {}
    for one in known:
        if one.id and one.id in gone:
            continue
        match one.kind:
            case "case.confirmed" | "case.asymptomatic":
                classes[one.subject] = one.kind
            case "case.excluded":
                classes.pop(one.subject, None)
            case "exposure.recorded" if one.attributes.get("kind") == "close":
                close[one.subject].add(str(one.attributes.get("relationship", "")))
            case "exposure.voided":
                _retire(close, one)
            case "zone.opened":
                zones.add(one.subject)
            case "zone.lifted":
                zones.discard(one.subject)
            case "testing.progress" if one.attributes.get("sampled") is not None:
                sampled[one.subject] = int(one.attributes["sampled"])
    kinds = list(classes.values())
    return {
        "confirmed": kinds.count("case.confirmed"),
        "asymptomatic": kinds.count("case.asymptomatic"),
        "contacts": sum(bool(said) and subject not in classes for subject, said in close.items()),
        "zones": len(zones),
        "sampled": sum(sampled.values()),
    }


def _retire(close: dict[str, set[str]], voided: Told) -> None:
    """Take one relationship back, or, where none is named, all of them."""
    named = voided.attributes.get("relationship")
    if named is None:
        close.pop(voided.subject, None)
    else:
        close[voided.subject].discard(str(named))
