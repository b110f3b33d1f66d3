"""Forms of zones; a refusal of a command becomes an error of its field."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.casework.forms import AreaField, MomentInput, incidents, keep_within
from fangxian.response.containment.actions.review_zone import DECISIONS
from fangxian.response.containment.models import Opinion
from fangxian.response.containment.models.zone import UNITS
from fangxian.response.containment.queries.drawing import WAYS
from fangxian.response.ledger.language import say
from fangxian.ui.fields import offer

TAKEN: dict[str, Any] = {
    "case": _("homes of cases"),
    "visit": _("places they visited"),
    "contact": _("homes of close contacts"),
}
"""What a zone is computed from."""

_SHOWN_RING = 500
"""Corners that a ring has at most."""


def _kinds(kinds: dict[str, ZoneKind]) -> list[tuple[str, str]]:
    return [(key, say(kind.title)) for key, kind in kinds.items() if kind.rank > 0]


class _ZoneForm(forms.Form):
    """What is drawn, around what, where."""

    kind = forms.ChoiceField(label=_("Kind of zone"))
    unit = forms.ChoiceField(label=_("Drawn around"), help_text=_("The smallest that will do."))
    area = AreaField(label=_("Area"), help_text=_("Code or name, as exact as known."))

    def __init__(self, *args: Any, kinds: dict[str, ZoneKind], root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", _kinds(kinds))
        units = dict.fromkeys(unit for kind in kinds.values() if kind.rank > 0 for unit in kind.units)
        offer(self, "unit", [(unit, UNITS.get(unit, unit)) for unit in units])
        keep_within(self, "area", root)


class ProposeForm(_ZoneForm):
    """A zone that a tracer proposes."""

    reason = forms.CharField(label=_("Scope and grounds"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    triggered_at = forms.DateTimeField(label=_("When the case behind it was found"), widget=MomentInput())


class DeclareForm(_ZoneForm):
    """A zone that headquarters signs."""

    name = forms.CharField(label=_("Name of the zone"), max_length=160)
    effective_from = forms.DateTimeField(label=_("In force from"), widget=MomentInput())
    signed_by = forms.CharField(label=_("Signed by"), max_length=120)
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    last_case_at = forms.DateTimeField(
        label=_("When the last infection in it was found"), required=False, widget=MomentInput()
    )
    without_opinion = forms.CharField(
        label=_("Why no expert's opinion is waited for"), required=False, max_length=300,
        help_text=_("Only where the rulebook wants one and none is on record."),
    )  # fmt: skip
    field_order = (
        "name", "kind", "unit", "area", "effective_from", "last_case_at", "legal_basis", "without_opinion", "signed_by",
    )  # fmt: skip


class SignForm(forms.Form):
    """The signature under a proposal."""

    name = forms.CharField(label=_("Name of the zone"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=200)
    effective_from = forms.DateTimeField(label=_("In force from"), widget=MomentInput())
    until = forms.DateTimeField(label=_("Until, unless it is decided anew"), required=False, widget=MomentInput())
    last_case_at = forms.DateTimeField(
        label=_("When the last infection in it was found"), required=False, widget=MomentInput()
    )
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    approved_by = forms.CharField(label=_("Approved by the level above"), required=False, max_length=120)
    without_opinion = forms.CharField(
        label=_("Why no expert's opinion is waited for"), required=False, max_length=300,
        help_text=_("Only where the rulebook wants one and none is on record."),
    )  # fmt: skip
    signed_by = forms.CharField(label=_("Signed by"), max_length=120)


class DrawForm(forms.Form):
    """How a zone is drawn: the page shows what comes of it before anything is proposed."""

    incident = forms.ChoiceField(label=_("Incident"))
    area = AreaField(label=_("Area"), help_text=_("Where to look: a district, a street or a community."))
    kind = forms.ChoiceField(label=_("Kind of zone"))
    way = forms.ChoiceField(label=_("Scope"), choices=list(WAYS.items()))
    take = forms.MultipleChoiceField(
        label=_("Computed from"), required=False, choices=list(TAKEN.items()), widget=forms.CheckboxSelectMultiple
    )
    price = forms.FloatField(
        label=_("People to confine for one of them at most"), required=False, min_value=1,
        help_text=_("Empty: every one is covered."),
    )  # fmt: skip
    named = forms.CharField(
        label=_("Buildings, one a line"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Compound, building and stairwell, with blanks between."),
    )  # fmt: skip
    ring = forms.CharField(
        label=_("Shape (GeoJSON)"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Filled in when a shape is drawn on the map."),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: dict[str, ZoneKind], root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        offer(self, "kind", _kinds(kinds))
        keep_within(self, "area", root)

    def clean_ring(self) -> list[list[float]] | None:
        """The outer ring of the shape, without its last corner, which is its first."""
        text = self.cleaned_data["ring"].strip()
        if not text:
            return None
        try:
            shape = json.loads(text)
            ring = [[float(lon), float(lat)] for lon, lat, *_rest in shape["coordinates"][0]]
        except (ValueError, KeyError, TypeError, IndexError):
            raise forms.ValidationError(_("This is no shape that can be read.")) from None
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        if len(ring) > _SHOWN_RING or any(not (abs(lon) <= 180 and abs(lat) <= 90) for lon, lat in ring):
            raise forms.ValidationError(_("This is no shape that can be read."))
        return ring


class DrawnForm(DrawForm):
    """The same, and what makes it a proposal."""

    name = forms.CharField(label=_("Name of the zone"), max_length=160)
    reason = forms.CharField(label=_("Scope and grounds"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    triggered_at = forms.DateTimeField(label=_("When the case behind it was found"), widget=MomentInput())
    own = ("name", "reason", "triggered_at")
    """What is asked for besides."""


class OpinionForm(forms.Form):
    """What an expert says."""

    expert = forms.CharField(label=_("Expert"), max_length=120)
    verdict = forms.ChoiceField(label=pgettext_lazy("opinion", "Verdict"), choices=Opinion.Verdict.choices)
    text = forms.CharField(
        label=_("Reason"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class RefuseForm(forms.Form):
    """No zone is drawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    signed_by = forms.CharField(label=_("Signed by"), max_length=120)


