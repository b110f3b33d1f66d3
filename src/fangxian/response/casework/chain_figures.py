"""What the chains of an incident come to, in the words of a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.response.casework.queries.network import Network
from fangxian.science.tracing.chains import Chains
from fangxian.science.tracing.chains.case_to_case import case_to_case, estimate
from fangxian.science.tracing.chains.intervals import intervals, summarise
from fangxian.science.tracing.chains.offspring import offspring

FAMILIES = {
    "gamma": gettext_lazy("gamma distribution"),
    "lognormal": gettext_lazy("lognormal distribution"),
    "normal": gettext_lazy("normal distribution"),
}
FAULTS = {
    "impossible": gettext_lazy("cannot be: the infectee fell ill long before the infector; the link is not counted"),
    "backwards": gettext_lazy("the infectee fell ill first: infection before onset, or a wrong day or direction"),
    "cycle": gettext_lazy("each is on record as infected through another of them"),
    "itself": gettext_lazy("on record as exposed by itself"),
    "stranger": gettext_lazy("the link names somebody who is no case"),
}


def figures(chains: Chains) -> list[dict[str, Any]]:
    """The figures at the head of the page, each with its definition."""
    spread = offspring(chains)
    sizes = [len(members) for members in chains.members()]
    return [
        _figure("cases", _("Cases"), len(chains.cases), _("Cases shown, excluded ones left out.")),
        _figure(
            "chains",
            _("Chains"),
            len(sizes),
            _("Groups of cases that recorded exposures connect; the largest holds %(most)s.")
            % {"most": max(sizes, default=0)},
        ),
        _figure(
            "unlinked",
            _("Unlinked"),
            len(chains.unlinked),
            _("Cases without any recorded exposure by or of another case."),
            denominator=len(chains.cases),
        ),
        _figure(
            "generations",
            _("Generations"),
            1 + max(chains.generation.values(), default=-1),
            _("Of the longest line of infections; a case without an infector on record is generation 0."),
        ),
        _figure(
            "offspring",
            _("Infectees a case"),
            _decimal(spread.mean),
            _("Recorded infections divided by cases: a lower limit of R, since unlinked cases have an infector too."),
        ),
        _figure(
            "dispersion",
            _("Dispersion k"),
            _decimal(spread.dispersion),
            _dispersion(spread.limits, spread.top_share),
        ),
    ]


def serial_interval(chains: Chains) -> dict[str, Any]:
    """Serial intervals: of the links generations are counted along, and out of onsets alone."""
    found = summarise(intervals(chains))
    behind = estimate(case_to_case(chains))
    return {
        "count": found.count,
        "negative": found.negative,
        "mean": _decimal(found.mean),
        "sd": _decimal(found.sd),
        "quantiles": [_decimal(one, 1) for one in found.quantiles],
        "fitted": found.fitted,
        "fits": [
            {
                "family": FAMILIES[fit.family],
                "mean": _decimal(fit.mean),
                "sd": _decimal(fit.sd),
                "aic": _decimal(fit.aic, 1),
            }
            for fit in found.fits
        ],
        "behind": behind and {"mean": _decimal(behind.mean), "sd": _decimal(behind.sd), "count": behind.count},
    }


def faults(shown: Network) -> list[dict[str, Any]]:
    """What wants a second look, by what is wrong: whom it is about, and the serial interval."""
    found: dict[str, list[dict[str, Any]]] = {}
    for fault in shown.chains.faults:
        cases = [
            {"label": shown.label(id_), "id": shown.cases[id_].id if id_ in shown.cases else None}
            for id_ in fault.cases
        ]
        found.setdefault(fault.kind, []).append({"cases": cases, "days": fault.days})
    return [{"kind": kind, "words": words, "faults": found[kind]} for kind, words in FAULTS.items() if kind in found]


def _figure(key: str, label: str, value: Any, definition: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "value": value, "definition": definition, **more}


def _dispersion(limits: tuple[float, float | None] | None, top_share: float | None) -> str:
    said = _("How unequal infectees are spread over cases; the smaller, the fewer cases infected most of the others.")
    if limits is None:
        return said + " " + _("Here they are no more unequal than chance makes them.")
    low, high = _decimal(limits[0]), _decimal(limits[1]) or "∞"
    sure = _("Between %(low)s and %(high)s with 95 per cent confidence.") % {"low": low, "high": high}
    share = f"{100 * (top_share or 0):.0f}%"
    top = _("%(share)s of the cases infected four in five of the infectees.") % {"share": share}
    return f"{said} {sure} {top}"


def _decimal(value: float | None, places: int = 2) -> str | None:
    return None if value is None else f"{value:.{places}f}"
