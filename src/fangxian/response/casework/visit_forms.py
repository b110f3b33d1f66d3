"""Forms of trajectories and places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.actions.decide_place import DECISIONS, WORKS
from fangxian.response.casework.forms import AreaField, MomentInput, keep_within
from fangxian.response.casework.models import Certainty, Mask, ToldBy, Transport, Visit
from fangxian.response.registry.models import Place


class PlaceAreaField(AreaField):
    """The area of a place: looked for in one's own area first, then everywhere."""

    def clean(self, value: Any) -> str:
        try:
            return super().clean(value)
        except forms.ValidationError:
            if not self.root:
                raise
        root, self.root = self.root, ""
        try:
            return super().clean(value)
        finally:
            self.root = root


class VisitForm(forms.Form):
    """One visit: the fields in the order in which people tell it."""

    began_at = forms.DateTimeField(label=_("From when"), widget=MomentInput())
    ended_at = forms.DateTimeField(
        label=_("Until when"), required=False, widget=MomentInput(), help_text=_("Leave it empty if nobody knows.")
    )
    place = forms.CharField(
        label=_("Place"), max_length=120, help_text=_("As people there call it; for a home, the compound or village.")
    )
    place_area = PlaceAreaField(label=_("Area of the place"), help_text=_("Code or name, as exact as known."))
    category = forms.ChoiceField(label=_("Kind of place"), choices=Place.Category.choices)
    transport = forms.ChoiceField(label=_("Transport"), required=False, choices=Transport.choices)
    service = forms.CharField(
        label=_("Flight, train or vehicle, and seat"), required=False, max_length=60, help_text=_("CA4106 · 12A")
    )
    mask = forms.ChoiceField(label=_("Mask"), required=False, choices=Mask.choices)
    companions = forms.CharField(
        label=_("Who else was there"), required=False, max_length=300, help_text=_("Numbers and labels, no names.")
    )
    told_by = forms.ChoiceField(label=_("Where the statement comes from"), choices=ToldBy.choices)
    certainty = forms.ChoiceField(
        label=_("How sure it is"), choices=[pair for pair in Certainty.choices if pair[0] != "reconstructed"]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "place_area", root)

    def report(self) -> dict[str, Any]:
        """The fields as :func:`record_visit` takes them."""
        return dict(self.cleaned_data)


def said_of(visit: Visit) -> dict[str, Any]:
    """What a form shows of a visit that is to be corrected."""
    return {
        "place": visit.place_name,
        **{name: getattr(visit, name) for name in VisitForm.base_fields if name != "place"},
    }


class LocateForm(forms.Form):
    """Where in its area a place is."""

    lon = forms.FloatField(label=_("Longitude"), required=False, help_text=_("Decimal degrees east, WGS 84."))
    lat = forms.FloatField(label=_("Latitude"), required=False, help_text=_("Decimal degrees north."))


class DecideForm(forms.Form):
    """What happens to an exposed place."""

    decision = forms.ChoiceField(label=_("Decision"), choices=list(DECISIONS.items()))
    until = forms.DateTimeField(label=_("It holds until"), required=False, widget=MomentInput())
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Needed where nothing is to happen.")
    )


class DisinfectForm(forms.Form):
    """A disinfection that was done."""

    work = forms.ChoiceField(label=_("Kind of disinfection"), choices=list(WORKS.items()))
    at = forms.DateTimeField(label=_("Carried out at"), widget=MomentInput())