class NoticeForm(forms.Form):
    """What a notice says that the record does not know."""

    until = forms.DateTimeField(label=_("In force until"), widget=MomentInput())
    help_line = forms.CharField(label=_("Help line"), max_length=60)
    scope = forms.CharField(
        label=_("Scope, in other words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Empty: as the record has it. The same words stand in both languages."),
    )  # fmt: skip
    rest = forms.CharField(
        label=_("What does not change, in other words"), required=False, max_length=600,
        help_text=_("Empty: nothing changes outside the scope."),
    )  # fmt: skip
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    signer = forms.CharField(label=_("Signed by"), max_length=120)


class LiftForm(forms.Form):
    """The end of a zone."""

    at = forms.DateTimeField(label=_("From when on"), widget=MomentInput())
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Needed where a condition does not hold.")
    )
    signed_by = forms.CharField(label=_("Signed by"), max_length=120)


class ChangeForm(LiftForm):
    """Another kind of measures."""

    kind = forms.ChoiceField(label=_("Kind of zone"))
    until = forms.DateTimeField(label=_("Until, unless it is decided anew"), required=False, widget=MomentInput())
    field_order = ("kind", "at", "until", "reason", "signed_by")

    def __init__(self, *args: Any, kinds: dict[str, ZoneKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", _kinds(kinds))


class ReviewForm(forms.Form):
    """Whether a zone is still needed."""

    decision = forms.ChoiceField(label=_("Decision"), choices=list(DECISIONS.items()))
    note = forms.CharField(label=_("Reason"), required=False, max_length=300)


class InfectionForm(forms.Form):
    """An infection found inside."""

    at = forms.DateTimeField(label=_("When it was found"), widget=MomentInput())


class RoundForm(forms.Form):
    """A round in which everybody was tested."""

    at = forms.DateTimeField(label=_("When the last result was known"), widget=MomentInput())
    tested = forms.IntegerField(label=_("People tested"), min_value=1)
    all_negative = forms.BooleanField(label=_("Everybody negative"), required=False)


class SettleForm(forms.Form):
    """In which building somebody lives."""

    unit = forms.ChoiceField(label=_("Building"))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [("", "—"), *units])
