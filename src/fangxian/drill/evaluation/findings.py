"""From what an evaluation shows to what has to be put right: each with an owner, a day and a re-test. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.scenario.schema import Package
from fangxian.protocol.pack import Pack
from fangxian.protocol.roles import ROLES
from fangxian.protocol.schema.base import Text

Ref = tuple[str, str]
"""What something rests on: ``task``, ``fact``, ``observation`` with its id, ``figure`` with its key."""

DUE_DAYS: Final = {"U": 14, "M": 30, "S": 60}
"""Days to put right what could not be performed, what was with major and with some challenges: our proposal, to be
confirmed by whoever signs the report."""

RETEST_DAYS: Final = 30
"""From a finding's due day to its re-test: our proposal."""

WORST: Final = 5
"""Clauses with the most steps late or missed that become findings of their own."""

RANK: Final = {"S": 1, "M": 2, "U": 3}
"""How grave a rating is."""

LEVELS: Final = {
    "nation": ("国家", "National"), "province": ("省级", "Provincial"), "city": ("市级", "City"),
    "district": ("区县", "District"), "street": ("街道", "Street"), "community": ("社区", "Community"),
}  # fmt: skip
"""Level of an office → in Chinese and in English."""


@dataclass(frozen=True)
class Finding:
    """Something to put right.

    Attributes
    ----------
    id : str
        Stable within the exercise.
    what : Text
    rating : str
        ``S``, ``M`` or ``U``: how grave it is.
    level, role : str
        The office that answers for it; the level may be empty for whichever is nearest.
    due, retest : date
    clause : str
        Clause of the plan or rulebook it is about; empty where it is about none.
    evidence : tuple of Ref
        What it rests on.
    """

    id: str
    what: Text
    rating: str
    level: str
    role: str
    due: date
    retest: date
    clause: str = ""
    evidence: tuple[Ref, ...] = ()

    @property
    def owner(self) -> Text:
        """The office that answers for it, in words."""
        zh, en = ROLES.get(self.role, (self.role, self.role))
        if self.level not in LEVELS:
            return Text(zh=zh, en=en)
        over = LEVELS[self.level]
        return Text(zh=f"{over[0]}{zh}", en=f"{over[1]} {en[:1].lower()}{en[1:]}" if en != "CDC" else f"{over[1]} {en}")

    def as_data(self) -> dict[str, Any]:
        """As JSON says it."""
        return asdict(self) | {
            "what": self.what.model_dump(), "owner": self.owner.model_dump(), "due": self.due.isoformat(),
            "retest": self.retest.isoformat(), "evidence": [list(one) for one in self.evidence],
        }  # fmt: skip


def read(data: Mapping[str, Any]) -> Finding:
    """A finding from what :meth:`Finding.as_data` gave.

    Raises
    ------
    KeyError, TypeError, ValueError
        A part is missing or cannot be read.
    """
    if data["rating"] not in RANK:
        raise ValueError(data["rating"])
    return Finding(
        str(data["id"]), Text.model_validate(data["what"]), str(data["rating"]), str(data["level"]),
        str(data["role"]), date.fromisoformat(data["due"]), date.fromisoformat(data["retest"]), str(data["clause"]),
        tuple((str(kind), str(name)) for kind, name in data["evidence"]),
    )  # fmt: skip


def findings(data: Mapping[str, Any], package: Package, pack: Pack) -> list[Finding]:
    """Findings of an evaluation, the gravest first: those that people wrote and signed, else what the figures propose.

    Parameters
    ----------
    data : Mapping
        As :func:`fangxian.drill.evaluation.present.as_data` gives it; its key ``findings`` holds what people made of
        the proposals.
    """
    if "findings" in data:
        return ordered(read(one) for one in data["findings"])
    ended = date.fromisoformat(str(data["until"])[:10])
    return ordered([*_of_guide(data, package, ended), *_of_clocks(data, pack, ended)])


def ordered(found: Iterable[Finding]) -> list[Finding]:
    """The gravest first."""
    return sorted(found, key=lambda one: (-RANK[one.rating], one.id))


def strengths(data: Mapping[str, Any], package: Package) -> list[Text]:
    """What was performed without challenges, in the words of the guide."""
    return [check.text for check in package.guide if rated(data, check) == ["P"]]


def rated(data: Mapping[str, Any], check: Any) -> list[str]:
    """The ratings of a critical task, each letter once, the gravest first: of the figure, and of every evaluator."""
    found = {one["rating"] for one in data.get("observations", ()) if one["check"] == check.id and one["rating"]}
    if check.measure is not None and check.measure.figure in data["ratings"]:
        found.add(data["ratings"][check.measure.figure])
    return sorted(found, key="UMSP".index)


def _of_guide(data: Mapping[str, Any], package: Package, ended: date) -> list[Finding]:
    made = []
    for check in package.guide:
        worst = next(iter(rated(data, check)), "P")
        if worst == "P":
            continue
        seen = [one for one in data.get("observations", ()) if one["check"] == check.id]
        evidence: list[Ref] = [("observation", one["id"]) for one in seen]
        said = [one["note"] for one in seen if one["note"]]
        zh, en = [check.text.zh, *said], [check.text.en, *said]
        if check.measure is not None and check.measure.figure in data["ratings"]:
            key = check.measure.figure
            figure, value = FIGURES[key], _value(data["figures"][key], FIGURES[key].unit)
            zh.insert(1, f"{figure.zh} {value}")
            en.insert(1, f"{figure.en[:1].lower()}{figure.en[1:]} {value}")
            evidence = [("figure", key), *_behind(data, key), *evidence]
        what = Text(zh=f"{zh[0]}：{'；'.join(zh[1:])}", en=f"{en[0]}: {'; '.join(en[1:])}")
        made.append(_finding(f"guide.{check.id}", what, worst, ("city", "headquarters"), ended, evidence=evidence))
    return made


def _behind(data: Mapping[str, Any], figure: str) -> list[Ref]:
    """Tasks and facts that a figure counts, some of them, where the evaluation names them."""
    if figure == "people.missed":
        found = [("task", one.get("task", "")) for one in data["missed"]]
    elif figure.startswith("clocks."):
        found = [("task", task) for row in data["clocks"] for task in row.get("worst", ())[:2]]
    elif figure == "bulletins.agree_share":
        found = [("fact", one["fact"]) for one in data.get("bulletins", ()) if one["published"] != one["record"]]
    else:
        found = []
    return [one for one in found if one[1]][:8]


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
            zh=f"{clause.title.zh}：{row['steps']} 项中逾期 {row['late']} 项、未办 {row['missed']} 项，"
            f"最迟 {row['worst_minutes']} 分钟",
            en=f"{clause.title.en}: {row['late']} of {row['steps']} late, {row['missed']} not done, "
            f"the latest by {row['worst_minutes']} minutes",
        )
        evidence = [("task", task) for task in row.get("worst", ())]
        owner = clause.owner.level or "", clause.owner.role
        made.append(_finding(f"clause.{clause.id}", what, rating, owner, ended, clause.id, evidence))
    return made


def _finding(
    id: str, what: Text, rating: str, owner: tuple[str, str], ended: date, clause: str = "",
    evidence: Iterable[Ref] = (),
) -> Finding:  # fmt: skip
    due = ended + timedelta(days=DUE_DAYS[rating])
    return Finding(id, what, rating, *owner, due, due + timedelta(days=RETEST_DAYS), clause, tuple(evidence))


def _value(value: float, unit: str) -> str:
    return f"{100 * value:.1f} %" if unit == "share" else f"{value:,.1f}".removesuffix(".0")
