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
    "quarantine_room": _("one room of a quarantine site"),
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

MEASURE_TITLES: Final[dict[str, Any]] = {
    "central_quarantine": _("quarantine at a designated site"),
    "home_isolation": _("isolation at home"),
    "confinement": _("confinement"),
    "monitoring": _("health monitoring"),
    "zone": _("a zone"),
    "case_isolation": _("isolation of a case"),
}
"""Measures on a person."""

METHOD_TITLES: Final[dict[str, Any]] = {
    "in_person": _("in person"),
    "phone": _("by phone"),
    "message": _("by message"),
    "paper": _("on paper"),
    "online": _("online"),
    "single": pgettext_lazy("sample", "single"),
    "pool": pgettext_lazy("sample", "pooled"),
    "double": pgettext_lazy("sample", "two at once"),
}
"""How somebody was told, seen, or a sample was taken."""

ASSAY_TITLES: Final[dict[str, Any]] = {
    "pcr": _("nucleic acid"),
    "antigen": _("antigen"),
    "antibody": _("antibody"),
    "culture": _("culture"),
    "microscopy": _("microscopy"),
    "sequencing": _("sequencing"),
}
"""Kinds of test."""

SPECIMEN_TITLES: Final[dict[str, Any]] = {
    "nasopharyngeal": _("nasopharyngeal swab"),
    "oropharyngeal": _("oropharyngeal swab"),
    "anal": _("anal swab"),
    "sputum": _("sputum"),
    "blood": _("blood"),
    "stool": _("stool"),
}
"""Specimens."""

DURING_TITLES: Final[dict[str, Any]] = {
    "quarantine": _("in quarantine"),
    "monitoring": _("health monitoring"),
    "after_release": _("after release"),
}
"""Stages in which somebody is followed up."""

REASON_TITLES: Final[dict[str, Any]] = {
    "contact": pgettext_lazy("sample", "a contact"),
    "mass_test": pgettext_lazy("sample", "a mass test"),
    "fever_clinic": pgettext_lazy("sample", "a fever clinic"),
    "key_post": pgettext_lazy("sample", "a key post"),
    "arrival": pgettext_lazy("sample", "an arrival"),
    "quarantine": pgettext_lazy("sample", "a stay at a quarantine site"),
    "diagnosis": pgettext_lazy("sample", "a diagnosis"),
}
"""Why a sample was taken, where that has a machine name."""

CHANNEL_TITLES: Final[dict[str, Any]] = {
    "network": _("direct network report"),
    "phone": _("by telephone"),
    "paper": _("on paper"),
}
"""By what way a report went."""


def setting_words(text: str) -> str:
    """Setting and relation as one text, codes among them in words, what somebody wrote as it stands."""
    parts = (str(SETTING_TITLES.get(part, SOCIAL_TITLES.get(part, part))) for part in text.split(" · "))
    return " · ".join(parts)
