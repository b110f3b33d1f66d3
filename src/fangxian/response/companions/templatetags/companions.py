"""Words of the companion search: ``{% load companions %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from fangxian.response.companions.forms import UNIT_WORDS
from fangxian.response.companions.models import Search

register = template.Library()


@register.filter
def people(search: Search, most: int) -> str:
    """Numbers of those whose companions are sought, the first few of them."""
    numbers = [one["number"] for one in search.people]
    if not numbers:
        return "—"
    rest = len(numbers) - most
    shown = ", ".join(numbers[:most])
    return shown if rest <= 0 else _("%(shown)s and %(n)s more") % {"shown": shown, "n": rest}


@register.filter
def small(value: Any) -> str:
    """A dose or an expectation: two figures that count; an em dash for nothing."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate as SVG reads it."""
    return f"{value:g}"


@register.simple_tag
def rule_words(rule: Search | Mapping[str, Any]) -> str:
    """A set of parameters in words; of a search, or of a row of what they were worth."""
    said = rule if isinstance(rule, Mapping) else vars(rule)
    minutes = _("≥ %(n)s min in one spell") if said["continuous"] else _("≥ %(n)s min together")
    parts = [minutes % {"n": f"{said['min_minutes']:g}"}]
    if said["min_hours"] is not None:
        hours = _("and ≥ %(n)s h in all") if said["operator"] == "and" else _("or ≥ %(n)s h in all")
        parts.append(hours % {"n": f"{said['min_hours']:g}"})
    if said["same"]:
        parts.append(_("same %(unit)s") % {"unit": UNIT_WORDS[said["same"]]})
    if said["front"] or said["back"]:
        rows = {"front": said["front"], "back": said["back"]}
        parts.append(_("%(front)s rows in front, %(back)s behind") % rows)
    parts.append(_("%(n)s days") % {"n": said["window_days"]})
    if said.get("union"):
        parts.append(_("all cases as one"))
    if isinstance(rule, Mapping):
        parts.append(str(said["layer"]))
        if said["only"]:
            parts.append(str(dict(Search.Places.choices)[said["only"]]))
    return " · ".join(parts)
