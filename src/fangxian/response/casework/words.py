"""What codes in facts are called on a time line: by attribute, and where one word means several things, by fact too.

An app above this one that names things by codes of its own (a kind of document) says what they are called in its
configuration: ``fact_words = "…"`` names a mapping like :data:`WORDS`, which is read once a page asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.actions.decide_place import DECISIONS, WORKS
from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.models import Classification, ContactKind, Outcome, Route
from fangxian.response.casework.titles import (
    ASSAY_TITLES,
    CHANNEL_TITLES,
    DURING_TITLES,
    MEASURE_TITLES,
    METHOD_TITLES,
    MODE_TITLES,
    OUTCOME_TITLES,
    REASON_TITLES,
    RESULT_TITLES,
    SETTING_TITLES,
    SEVERITY_TITLES,
    SOCIAL_TITLES,
    SPECIMEN_TITLES,
)
from fangxian.response.jurisdiction.codes import LEVEL_TITLES
from fangxian.response.registry.actions.review_reading import DECISIONS as READINGS
from fangxian.response.registry.models import Place

Words = Mapping[str, Any]
"""Code, and what it is called."""

WORDS: Final[Mapping[str, Words]] = {
    "route": dict(Route.choices),
    "classification": dict(Classification.choices),
    "from": dict(Classification.choices),
    "to": dict(Classification.choices),
    "kind": dict(ContactKind.choices),
    "severity": {**SEVERITY_TITLES, "serious": _("serious"), "death": _("death")},
    "mode": MODE_TITLES,
    "group": GROUPS,
    "result": RESULT_TITLES,
    "setting": SETTING_TITLES,
    "social": SOCIAL_TITLES,
    "outcome": {**dict(Outcome.choices), **OUTCOME_TITLES},
    "category": dict(Place.Category.choices),
    "decision": DECISIONS,
    "work": WORKS,
    "measure": MEASURE_TITLES,
    "method": METHOD_TITLES,
    "assay": ASSAY_TITLES,
    "specimen": SPECIMEN_TITLES,
    "during": DURING_TITLES,
    "reason": REASON_TITLES,
    "level": LEVEL_TITLES,
    "to_level": LEVEL_TITLES,
    "to_body": {"cdc": _("the centre for disease control"), "health": _("the health authority"),
                "government": _("the government")},
    "channel": CHANNEL_TITLES,
    "colour": {"green": _("green code"), "yellow": _("yellow code"), "red": _("red code")},
    "stage": {"third": _("a third"), "half": _("half"), "all": _("all of it")},
    "source": {"self": _("told by themselves"), "call": _("by a call"), "visit": _("at a visit"),
               "sensor": _("by a door sensor"), "report": _("reported by others"), "other": _("otherwise")},
    "language": {"zh": "中文", "en": "English"},
}  # fmt: skip
"""By attribute."""

OF_FACT: Final[Mapping[str, Mapping[str, Words]]] = {
    "measure.reviewed": {
        "decision": {"keep": _("it stays"), "ease": _("it is eased"), "end": _("it ends")},
    },
    "measure.appeal_decided": {
        "decision": {"upheld": _("the measure stands"), "changed": _("the measure is changed"),
                     "ended": _("the measure ends")},
    },
    "quarantine.breach_settled": {
        "outcome": {"returned": _("back in quarantine"), "to_site": _("taken to a site"), "unfounded": _("unfounded")},
    },
    "person.checked": {
        "outcome": {"controlled": _("under control"), "ruled_out": _("risk ruled out"),
                    "left": _("handed on to another place"), "not_found": _("not found"), "refused": _("refused")},
    },
    "identity.read_reviewed": {"decision": READINGS},
}  # fmt: skip
"""By kind of fact and attribute, where the attribute means something else than elsewhere."""


def word(kind: str, attribute: str, code: str, further: Mapping[str, Words]) -> Any:
    """What a code of a fact is called; None where nobody calls it anything, as what somebody wrote.

    Parameters
    ----------
    further : mapping
        By attribute, what the page that asks calls codes; it goes before everything else.
    """
    for words in (further, OF_FACT.get(kind, {}), _of_others(), WORDS):
        if code in words.get(attribute, ()):
            return words[attribute][code]
    return None


@cache
def _of_others() -> Mapping[str, Words]:
    """By attribute what apps above this one call their codes."""
    named = (getattr(config, "fact_words", None) for config in apps.get_app_configs())
    return {attribute: words for path in named if path for attribute, words in import_string(path).items()}
