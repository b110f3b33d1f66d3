"""Forms of the companion search; a refusal of a command becomes an error of its field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import MomentInput, incidents
from fangxian.response.casework.models import ContactKind
from fangxian.response.companions import stays
from fangxian.response.companions.actions import Wish
from fangxian.response.companions.models import Reason, Search
from fangxian.response.companions.stays import Layer

_SEPARATORS = re.compile(r"[\s,;，；、]+")


class SearchForm(forms.Form):
    """Whose companions, under which parameters, what for."""

    incident = forms.ChoiceField(label=_("Incident"))
    numbers = forms.CharField(
        label=_("Numbers of cases or contacts"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Separated by spaces or commas. Nobody else can be searched for."),
    )
    purpose = forms.CharField(
        label=_("What the search is for"), max_length=300, help_text=_("Whoever signs reads it, and it is recorded.")
    )
    layer = forms.ChoiceField(label=_("Stays to search"))
    only = forms.ChoiceField(label=_("Places that count"), choices=Search.Places.choices, required=False)
    min_minutes = forms.FloatField(label=_("Minutes together, at least"), min_value=0, initial=10)
    continuous = forms.BooleanField(label=_("In one spell, not in sum"), required=False)
    window_days = forms.IntegerField(label=_("Days looked back"), min_value=1, max_value=366, initial=14)
    min_hours = forms.FloatField(
        label=_("Cumulative hours of either phone, at least"),
        min_value=0,
        required=False,
        help_text=_("At one place where both were; empty leaves the test out."),
    )
    operator = forms.ChoiceField(
        label=_("Minutes and hours"), choices=[("and", _("both must hold")), ("or", _("one is enough"))]
    )
    until = forms.DateTimeField(
        label=_("End of the window"),
        required=False,
        widget=MomentInput(),
        help_text=_("Empty: the end of the last stay."),
    )
    kind = forms.ChoiceField(label=_("What an accepted hit becomes"), choices=ContactKind.choices, initial="companion")
    expected = forms.FloatField(
        label=_("Infections expected among all hits"),
        min_value=0,
        required=False,
        help_text=_("Your estimate of those whom nobody has named; it is laid over the hits in proportion to dose."),
    )
    restriction_days = forms.FloatField(label=_("Days a companion is restricted"), min_value=0, required=False)
    clause = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["incident"].choices = incidents()  # type: ignore[attr-defined]
        self.fields["layer"].choices = [(one.name, layer_words(one)) for one in stays.layers()]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What the form asks."""
        said = dict(self.cleaned_data)
        said.pop("incident")
        said["numbers"] = [text for text in _SEPARATORS.split(said["numbers"]) if text]
        return Wish(**said)


def layer_words(one: Layer) -> str:
    """A layer with its days, as the choice shows it."""
    days = one.days
    return f"{one.name} · {days[0]} – {days[1]}" if days else one.name


class SignForm(forms.Form):
    """Who signs a search."""

    signed_by = forms.CharField(label=_("Name of who signs"), max_length=120)


class LineForm(forms.Form):
    """Where the line is drawn, why, and who signs."""

    tier = forms.TypedChoiceField(label=_("Last tier above the line"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why the line lies there"), max_length=300)
    signed_by = forms.CharField(label=_("Name of who signs"), max_length=120)

    def __init__(self, *args: Any, tiers: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(tier["number"], tier["number"]) for tier in tiers]  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """Who signs an erasure."""

    signed_by = forms.CharField(label=_("Name of who signs"), max_length=120)


class RejectForm(forms.Form):
    """Why a hit is no companion."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    note = forms.CharField(label=_("In words"), max_length=300, required=False)
