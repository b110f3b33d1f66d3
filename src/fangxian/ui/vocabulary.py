"""The words beside the colours: labels of coded states, and which colour family each belongs to.

Codes are those of the operational record (``casework``, ``ledger``) and of the packs. A code without a word
here is shown as it is.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TASK_STATES: dict[str, Any] = {
    "open": pgettext_lazy("task", "open"),
    "due_soon": pgettext_lazy("task", "due soon"),
    "overdue": pgettext_lazy("task", "overdue"),
    "discharged": pgettext_lazy("task", "discharged"),
    "late": pgettext_lazy("task", "discharged late"),
    "lapsed": pgettext_lazy("task", "lapsed"),
    "missed": pgettext_lazy("task", "ended undone"),
}

CASE_CLASSES: dict[str, Any] = {
    "confirmed": _("confirmed case"),
    "asymptomatic": _("asymptomatic infection"),
    "probable": _("probable case"),
    "suspect": _("suspected case"),
    "excluded": pgettext_lazy("case", "excluded"),
}

ROUTES: dict[str, Any] = {
    "contact": _("contact under control"),
    "companion": _("spatiotemporal companion"),
    "arrival": pgettext_lazy("route", "arrival"),
    "mass_test": _("mass testing"),
    "key_post": _("key post testing"),
    "goods": _("goods tracing"),
    "fever_clinic": _("fever clinic"),
    "self_report": _("self-report"),
    "outside_notice": _("notice from outside"),
    "": _("not stated"),
    "unknown": _("not stated"),
}

ZONE_LEVELS: dict[str, Any] = {
    "sealed": _("sealed zone"),
    "controlled": _("controlled zone"),
    "prevention": _("prevention zone"),
    "high": _("high-risk area"),
    "medium": _("medium-risk area"),
    "low": _("low-risk area"),
    "lifted": pgettext_lazy("zone", "lifted"),
}

ZONE_COLOURS = {
    "sealed": "red",
    "high": "red",
    "controlled": "orange",
    "medium": "orange",
    "prevention": "yellow",
    "low": "green",
    "lifted": "lifted",
}

MARKS: dict[str, Any] = {
    "S": _("stated in a founding document"),
    "V": _("read in a copy of the rule itself"),
    "V2": _("read only in a secondary text"),
    "R": _("recalled, not verified"),
    "D": _("our own derivation"),
}
"""How sure a figure or a clause is."""

FAMILIES: dict[str, dict[str, Any]] = {
    "task": TASK_STATES,
    "case": CASE_CLASSES,
    "route": ROUTES,
    "zone": ZONE_LEVELS,
    "mark": MARKS,
}


def zone_level(code: str) -> str:
    """The plain level in a zone's code: ``medium_risk`` is ``medium``."""
    for ending in ("_risk", "_zone", "_area"):
        code = code.removesuffix(ending)
    return code


def label(family: str, code: str) -> Any:
    """The word for a code, or the code itself.

    Raises
    ------
    KeyError
        There is no such family.
    """
    words = FAMILIES[family]
    return words.get(zone_level(code) if family == "zone" else code, code)


def chip_class(family: str, code: str) -> str:
    """The style of a chip: family, then the code or, for zones, the colour it stands for."""
    if family == "zone":
        return f"chip-zone chip-zone-{ZONE_COLOURS.get(zone_level(code), 'yellow')}"
    return f"chip-{family} chip-{family}-{code or 'unknown'}"
