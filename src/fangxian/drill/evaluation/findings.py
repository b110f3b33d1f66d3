"""From what an evaluation shows to what has to be put right: each with an owner, a day and a re-test. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.scenario.schema import Package
from fangxian.protocol.pack import Pack
from fangxian.protocol.roles import ROLES
from fangxian.protocol.schema.base import Text

DUE_DAYS: Final = {"U": 14, "M": 30, "S": 60}
"""Days to put right what could not be performed, what was with major and with some challenges: our proposal, to be
confirmed by whoever signs the report."""

RETEST_DAYS: Final = 30
"""From a finding's due day to its re-test: our proposal."""

WORST: Final = 5
"""Clauses with the most steps late or missed that become findings of their own."""


@dataclass(frozen=True)
class Finding:
    """Something to put right.

    Attributes
    ----------
    id : str
        Stable within the exercise.
    what : Text
    rating : str
        ``S``, ``M`` or ``U``.
    owner : Text
        Who answers for it.
    due, retest : date
    clause : str
        Clause of the plan or rulebook it is about; empty where it is about none.
    """

    id: str
    what: Text
    rating: str
    owner: Text
    due: date
    retest: date
    clause: str = ""


def findings(data: Mapping[str, Any], package: Package, pack: Pack) -> list[Finding]:
    """Findings of an evaluation, the gravest first.

    Parameters
    ----------
    data : Mapping
        As :func:`fangxian.drill.evaluation.present.as_data` gives it.
    """
    ended = date.fromisoformat(str(data["until"])[:10])
    found = [*_of_guide(data, package, ended), *_of_clocks(data, pack, ended)]
    return sorted(found, key=lambda one: (-DUE_DAYS_RANK[one.rating], one.id))


DUE_DAYS_RANK: Final = {"S": 1, "M": 2, "U": 3}
"""How grave a rating is."""


def strengths(data: Mapping[str, Any], package: Package) -> list[Text]:
    """What was performed without challenges, in the words of the guide."""
    rated = data["ratings"]
    return [one.text for one in package.guide if one.measure is not None and rated.get(one.measure.figure) == "P"]


def _of_guide(data: Mapping[str, Any], package: Package, ended: date) -> list[Finding]:
    made = []
    for check in package.guide:
        rating = data["ratings"].get(check.measure.figure) if check.measure is not None else None
        if check.measure is None or rating in {None, "P"}:
            continue
        figure, value = FIGURES[check.measure.figure], data["figures"][check.measure.figure]
        said = _value(value, figure.unit)
        what = Text(zh=f"{check.text.zh}:{figure.zh} {said}", en=f"{check.text.en}: {figure.en.lower()} {said}")
        made.append(_finding(f"guide.{check.id}", what, rating, _HEADQUARTERS, ended))
    return made


def _of_clocks(data: Mapping[str, Any], pack: Pack, ended: date) -> list[Finding]:
    made = []
    late = [row for row in data["clocks"] if row["late"] + row["missed"]]
    for row in late[:WORST]:
        clause = next((one for one in pack.clauses if one.id == row["clause"]), None)
        if clause is None:
            continue
        share = (row["late"] + row["missed"]) / row["steps"]
        rating = "U" if share > 0.5 else "M" if share > 0.1 else "S"
        what = Text(
            zh=f"{clause.title.zh}:{row['steps']} 项中逾期 {row['late']} 项、未办 {row['missed']} 项,"
            f"最迟 {row['worst_minutes']} 分钟",
            en=f"{clause.title.en}: {row['late']} of {row['steps']} late, {row['missed']} not done, "
            f"the latest by {row['worst_minutes']} minutes",
        )
        role = clause.owner.role if clause.owner is not None else ""
        owner = Text(zh=ROLES[role][0], en=ROLES[role][1]) if role in ROLES else _HEADQUARTERS
        made.append(_finding(f"clause.{clause.id}", what, rating, owner, ended, clause.id))
    return made


_HEADQUARTERS: Final = Text(zh=ROLES["headquarters"][0], en=ROLES["headquarters"][1])


def _finding(id: str, what: Text, rating: str, owner: Text, ended: date, clause: str = "") -> Finding:
    due = ended + timedelta(days=DUE_DAYS[rating])
    return Finding(id, what, rating, owner, due, due + timedelta(days=RETEST_DAYS), clause)


def _value(value: float, unit: str) -> str:
    return f"{100 * value:.1f} %" if unit == "share" else f"{value:,.1f}".removesuffix(".0")
