"""What codes of casework are called, where no model says it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SEVERITY_TITLES: Final[dict[str, Any]] = {
    "mild": pgettext_lazy("clinical type", "mild"),
    "ordinary": pgettext_lazy("clinical type", "ordinary"),
    "severe": pgettext_lazy("clinical type", "severe"),
    "critical": pgettext_lazy("clinical type", "critical"),
}
"""Clinical types 临床分型."""

MODE_TITLES: Final[dict[str, Any]] = {
    "central": _("at a designated site"),
    "home": _("at home"),
    "hospital": _("in hospital"),
}
"""Ways to carry out a quarantine."""

RESULT_TITLES: Final[dict[str, Any]] = {
    "positive": _("positive"),
    "negative": _("negative"),
    "grey": _("grey zone"),
    "invalid": _("invalid"),
}
"""Results of a test."""

OUTCOME_TITLES: Final[dict[str, Any]] = {"died": _("died"), "recovered": _("recovered")}
"""How an illness ended."""

SETTING_TITLES: Final[dict[str, Any]] = {
    "household": _("household"),
    "visit": _("a visit"),
    "shared_meal": _("a shared meal"),
    "entertainment": _("entertainment"),
    "work": pgettext_lazy("setting", "work"),
    "school": pgettext_lazy("setting", "school"),
    "medical": _("medical care"),
    "transport": _("on the way"),
    "community": _("the neighbourhood"),
}
"""Settings of an exposure that have a machine name; others stand in the words of whoever entered them."""

SOCIAL_TITLES: Final[dict[str, Any]] = {
    "spouse": _("spouse"),
    "relative": _("relative"),
    "neighbour": _("neighbour"),
    "colleague": _("colleague"),
    "classmate": _("classmate"),
    "friend": _("friend"),
    "card_partner": _("played cards together"),
    "face_to_face": _("met face to face"),
}
"""How two people know each other, likewise."""
