"""Forms of zones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.casework.forms import AreaField, MomentInput, keep_within
from fangxian.response.ledger.language import say
from fangxian.ui.fields import offer


class _ZoneForm(forms.Form):
    """What is drawn, around what, where."""

    kind = forms.ChoiceField(label=_("Kind of zone"))
    unit = forms.ChoiceField(label=_("Drawn around"), help_text=_("The smallest that will do."))
    area = AreaField(label=_("Area"), help_text=_("Code or name, as exact as known."))

    def __init__(self, *args: Any, kinds: dict[str, ZoneKind], root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drawn = {key: kind for key, kind in kinds.items() if kind.rank > 0}
        offer(self, "kind", [(key, say(kind.title)) for key, kind in drawn.items()])
        units = dict.fromkeys(unit for kind in drawn.values() for unit in kind.units)
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
    field_order = ("name", "kind", "unit", "area", "effective_from", "last_case_at", "legal_basis", "signed_by")


UNITS: dict[str, Any] = {
    "stairwell": _("a stairwell"),
    "building": _("a building"),
    "compound": _("a compound"),
    "village": _("a village"),
    "street": _("a street"),
    "county": _("a county"),
    "community": _("a community"),
    "unit": _("a unit"),
    "place": _("a place"),
}
"""What a zone can be drawn around."""
